export { type DuckdbOptions, openDuckdb } from './duckdb.ts';
export { Loading } from './loading.ts';
export { openPglite } from './postgres/pglite.ts';
export { openPostgres } from './postgres/postgres-server.ts';
export { WarehouseProblem } from './problem.ts';
export type { Cell, Table } from './tables.ts';
export { profileText, type RawValue, readValue } from './values.ts';
export type { ResultRow, Warehouse } from './warehouse.ts';
