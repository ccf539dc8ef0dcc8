import type { SqlPlan, SqlStorage } from '@nudge/engine';
import { orProblem, quietly, WarehouseProblem } from '../problem.ts';
import { asJsonRows, resultRow } from '../result-rows.ts';
import { type Cell, quoted, TABLE_NAMES, type Table } from '../tables.ts';
import type { ResultRow, Warehouse } from '../warehouse.ts';
import { arrayText } from './array-text.ts';

/** One session of a database that speaks Postgres's SQL. Errors are the driver's own. */
export interface PostgresSession {
  readonly name: string;
  /** Gives the first column of each row, which is a text. */
  run(sql: string, parameters: readonly string[]): Promise<readonly string[]>;
  close(): Promise<void>;
}

const TYPES: Readonly<Record<SqlStorage, string>> = { boolean: 'boolean', integer: 'bigint', text: 'text' };

/** Holds the tables as temporary ones of its session: nothing of the database is touched, and nothing stays. */
export class PostgresWarehouse implements Warehouse {
  readonly name: string;
  readonly #session: PostgresSession;
  #isPrepared = false;

  constructor(session: PostgresSession) {
    this.name = session.name;
    this.#session = session;
  }

  async prepare({ schema }: SqlPlan): Promise<void> {
    await orProblem(this.name, 'the tables cannot be made', async () => {
      await this.#refuseOtherEncodings();
      await this.#run('SET search_path TO pg_temp');
      // The statements are made of literals in the form of the standard.
      await this.#run('SET standard_conforming_strings TO on');
      // Compiling a statement of this size takes longer than running it over what such a table holds.
      await this.#run('SET jit TO off');
      if (this.#isPrepared) {
        for (const table of TABLE_NAMES) await this.#run(`DROP TABLE IF EXISTS pg_temp.${quoted(table)}`);
      }
      this.#isPrepared = true;
      for (const statement of schema) await this.#run(statement);
    });
  }

  /** 5 µs a row in both drivers, as fast as COPY, which `pg` does not have by itself. */
  async insert({ name, columns }: Table, cells: readonly (readonly Cell[])[]): Promise<void> {
    await orProblem(this.name, `rows of ${name} cannot be added`, async () => {
      const names = columns.map((column) => quoted(column.name)).join(', ');
      const arrays = columns.map(({ storage }, i) => `$${i + 1}::${TYPES[storage]}[]`).join(', ');
      await this.#session.run(
        `INSERT INTO ${quoted(name)} (${names}) SELECT * FROM unnest(${arrays})`,
        cells.map(arrayText),
      );
    });
  }

  /** Nobody but us counts what is in a temporary table, and the planner would take it for next to empty. */
  async settle(): Promise<void> {
    await orProblem(this.name, 'the tables cannot be analysed', async () => {
      for (const table of TABLE_NAMES) await this.#run(`ANALYZE ${quoted(table)}`);
    });
  }

  query(sql: string, asOfMs: number, about: string): Promise<readonly ResultRow[]> {
    return orProblem(this.name, about, async () => {
      const asked = asJsonRows(sql, (row) => `CAST(row_to_json(${row}) AS TEXT)`);
      const rows = await this.#session.run(asked, [String(asOfMs)]);
      return rows.map(resultRow);
    });
  }

  async close(): Promise<void> {
    await quietly(() => this.#session.close());
  }

  /** Where a character may be several bytes and the database does not know it, it counts bytes: `length` would be wrong. */
  async #refuseOtherEncodings(): Promise<void> {
    const [encoding] = await this.#session.run('SHOW server_encoding', []);
    if (encoding === 'UTF8') return;
    throw new WarehouseProblem(
      `${this.name}: its database holds texts as ${encoding}; one with the encoding UTF8 is needed`,
    );
  }

  async #run(sql: string): Promise<void> {
    await this.#session.run(sql, []);
  }
}
