import type { Cell, Table } from './tables.ts';

/** Rows of one table that wait for their insertion, held by column. */
export class Batch {
  readonly table: Table;
  #columns: Cell[][];

  constructor(table: Table) {
    this.table = table;
    this.#columns = table.columns.map(() => []);
  }

  get rows(): number {
    return this.#columns[0]?.length ?? 0;
  }

  add(row: readonly Cell[]): void {
    this.#columns.forEach((column, i) => {
      column.push(row[i] ?? null);
    });
  }

  /** The columns; the batch is then empty. */
  take(): readonly (readonly Cell[])[] {
    const columns = this.#columns;
    this.#columns = this.table.columns.map(() => []);
    return columns;
  }
}
