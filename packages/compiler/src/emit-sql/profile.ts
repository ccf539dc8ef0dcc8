import type { FieldSchema, Value } from '@nudge/engine';
import {
  AS_OF,
  as,
  ascending,
  binary,
  cast,
  coalesce,
  column,
  integer,
  owner,
  ownerColumns,
  ROW,
  select,
  text,
} from './build.ts';
import type { Statement } from './statement.ts';
import { AT, all, VALUE } from './statement.ts';
import { PROFILE, storageOf } from './tables.ts';
import type { SqlExpr } from './tree.ts';

const RANK = 'rank';

export function fieldOf(statement: Statement, field: number): FieldSchema {
  const schema = statement.context.program.user[field];
  if (schema === undefined) throw new Error(`there is no user field ${field}`);
  return schema;
}

/** The writes that count to a field: one for each instant, the last by id: `tenant`, `user`, `at`, `value`. */
export function profileWrites(statement: Statement, field: number): string {
  const { name } = fieldOf(statement, field);
  const ranked = rankedWrites(statement, field, [column(AT, ROW)]);
  return statement.part(
    `user.${name}`,
    select({
      columns: [...ownerColumns(ROW), as(column(AT, ROW), AT), as(column(VALUE, ROW), VALUE)],
      from: { name: ranked, as: ROW },
      where: binary(column(RANK, ROW), '=', integer(1)),
    }),
  );
}

/** The write to a field that counts at T: `tenant`, `user`, `value`. */
export function profileNow(statement: Statement, field: number): string {
  const { name } = fieldOf(statement, field);
  const ranked = rankedWrites(statement, field, []);
  return statement.part(
    `user.${name}`,
    select({
      columns: [...ownerColumns(ROW), as(column(VALUE, ROW), VALUE)],
      from: { name: ranked, as: ROW },
      where: binary(column(RANK, ROW), '=', integer(1)),
    }),
  );
}

/** Last writer first, by (instant, id) (semantics, rule 18). */
function rankedWrites(statement: Statement, field: number, alsoBy: readonly SqlExpr[]): string {
  const { name } = fieldOf(statement, field);
  const rank: SqlExpr = {
    kind: 'window',
    name: 'row_number',
    value: null,
    partitionBy: [...owner(ROW), ...alsoBy],
    orderBy: [
      { ...ascending(column(AT, ROW)), descending: true },
      { ...ascending(column('id', ROW), true), descending: true },
    ],
    precedingMs: null,
  };
  return statement.part(
    `user.${name}, writes`,
    select({
      columns: [...ownerColumns(ROW), as(column(AT, ROW), AT), as(column(VALUE, ROW), VALUE), as(rank, RANK)],
      from: { name: PROFILE, as: ROW },
      where: all(binary(column('field', ROW), '=', text(name)), binary(column(AT, ROW), '<=', AS_OF)),
    }),
  );
}

/** A field's value from the text that the table holds, or its default. */
export function profileValue({ type, default: fallback }: FieldSchema, held: SqlExpr): SqlExpr {
  const storage = storageOf(type.kind);
  const value =
    storage === 'integer'
      ? cast(held, 'integer')
      : storage === 'boolean'
        ? binary(held, '=', text('true'))
        : held;
  return fallback === undefined || fallback === null ? value : coalesce(value, literal(fallback));
}

function literal(value: Exclude<Value, null>): SqlExpr {
  if (typeof value === 'number') return integer(value);
  if (typeof value === 'boolean') return { kind: 'boolean', value };
  return text(typeof value === 'string' ? value : JSON.stringify(value));
}
