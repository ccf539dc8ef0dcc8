/** The rows of a segment, step by step: what changes, the values from there on, those found elsewhere, the turns. */
import {
  AS_OF,
  as,
  ascending,
  binary,
  call,
  column,
  integer,
  isNull,
  nullOf,
  or,
  owner,
  ownerColumns,
  plusMs,
  ROW,
  sameOwner,
  select,
} from './build.ts';
import { AT, all } from './statement.ts';
import { NEXT, type Source, T, type Track, type Tracks } from './tracks.ts';
import type { SqlColumnAs, SqlExpr, SqlJoin, SqlSelect, SqlUnion } from './tree.ts';

export function changeRows({ from, t, where, puts }: Source, tracks: readonly Track[]): SqlSelect {
  const columns = tracks.map((track): SqlColumnAs => {
    const neutral = track.neutral === null ? nullOf('integer') : integer(track.neutral);
    return as(puts.get(track) ?? neutral, track.name);
  });
  return select({
    columns: [...ownerColumns(ROW), as(t, T), ...columns],
    from: { name: from, as: ROW },
    where,
  });
}

export function valueRows(changes: string, { columns: tracks }: Tracks, needsNext: boolean): SqlSelect {
  const over = (
    name: Extract<SqlExpr, { kind: 'window' }>['name'],
    of: string,
    windowMs: number | null,
  ): SqlExpr => ({
    kind: 'window',
    name,
    value: column(of, ROW),
    partitionBy: owner(ROW),
    orderBy: [ascending(column(T, ROW))],
    // A window of W ms is the instant itself and the W − 1 before it.
    precedingMs: windowMs === null ? null : windowMs - 1,
  });
  return select({
    columns: [
      ...ownerColumns(ROW),
      as(column(T, ROW), T),
      ...tracks.map(({ name, read, windowMs }) => as(over(read, name, windowMs), name)),
      ...(needsNext ? [as(over('lead', T, null), NEXT)] : []),
    ],
    from: { name: changes, as: ROW },
  });
}

export function foundRows(rows: string, { lookups, fields }: Tracks): SqlSelect {
  const joins: SqlJoin[] = [];
  const columns = lookups.map(({ name, from, track, column: found, windowMs }, i) => {
    const alias = `found ${i + 1}`;
    const at = column(AT, alias);
    joins.push({
      table: { name: from, as: alias },
      on: all(
        sameOwner(alias, ROW),
        binary(at, '=', column(track.name, ROW)),
        windowMs === null ? null : binary(at, '>', plusMs(column(T, ROW), -windowMs)),
      ),
    });
    return as(column(found, alias), name);
  });
  // What holds since ever stands before all instants. It is looked up, and is no row of its own: it begins nobody.
  const where = fields.size === 0 ? null : binary(column(T, ROW), '>=', integer(0));
  return select({ allOf: ROW, columns, from: { name: rows, as: ROW }, joins, where });
}

export function clippedRows(rows: string, columns: readonly string[], lookbackMs: number): SqlSelect {
  const from = plusMs(AS_OF, -lookbackMs);
  const next = column(NEXT, ROW);
  return select({
    columns: [
      ...ownerColumns(ROW),
      as(call('greatest', column(T, ROW), from), T),
      ...columns.map((name) => as(column(name, ROW), name)),
      as(next, NEXT),
    ],
    from: { name: rows, as: ROW },
    where: or(isNull(next), binary(next, '>', from)),
  });
}

/** And the instants at which a comparison with `now` turns before the next row. */
export function turnRows(rows: string, columns: readonly string[], turns: readonly SqlExpr[]): SqlUnion {
  const carried = columns.map((name) => as(column(name, ROW), name));
  const from = { name: rows, as: ROW };
  const next = column(NEXT, ROW);
  const distinct = new Map(turns.map((turn) => [JSON.stringify(turn), turn]));
  const parts = [...distinct.values()].map((turn) =>
    select({
      columns: [...ownerColumns(ROW), as(turn, T), ...carried],
      from,
      where: all(
        binary(turn, '>', column(T, ROW)),
        binary(turn, '<=', AS_OF),
        or(isNull(next), binary(turn, '<', next)),
      ),
    }),
  );
  const known = select({ columns: [...ownerColumns(ROW), as(column(T, ROW), T), ...carried], from });
  return { kind: 'union', distinct: false, parts: [known, ...parts] };
}
