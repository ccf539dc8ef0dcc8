import type { ClientBase, PoolConfig } from 'pg';
import { type TlsOptions, tlsConnectionOptions } from '../tls-options.ts';

export interface PostgresStoreOptions {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly username: string;
  readonly password?: string | undefined;
  readonly tls?: TlsOptions | undefined;
  /** Where the tables are; one for each group of workers. */
  readonly schema: string;
  /** Whether the tables may be made and brought up to date. */
  readonly migrate: boolean;
  /** Connections at most. Each commit, claim or read under way takes one. 8. */
  readonly connections?: number | undefined;
  /** How long an answer may take before the server counts as unreachable. 5 s. */
  readonly timeoutMs?: number | undefined;
  /** Is told what could cost data, when the store is opened. */
  readonly warn?: ((text: string) => void) | undefined;
}

const CONNECTIONS = 8;
const TIMEOUT_MS = 5000;

/**
 * The server gives up a statement, or an idle transaction, just as the client does: what hangs must not hold a
 * partition's row for ever. Not through a pooler that changes sessions between transactions: statements are prepared.
 */
export function poolConfig(options: PostgresStoreOptions): PoolConfig {
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  return {
    host: options.host,
    port: options.port,
    database: options.database,
    user: options.username,
    application_name: 'nudge',
    max: options.connections ?? CONNECTIONS,
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
    keepAlive: true,
    ssl: options.tls === undefined ? false : tlsConnectionOptions(options.tls),
    ...(options.password !== undefined && { password: options.password }),
    onConnect: (client) => prepareSession(client, timeoutMs),
  };
}

/**
 * Everything is found by its key; a plan that was kept from when a table was still empty would read all of it. The rest is
 * what a role or a database may have set otherwise.
 */
async function prepareSession(client: ClientBase, timeoutMs: number): Promise<void> {
  // A little before the client does: then it is known that nothing was done.
  const serverMs = Math.ceil(timeoutMs * 0.9);
  await client.query(
    `SET enable_seqscan = off;
SET default_transaction_isolation = 'read committed';
SET statement_timeout = ${serverMs};
SET idle_in_transaction_session_timeout = ${serverMs};
SET jit = off`,
  );
}

/** For messages. */
export function placeOf({ host, port, database }: PostgresStoreOptions): string {
  return `PostgreSQL at ${host}:${port}/${database}`;
}
