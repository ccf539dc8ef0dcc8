import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { PostgresService } from '../../../../scripts/local-services/state.mjs';
import type { StateStore } from '../../src/ports/state-store.ts';
import { openPostgresStore } from '../../src/stores/postgres/open-postgres-store.ts';
import type { PostgresStoreOptions } from '../../src/stores/postgres/postgres-options.ts';

/** A schema of a test's own in a database that others use, too. */
export class PostgresBench {
  readonly schema = `Test ${randomUUID()}`;
  readonly #service: PostgresService;

  constructor(service: PostgresService) {
    this.#service = service;
  }

  open(changes: Partial<PostgresStoreOptions> = {}): Promise<StateStore> {
    const { host, port, database, user, password } = this.#service;
    return openPostgresStore({
      host,
      port,
      database,
      username: user,
      password,
      schema: this.schema,
      migrate: true,
      connections: 4,
      ...changes,
    });
  }

  /** Another client, to look and to meddle. */
  async raw<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = new pg.Client({ connectionString: this.#service.url });
    client.on('error', () => {});
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  /** All that partitions hold now, to be put back in place of what came since. */
  async remember(): Promise<() => Promise<void>> {
    const tables = ['partition', 'size', 'user', 'outbox'];
    const change = (of: (table: string, copy: string) => string): Promise<unknown> =>
      this.raw((client) =>
        client.query(
          tables.map((t) => of(`"${this.schema}".nudge_${t}`, `"${this.schema}"."${t} before"`)).join(''),
        ),
      );
    await change((table, copy) => `CREATE TABLE ${copy} AS TABLE ${table};`);
    return async () => {
      await change((table, copy) => `TRUNCATE ${table}; INSERT INTO ${table} TABLE ${copy};`);
    };
  }

  async remove(): Promise<void> {
    await this.raw(async (client) => {
      await client.query('SET client_min_messages = warning');
      await client.query(`DROP SCHEMA IF EXISTS "${this.schema}" CASCADE`);
    });
  }
}
