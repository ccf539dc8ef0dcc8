/**
 * A segment's condition over time, as rows (tenant, user, t, in): it is what `in` says from t to the next row's t. Values
 * change only where an event comes or leaves a window, a field is written, another segment changes, or a comparison with
 * `now` turns: those instants are the rows, and running sums over them are the values.
 */
import type { Comparison } from '@nudge/engine';
import type { IrSegment } from '../ir.ts';
import { as, column, ownerColumns, plusMs, ROW, select } from './build.ts';
import { bareName } from './labels.ts';
import { type ExprScope, lowerSqlExpr } from './lower-expr.ts';
import { leafValue, planTracks } from './plan-tracks.ts';
import { Staging } from './staging.ts';
import type { Statement } from './statement.ts';
import { changeRows, clippedRows, foundRows, turnRows, valueRows } from './track-rows.ts';
import { IN, T } from './tracks.ts';
import type { SqlExpr } from './tree.ts';

/** Where a segment's rows begin: this long before T; null: with the user's first event. */
export type Lookback = number | null;

/** Adds the parts for one segment; `intervals` names the parts of the segments that it reads. */
export function conditionPart(
  statement: Statement,
  id: number,
  intervals: ReadonlyMap<number, string>,
  lookbackMs: Lookback,
): string {
  const { program } = statement.context;
  const segment = program.segments[id] as IrSegment;
  const label = bareName(segment.name);
  const tracks = planTracks(statement, id, intervals);
  const changes = statement.part(
    `${label}, changes`,
    {
      kind: 'union',
      distinct: false,
      parts: tracks.sources.map((source) => changeRows(source, tracks.columns)),
    },
    ['instants at which something that it reads changes, and by how much'],
  );

  const staging = new Staging();
  const turns: SqlExpr[] = [];
  const scope: ExprScope = {
    staging,
    now: column(T, ROW),
    leaf: (leaf) => leafValue(tracks, staging, leaf),
    onEdge: (edge, test) => turns.push(...turnsOf(edge.sql, test)),
  };
  const condition = lowerSqlExpr(segment.condition, scope);
  const needsNext = turns.length > 0 || lookbackMs !== null;
  let rows = statement.part(`${label}, values`, valueRows(changes, tracks, needsNext), [
    'the same instants with the values from there on',
  ]);
  if (tracks.lookups.length > 0) {
    rows = statement.part(`${label}, found values`, foundRows(rows, tracks));
  }
  const columns = [...tracks.columns.map(({ name }) => name), ...tracks.lookups.map(({ name }) => name)];
  if (lookbackMs !== null) {
    rows = statement.part(`${label}, lately`, clippedRows(rows, columns, lookbackMs), [
      'only what can still matter at T; the last row before that stands for all before',
    ]);
  }
  rows = staging.over(rows, statement.parts, statement.unique);
  if (turns.length > 0) {
    rows = statement.part(`${label}, turns`, turnRows(rows, [...columns, ...staging.names], turns), [
      'and the instants at which a comparison with now turns in between',
    ]);
  }
  return statement.part(
    `${label}, condition`,
    select({
      columns: [...ownerColumns(ROW), as(column(T, ROW), T), as(condition.sql, IN)],
      from: { name: rows, as: ROW },
    }),
  );
}

/** The instants at which `now` against an edge turns: time is whole milliseconds, so "after the edge" begins one later. */
function turnsOf(edge: SqlExpr, test: Comparison): readonly SqlExpr[] {
  switch (test) {
    case 'lt':
    case 'ge':
      return [edge];
    case 'le':
    case 'gt':
      return [plusMs(edge, 1)];
    case 'eq':
    case 'ne':
      return [edge, plusMs(edge, 1)];
  }
}
