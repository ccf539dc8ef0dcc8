/** Which tracks, sources and lookups a segment's condition needs (the forms of `research/sql.md`). */
import type { IrAggregate, IrSegment } from '../ir.ts';
import { readsOf } from '../ir-walk.ts';
import { averageOf, countOf, distinctOf, sumOf } from './aggregate-values.ts';
import {
  AS_OF,
  as,
  ascending,
  binary,
  choose,
  column,
  integer,
  isNull,
  isPresent,
  or,
  owner,
  ownerColumns,
  plusMs,
  ROW,
  select,
} from './build.ts';
import { aggregateLabel, bareName } from './labels.ts';
import type { Leaf } from './lower-expr.ts';
import { mayHoldOnNothing } from './nothing.ts';
import { oneOfEach } from './one-of-each.ts';
import { fieldOf, profileValue, profileWrites } from './profile.ts';
import type { Staged, Staging } from './staging.ts';
import { AT, all, type Statement, VALUE } from './statement.ts';
import { addTrack, noTracks, type Source, T, type Track, type Tracks } from './tracks.ts';
import type { SqlExpr } from './tree.ts';

export function planTracks(statement: Statement, id: number, intervals: ReadonlyMap<number, string>): Tracks {
  const { program } = statement.context;
  const segment = program.segments[id] as IrSegment;
  const reads = readsOf(segment.condition);
  const tracks = noTracks();
  if (mayHoldOnNothing(program, id)) {
    tracks.sources.push({ from: statement.everyone(), t: column(AT, ROW), where: null, puts: new Map() });
  }
  planAggregates(statement, tracks, reads.aggregates);
  for (const field of reads.profile) {
    const schema = fieldOf(statement, field);
    const writes = profileWrites(statement, field);
    const track = addTrack(tracks, `user.${schema.name} at`, 'max');
    tracks.sources.push({
      from: writes,
      t: column(AT, ROW),
      where: null,
      puts: new Map([[track, column(AT, ROW)]]),
    });
    const lookup = {
      name: tracks.names.unique(`user.${schema.name}`),
      from: writes,
      track,
      column: VALUE,
      windowMs: null,
    };
    tracks.lookups.push(lookup);
    tracks.fields.set(field, profileValue(schema, column(lookup.name, ROW)));
  }
  for (const other of reads.segments) {
    const from = intervals.get(other);
    if (from === undefined) throw new Error(`segment ${other} is not there yet`);
    const track = addTrack(tracks, `in ${bareName(program.segments[other]?.name ?? '')}`, 'sum');
    const until = column('until', ROW);
    tracks.sources.push(
      { from, t: column('since', ROW), where: null, puts: new Map([[track, integer(1)]]) },
      {
        from,
        t: until,
        where: isPresent(until),
        puts: new Map([[track, integer(-1)]]),
      },
    );
    tracks.members.set(other, binary(column(track.name, ROW), '>', integer(0)));
  }
  if (tracks.sources.length === 0) {
    tracks.sources.push({ from: statement.everyone(), t: column(AT, ROW), where: null, puts: new Map() });
  }
  return tracks;
}

/** The tracks of all aggregates; what one log puts into them at one instant is one source. */
function planAggregates(statement: Statement, tracks: Tracks, ids: readonly number[]): void {
  const { program } = statement.context;
  const byWindow = new Map<string, { log: number; windowMs: number | null; ids: number[] }>();
  for (const id of ids) {
    const { windowMs } = program.aggregates[id] as IrAggregate;
    const log = program.logOfAggregate[id] as number;
    const key = `${log} ${windowMs}`;
    const group = byWindow.get(key) ?? { log, windowMs, ids: [] };
    group.ids.push(id);
    byWindow.set(key, group);
  }
  const entering = new Map<number, Map<Track, SqlExpr>>();
  const leaving: Source[] = [];
  for (const { log, windowMs, ids: group } of byWindow.values()) {
    const enters = entering.get(log) ?? new Map<Track, SqlExpr>();
    entering.set(log, enters);
    const leaves = new Map<Track, SqlExpr>();
    for (const id of group) tracks.values.set(id, planAggregate(statement, tracks, id, enters, leaves));
    // What comes and leaves of distinct values has rows of its own.
    if (windowMs === null || group.every((id) => program.aggregates[id]?.function === 'distinct')) continue;
    leaving.push({
      from: statement.log(log),
      t: plusMs(column(AT, ROW), windowMs),
      where: binary(plusMs(column(AT, ROW), windowMs), '<=', AS_OF),
      puts: leaves,
    });
  }
  for (const [log, puts] of entering) {
    if (puts.size === 0) continue;
    tracks.sources.push({ from: statement.log(log), t: column(AT, ROW), where: null, puts });
  }
  tracks.sources.push(...leaving);
}

function planAggregate(
  statement: Statement,
  tracks: Tracks,
  id: number,
  enters: Map<Track, SqlExpr>,
  leaves: Map<Track, SqlExpr>,
): (staging: Staging) => Staged {
  const { program } = statement.context;
  const spec = program.aggregates[id] as IrAggregate;
  const { windowMs } = spec;
  const log = statement.log(program.logOfAggregate[id] as number);
  const value = column(VALUE, ROW);
  const running = (fn: 'count' | 'sum', by: SqlExpr, less: SqlExpr): SqlExpr => {
    const label = aggregateLabel(fn, log, windowMs);
    // An average shares them with a sum or a count of the same events.
    const known = [...enters.keys()].find((track) => track.label === label);
    const track = known ?? addTrack(tracks, label, 'sum');
    enters.set(track, by);
    leaves.set(track, less);
    return column(track.name, ROW);
  };
  const count = (): SqlExpr => running('count', integer(1), integer(-1));
  const sum = (): SqlExpr => running('sum', value, binary(integer(0), '-', value));
  const plain = (sql: SqlExpr) => (): Staged => ({ sql, stage: 0 });
  switch (spec.function) {
    case 'count':
      return plain(countOf(count()));
    case 'sum': {
      const total = sum();
      return (staging) => sumOf(staging, total, spec.valueKind);
    }
    case 'avg': {
      const [total, number] = [sum(), count()];
      return (staging) => averageOf(staging, total, number, spec.valueKind);
    }
    case 'min':
    case 'max': {
      const track = addTrack(tracks, aggregateLabel(spec.function, log, windowMs), spec.function, windowMs);
      enters.set(track, value);
      return plain(column(track.name, ROW));
    }
    case 'first':
    case 'last': {
      // The instant of the event is enough to find it; of several at one instant the id decides.
      const isFirst = spec.function === 'first';
      const name = aggregateLabel(spec.function, log, windowMs);
      const track = addTrack(tracks, `${name}, at`, isFirst ? 'min' : 'max', isFirst ? windowMs : null);
      enters.set(track, column(AT, ROW));
      if (spec.field === 'at') return plain(stillInside(column(track.name, ROW), windowMs));
      const from = firstOrLastRows(statement, log, isFirst);
      const lookup = { name: tracks.names.unique(name), from, track, column: VALUE, windowMs };
      tracks.lookups.push(lookup);
      return plain(column(lookup.name, ROW));
    }
    case 'distinct': {
      const track = addTrack(tracks, aggregateLabel('distinct', log, windowMs), 'sum');
      planDistinct(statement, tracks, log, windowMs, track);
      return plain(distinctOf(column(track.name, ROW)));
    }
    default:
      return neverFunction(spec.function);
  }
}

/** The instant itself while the window holds it. The first one is looked for in the window alone, the last one is not. */
function stillInside(at: SqlExpr, windowMs: number | null): SqlExpr {
  return windowMs === null ? at : choose([[binary(at, '>', plusMs(column(T, ROW), -windowMs)), at]]);
}

/** Of the events at one instant the first or the last by id. */
function firstOrLastRows(statement: Statement, log: string, isFirst: boolean): string {
  const label = `${log}, ${isFirst ? 'first' : 'last'}`;
  return statement.shared(label, () =>
    oneOfEach(statement, label, {
      from: log,
      where: null,
      columns: [...ownerColumns(ROW), as(column(AT, ROW), AT), as(column(VALUE, ROW), VALUE)],
      partitionBy: [...owner(ROW), column(AT, ROW)],
      orderBy: [{ ...ascending(column('id', ROW), true), descending: !isFirst }],
    }),
  );
}

/**
 * A value counts from an event with it to the last one's leaving: +1 where the one before it has left already, −1 where it
 * leaves and no other has come.
 */
function planDistinct(
  statement: Statement,
  tracks: Tracks,
  log: string,
  windowMs: number | null,
  track: Track,
): void {
  const neighbour = (name: 'lag' | 'lead'): SqlExpr => ({
    kind: 'window',
    name,
    value: column(AT, ROW),
    partitionBy: [...owner(ROW), column(VALUE, ROW)],
    orderBy: [ascending(column(AT, ROW))],
    precedingMs: null,
  });
  const from = statement.part(
    `${log}, by value`,
    select({
      columns: [
        ...ownerColumns(ROW),
        as(column(AT, ROW), AT),
        as(neighbour('lag'), 'before'),
        as(neighbour('lead'), 'after'),
      ],
      from: { name: log, as: ROW },
    }),
  );
  const [at, before, after] = [column(AT, ROW), column('before', ROW), column('after', ROW)];
  const isNew =
    windowMs === null ? isNull(before) : or(isNull(before), binary(plusMs(before, windowMs), '<=', at));
  tracks.sources.push({ from, t: at, where: isNew, puts: new Map([[track, integer(1)]]) });
  if (windowMs === null) return;
  const leaving = plusMs(at, windowMs);
  tracks.sources.push({
    from,
    t: leaving,
    where: all(binary(leaving, '<=', AS_OF), or(isNull(after), binary(after, '>=', leaving))),
    puts: new Map([[track, integer(-1)]]),
  });
}

export function leafValue(tracks: Tracks, staging: Staging, leaf: Leaf): Staged {
  switch (leaf.op) {
    case 'aggregate': {
      const make = tracks.values.get(leaf.aggregate);
      if (make === undefined) throw new Error(`aggregate ${leaf.aggregate} has no value`);
      return make(staging);
    }
    case 'profile':
      return { sql: known(tracks.fields.get(leaf.field)), stage: 0 };
    case 'member':
      return { sql: known(tracks.members.get(leaf.segment)), stage: 0 };
    case 'row':
    case 'event':
      throw new Error(`a segment cannot look at ${leaf.op}`);
    default:
      return neverLeaf(leaf);
  }
}

function known(value: SqlExpr | undefined): SqlExpr {
  if (value === undefined) throw new Error('a value that was not planned');
  return value;
}

function neverFunction(fn: never): never {
  throw new Error(`unknown aggregate function ${String(fn)}`);
}

function neverLeaf(leaf: never): never {
  throw new Error(`unknown leaf ${JSON.stringify(leaf)}`);
}
