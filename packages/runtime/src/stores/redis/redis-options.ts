import type { ClusterOptions, RedisOptions } from 'ioredis';
import { type TlsOptions, tlsConnectionOptions } from '../tls-options.ts';

interface RedisAddress {
  readonly host: string;
  readonly port: number;
}

export interface RedisStoreOptions {
  /** One server, or some nodes of a cluster. */
  readonly server: RedisAddress | { readonly cluster: readonly RedisAddress[] };
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** Of a single server; a cluster has only 0. */
  readonly database?: number | undefined;
  readonly tls?: TlsOptions | undefined;
  /** What all keys begin with; one for each group of workers. */
  readonly prefix: string;
  /** How long an answer may take before the server counts as unreachable. 5 s. */
  readonly timeoutMs?: number | undefined;
  /** Is told what could cost data, when the store is opened. */
  readonly warn?: ((text: string) => void) | undefined;
}

export const TIMEOUT_MS = 5000;

/** The longest wait between two attempts to connect again. */
const RECONNECT_MS = 1000;

const retryDelayMs = (attempt: number): number => Math.min(attempt * 50, RECONNECT_MS);

/** The form of replies, which the client's types ask for. */
interface Replies {
  readonly replyMapping: 'legacy';
}

/**
 * Nothing is ever sent twice, nor kept to be sent later, by the client on its own: what failed is answered with an
 * error at once, and whoever owns the partition decides.
 */
export function serverOptions(options: RedisStoreOptions): RedisOptions & Replies {
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  return {
    lazyConnect: true,
    connectionName: 'nudge',
    // Nothing of version 3 is used, and proxies that do not know it answer it in many ways.
    protocol: 2,
    replyMapping: 'legacy',
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    enableOfflineQueue: false,
    connectTimeout: timeoutMs,
    commandTimeout: timeoutMs,
    // Beyond failing the command, gives up a connection on which nothing comes back any more.
    socketTimeout: timeoutMs,
    retryStrategy: retryDelayMs,
    // After a fail-over the old master may still answer, as a replica; its name may lead elsewhere by now.
    reconnectOnError: ({ message }) => message.includes('READONLY'),
    ...(options.username !== undefined && { username: options.username }),
    ...(options.password !== undefined && { password: options.password }),
    ...(options.database !== undefined && { db: options.database }),
    ...(options.tls !== undefined && { tls: tlsConnectionOptions(options.tls) }),
  };
}

export function clusterOptions(
  options: RedisStoreOptions,
): ClusterOptions & { readonly redisOptions: Replies } {
  const { retryStrategy, enableOfflineQueue, lazyConnect, ...node } = serverOptions(options);
  return {
    redisOptions: { ...node, lazyConnect: true },
    enableOfflineQueue: false,
    lazyConnect: true,
    clusterRetryStrategy: retryDelayMs,
    slotsRefreshTimeout: options.timeoutMs ?? TIMEOUT_MS,
    // Would send a command again that may have been carried out.
    retryDelayOnFailover: 0,
  };
}

/** For messages. */
export function placeOf({ server }: RedisStoreOptions): string {
  if ('cluster' in server) return `Redis cluster at ${server.cluster.map(text).join(', ')}`;
  return `Redis at ${text(server)}`;
}

function text({ host, port }: RedisAddress): string {
  return `${host}:${port}`;
}
