/** From a condition over time to who is in a segment, and when. */
import type { IrSegment } from '../ir.ts';
import {
  AS_OF,
  aggregate,
  and,
  as,
  ascending,
  binary,
  choose,
  column,
  integer,
  isNull,
  or,
  owner,
  ownerColumns,
  plusMs,
  ROW,
  sameOwner,
  select,
} from './build.ts';
import { bareName } from './labels.ts';
import { all, type Statement } from './statement.ts';
import { IN, T } from './tracks.ts';
import type { SqlExpr } from './tree.ts';

/**
 * The intervals in which a user is in a segment: `since`, `until` (null: still at T). `for D` moves the start and drops
 * what is too short (semantics, rule 13).
 */
export function intervalsPart(statement: Statement, segment: IrSegment, condition: string): string {
  const label = bareName(segment.name);
  const previous: SqlExpr = {
    kind: 'window',
    name: 'lag',
    value: column(IN, ROW),
    partitionBy: owner(ROW),
    orderBy: [ascending(column(T, ROW))],
    precedingMs: null,
  };
  const compared = statement.part(
    `${label}, compared`,
    select({ allOf: ROW, columns: [as(previous, 'was')], from: { name: condition, as: ROW } }),
  );
  const next: SqlExpr = { ...previous, name: 'lead', value: column(T, ROW) };
  const edges = statement.part(
    `${label}, edges`,
    select({
      columns: [...ownerColumns(ROW), as(column(T, ROW), T), as(column(IN, ROW), IN), as(next, 'until')],
      from: { name: compared, as: ROW },
      where: or(
        all(column(IN, ROW), or(isNull(column('was', ROW)), { kind: 'not', operand: column('was', ROW) })),
        all({ kind: 'not', operand: column(IN, ROW) }, column('was', ROW)),
      ),
    }),
  );
  const since = plusMs(column(T, ROW), segment.forMs);
  const longEnough =
    segment.forMs === 0
      ? null
      : all(
          binary(since, '<=', AS_OF),
          or(
            isNull(column('until', ROW)),
            binary(binary(column('until', ROW), '-', column(T, ROW)), '>', integer(segment.forMs)),
          ),
        );
  return statement.part(
    label,
    select({
      columns: [...ownerColumns(ROW), as(since, 'since'), as(column('until', ROW), 'until')],
      from: { name: edges, as: ROW },
      where: and(column(IN, ROW), longEnough),
    }),
    ['when who was in it'],
  );
}

/**
 * Who is in a segment at T, and since when: from the first row behind the last one at which the condition was false. It
 * needs no order of the rows, so it costs less than the intervals.
 */
export function membersPart(statement: Statement, segment: IrSegment, condition: string): string {
  const label = bareName(segment.name);
  const out = choose([[{ kind: 'not', operand: column(IN, ROW) }, column(T, ROW)]]);
  const lastOut = statement.part(
    `${label}, last out`,
    select({
      columns: [...ownerColumns(ROW), as(aggregate('max', out), 'out')],
      from: { name: condition, as: ROW },
      groupBy: owner(ROW),
    }),
  );
  const since = plusMs(aggregate('min', column(T, ROW)), segment.forMs);
  const outAt = column('out', 'last');
  return statement.part(
    label,
    select({
      columns: [...ownerColumns(ROW), as(since, 'since')],
      from: { name: condition, as: ROW },
      joins: [{ table: { name: lastOut, as: 'last' }, on: sameOwner('last', ROW) }],
      where: all(column(IN, ROW), or(isNull(outAt), binary(column(T, ROW), '>', outAt))),
      groupBy: owner(ROW),
    }),
    ['who is in it, and since when'],
  );
}
