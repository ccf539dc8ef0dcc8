import type { RawValue } from './values.ts';
import type { ResultRow } from './warehouse.ts';

/**
 * A statement whose rows are one JSON text each, made by `toJson` of the database. The drivers of DuckDB and PGlite drop a
 * U+FEFF at the beginning of every text that they read, and a user may be called so; JSON begins with a brace.
 */
export function asJsonRows(sql: string, toJson: (row: string) => string): string {
  const statement = sql.trimEnd().replace(/;$/, '');
  return `SELECT ${toJson('"row"')} FROM (\n${statement}\n) AS "row" ORDER BY "row"."tenant", "row"."user"`;
}

interface JsonRow {
  readonly tenant: string;
  readonly user: string;
  readonly since?: number;
  readonly value?: RawValue;
}

export function resultRow(text: string): ResultRow {
  const { tenant, user, since, value } = JSON.parse(text) as JsonRow;
  return { tenant, user, sinceMs: since ?? null, value: value ?? null };
}
