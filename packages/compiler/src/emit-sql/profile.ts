import type { FieldSchema } from '@nudge/engine';
import {
  AS_OF,
  as,
  ascending,
  binary,
  cast,
  coalesce,
  column,
  literalOf,
  owner,
  ownerColumns,
  ROW,
  text,
} from './build.ts';
import { oneOfEach } from './one-of-each.ts';
import type { Statement } from './statement.ts';
import { AT, all, VALUE } from './statement.ts';
import { PROFILE, storageOf } from './tables.ts';
import type { SqlColumnAs, SqlExpr } from './tree.ts';

export function fieldOf(statement: Statement, field: number): FieldSchema {
  const schema = statement.context.program.user[field];
  if (schema === undefined) throw new Error(`there is no user field ${field}`);
  return schema;
}

/** The writes that count to a field: one for each instant, the last by id: `tenant`, `user`, `at`, `value`. */
export function profileWrites(statement: Statement, field: number): string {
  return statement.shared(`writes ${field}`, () =>
    lastWrites(statement, field, [as(column(AT, ROW), AT)], [column(AT, ROW)]),
  );
}

/** The write to a field that counts at T: `tenant`, `user`, `value`. */
export function profileNow(statement: Statement, field: number): string {
  return statement.shared(`write ${field}`, () => lastWrites(statement, field, [], []));
}

/** The last writer wins, by (instant, id) (semantics, rule 18). */
function lastWrites(
  statement: Statement,
  field: number,
  also: readonly SqlColumnAs[],
  alsoBy: readonly SqlExpr[],
): string {
  const { name } = fieldOf(statement, field);
  return oneOfEach(statement, `user.${name}`, {
    from: PROFILE,
    where: all(binary(column('field', ROW), '=', text(name)), binary(column(AT, ROW), '<=', AS_OF)),
    columns: [...ownerColumns(ROW), ...also, as(column(VALUE, ROW), VALUE)],
    partitionBy: [...owner(ROW), ...alsoBy],
    orderBy: [
      { ...ascending(column(AT, ROW)), descending: true },
      { ...ascending(column('id', ROW), true), descending: true },
    ],
  });
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
  if (fallback === undefined || fallback === null) return value;
  return coalesce(value, literalOf(fallback, storage));
}
