import { Cluster, Redis } from 'ioredis';
import type { StateStore } from '../../ports/state-store.ts';
import { checkDurability } from './check-durability.ts';
import { RedisConnection } from './redis-connection.ts';
import {
  clusterOptions,
  placeOf,
  type RedisStoreOptions,
  serverOptions,
  TIMEOUT_MS,
} from './redis-options.ts';
import { redisProblem } from './redis-problem.ts';
import { RedisStore } from './redis-store.ts';

/** Connects. Throws `StoreUnavailable` where trying again may help, and an `Error` that says what is set wrong. */
export async function openRedisStore(options: RedisStoreOptions): Promise<StateStore> {
  const { server } = options;
  const client =
    'cluster' in server
      ? new Cluster(
          server.cluster.map(({ host, port }) => ({ host, port })),
          clusterOptions(options),
        )
      : new Redis({ ...serverOptions(options), host: server.host, port: server.port });
  const where = placeOf(options);
  // Why a connection failed is told to listeners; who waits for it is told only that it was closed.
  let reason: unknown = null;
  const onError = (error: unknown): void => {
    reason = error;
  };
  client.on('error', onError);
  const connection = new RedisConnection(client, where);
  try {
    const store = new RedisStore(connection, options.prefix);
    await inTime(client.connect(), options.timeoutMs ?? TIMEOUT_MS).catch((error: unknown) => {
      throw redisProblem(`${where}: connecting`, reason ?? error);
    });
    await checkDurability(connection, options.warn ?? (() => {}));
    return store;
  } catch (error) {
    connection.close();
    throw error;
  } finally {
    client.off('error', onError);
  }
}

/** A client of a cluster would try for ever. */
async function inTime<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('Command timed out')), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
