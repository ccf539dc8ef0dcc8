import type { Client } from 'pg';
import { messageOf, orProblem, WarehouseProblem } from '../problem.ts';
import type { Warehouse } from '../warehouse.ts';
import { type PostgresSession, PostgresWarehouse } from './postgres-warehouse.ts';
import { checkServerUrl } from './server-address.ts';

const CONNECT_TIMEOUT_MS = 15_000;

/** A Postgres server. What its URL leaves out is taken from the variables of libpq, `PGPASSWORD` among them. */
export async function openPostgres(url: string): Promise<Warehouse> {
  checkServerUrl(url);
  const client = await orProblem('Postgres', 'it cannot be opened', async () => {
    const { default: pg } = await import('pg');
    return new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      fallback_application_name: 'nudgec',
    });
  });
  const name = `Postgres at ${placeOf(client)}`;
  const session = new ServerSession(name, client);
  try {
    await client.connect();
  } catch (error) {
    throw new WarehouseProblem(`${name}: ${refusalOf(error, client)}`);
  }
  return new PostgresWarehouse(session);
}

class ServerSession implements PostgresSession {
  readonly name: string;
  readonly #client: Client;
  #broken: Error | null = null;

  constructor(name: string, client: Client) {
    this.name = name;
    this.#client = client;
    // A connection may break while nobody asks: the next question fails, and says what was said then.
    client.on('error', (error) => {
      this.#broken ??= error;
    });
  }

  async run(sql: string, parameters: readonly string[]): Promise<readonly string[]> {
    if (this.#broken !== null) throw this.#broken;
    const { rows } = await this.#client.query<[string]>({
      text: sql,
      values: [...parameters],
      rowMode: 'array',
    });
    return rows.map(([text]) => text);
  }

  async close(): Promise<void> {
    await this.#client.end();
  }
}

/** Without user and password. */
function placeOf({ host, port }: Client): string {
  return host.startsWith('/') ? host : `${host}:${port}`;
}

const REFUSALS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'no server listens there',
  ENOENT: 'no server listens there',
  ENOTFOUND: 'there is no host of this name',
  EAI_AGAIN: 'there is no host of this name',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the host cannot be reached',
  ETIMEDOUT: 'it does not answer',
  ECONNRESET: 'it closed the connection',
};

function refusalOf(error: unknown, { user }: Client): string {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const code = first instanceof Error && 'code' in first ? String(first.code) : '';
  const known = REFUSALS[code];
  if (known !== undefined) return known;
  const text = messageOf(first);
  if (text.includes('timeout')) return 'it does not answer';
  if (/password must be a (?:non-empty )?string/.test(text)) return `it asks for the password of ${user}`;
  return text;
}
