import type { PGlite } from '@electric-sql/pglite';
import { orProblem } from '../problem.ts';
import type { Warehouse } from '../warehouse.ts';
import { type PostgresSession, PostgresWarehouse } from './postgres-warehouse.ts';

const NAME = 'PGlite';

/** A Postgres of this process, in memory. */
export function openPglite(): Promise<Warehouse> {
  return orProblem(NAME, 'it cannot be opened', async () => {
    // Loaded when it is asked for: starting it takes seconds.
    const { PGlite: Database } = await import('@electric-sql/pglite');
    return new PostgresWarehouse(new PgliteSession(await Database.create()));
  });
}

class PgliteSession implements PostgresSession {
  readonly name: string = NAME;
  readonly #database: PGlite;

  constructor(database: PGlite) {
    this.#database = database;
  }

  async run(sql: string, parameters: readonly string[]): Promise<readonly string[]> {
    const { rows } = await this.#database.query<[string]>(sql, [...parameters], { rowMode: 'array' });
    return rows.map(([text]) => text);
  }

  async close(): Promise<void> {
    await this.#database.close();
  }
}
