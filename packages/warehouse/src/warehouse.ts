import type { SqlPlan } from '@nudge/engine';
import type { Cell, Table } from './tables.ts';
import type { RawValue } from './values.ts';

/** A row of a statement of a plan. */
export interface ResultRow {
  readonly tenant: string;
  readonly user: string;
  /** Of `members`: since when, in ms. */
  readonly sinceMs: number | null;
  /** Of a metric: see `readValue`. */
  readonly value: RawValue;
}

/**
 * A database that holds accepted events and runs the statements of a plan. One call at a time. Everything that fails
 * because of the database is a `WarehouseProblem`.
 */
export interface Warehouse {
  /** For people: `DuckDB`, `Postgres at localhost:5432`. */
  readonly name: string;
  /** Makes the tables of a plan, empty; those of an earlier plan go. */
  prepare(plan: SqlPlan): Promise<void>;
  /** Adds rows, given as columns in the order of the table. */
  insert(table: Table, columns: readonly (readonly Cell[])[]): Promise<void>;
  /** To be called when all rows are in, and before the first query. */
  settle(): Promise<void>;
  /** The rows of a statement as of an instant, in its order. `about` names it where it fails. */
  query(sql: string, asOfMs: number, about: string): Promise<readonly ResultRow[]>;
  /** Never fails: what is left goes with the process or the session. */
  close(): Promise<void>;
}
