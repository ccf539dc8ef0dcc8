import type { AggregateFunction, AggregateSpec, EventFieldRef, Value } from '../contract/manifest.ts';
import type { Row } from '../contract/rules.ts';
import { addExact, type Exact, exactToDecimal, exactToInt, subExact } from '../values/exact-sum.ts';
import { DECIMAL_ONE, divExact } from '../values/numbers.ts';
import { DISTINCT_LIMIT, type Folded } from './folded.ts';
import { firstAfter, instantAt, type Log, sumBefore, summand } from './log.ts';

/** The value of a field or an attribute of an event. */
export function fieldOf(row: Row, field: EventFieldRef): Value {
  return typeof field === 'number' ? (row.values[field] ?? null) : row[field];
}

/**
 * The value of an aggregate at instant `t`: over the window (t − W, t], or over all up to `t` (semantics, rules 10, 17
 * and 21). Cost: two binary searches for count, sum, avg, first and last; a scan of the window for the others.
 */
export function readAggregate(log: Log, spec: AggregateSpec, t: number): Value {
  const from = spec.windowMs === null ? 0 : firstAfter(log, t - spec.windowMs);
  const to = firstAfter(log, t);
  const folded = spec.windowMs === null ? log.folded : null;
  switch (spec.function) {
    case 'count':
      return to - from + (folded?.count ?? 0);
    case 'sum':
      return clampSum(spec, sumBetween(log, from, to, folded));
    case 'avg':
      return average(spec, sumBetween(log, from, to, folded), to - from + (folded?.count ?? 0));
    case 'first':
      return folded !== null && folded.first !== null ? folded.first : from < to ? entryAt(log, from) : null;
    case 'last':
      return from < to ? entryAt(log, to - 1) : (folded?.last ?? null);
    case 'min':
    case 'max':
      return extreme(spec.function, log, from, to, folded);
    case 'distinct':
      return distinct(log, from, to, folded);
    default:
      return unreachable(spec.function);
  }
}

/** As `readAggregate`, over the rows that a filter lets pass which also looks at the triggering event. */
export function readCorrelated(
  log: Log,
  spec: AggregateSpec,
  t: number,
  passes: (row: Row) => boolean,
): Value {
  const from = spec.windowMs === null ? 0 : firstAfter(log, t - spec.windowMs);
  const to = firstAfter(log, t);
  const values: Value[] = [];
  for (let i = from; i < to; i++) {
    const row = (log.values as Row[])[i] as Row;
    if (!passes(row)) continue;
    const value = spec.field === null ? true : fieldOf(row, spec.field);
    if (value !== null) values.push(value);
  }
  return reduce(spec, values);
}

function reduce(spec: AggregateSpec, values: readonly Value[]): Value {
  let sum: Exact = 0;
  switch (spec.function) {
    case 'count':
      return values.length;
    case 'sum':
    case 'avg':
      for (const value of values) sum = addExact(sum, value as number);
      return spec.function === 'sum' ? clampSum(spec, sum) : average(spec, sum, values.length);
    case 'first':
      return values[0] ?? null;
    case 'last':
      return values[values.length - 1] ?? null;
    case 'min':
    case 'max': {
      let best: Value = null;
      for (const value of values) best = better(spec.function, best, value);
      return best;
    }
    case 'distinct':
      return Math.min(new Set(values).size, DISTINCT_LIMIT);
    default:
      return unreachable(spec.function);
  }
}

/** The instant at which the window next loses an entry after `t`; `Infinity` if it holds none. */
export function nextLeave(log: Log, windowMs: number, t: number): number {
  const i = firstAfter(log, t - windowMs);
  return i === log.size ? Infinity : instantAt(log, i) + windowMs;
}

/**
 * The next instant after `t` at which a count or sum may turn where it comes to `level`; `Infinity` if time alone will
 * not do it. Cost: binary searches. Exact while the log is steady, else the next instant at which an entry leaves.
 */
export function nextFall(log: Log, spec: AggregateSpec, level: number, t: number): number {
  const { windowMs } = spec;
  const counts = spec.function === 'count';
  if (windowMs === null) return Infinity;
  if (!counts && !log.steady) return level > greatestSum(log) ? Infinity : nextLeave(log, windowMs, t);
  if (level <= 0) return Infinity;
  const from = firstAfter(log, t - windowMs);
  const to = firstAfter(log, t);
  if (counts) {
    return to - from < level ? Infinity : instantAt(log, to - level) + windowMs;
  }
  const total = sumBefore(log, to) as number;
  if (total - (sumBefore(log, from) as number) < level) return Infinity;
  // The first entry whose leaving brings the sum below the level.
  let low = from;
  let high = to - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (total - (sumBefore(log, middle + 1) as number) < level) high = middle;
    else low = middle + 1;
  }
  return instantAt(log, low) + windowMs;
}

/** Whether a count or sum is below `level` at `t`; only for counts and steady logs. */
export function isBelow(log: Log, spec: AggregateSpec, level: number, t: number): boolean {
  return (readAggregate(log, spec, t) as number) < level;
}

/**
 * The earliest instant after `t`, among those of the entries that follow, at which a count or sum that is below `level`
 * may come to it; `Infinity` if it cannot. Only for counts and steady logs.
 */
export function nextReach(log: Log, spec: AggregateSpec, level: number, t: number): number {
  const { windowMs, function: fn } = spec;
  const from = windowMs === null ? 0 : firstAfter(log, t - windowMs);
  const folded = windowMs === null ? log.folded : null;
  if (fn === 'count') {
    // As if nothing left the window meanwhile.
    const last = from + level - (folded?.count ?? 0) - 1;
    return last < log.size ? instantAt(log, last) : Infinity;
  }
  const before = folded !== null ? 0 : (sumBefore(log, from) as number);
  let low = firstAfter(log, t);
  let high = log.size;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sumBefore(log, middle + 1) as number) - before >= level) high = middle;
    else low = middle + 1;
  }
  return low < log.size ? instantAt(log, low) : Infinity;
}

/** No sum over a window can be greater: all values above zero together. */
export function greatestSum(log: Log): number {
  let sum = Math.max(0, Number(log.folded?.sum ?? 0));
  for (let i = 0; i < log.size; i++) sum += Math.max(0, summand(log, i));
  return sum;
}

function entryAt(log: Log, i: number): Value {
  return (log.values as Value[])[i] as Value;
}

function sumBetween(log: Log, from: number, to: number, folded: Folded | null): Exact {
  // The running sums start with what was folded, so `ever` takes the sum as it stands.
  return folded !== null ? sumBefore(log, to) : subExact(sumBefore(log, to), sumBefore(log, from));
}

function clampSum(spec: AggregateSpec, sum: Exact): number {
  return spec.valueKind === 'decimal' ? exactToDecimal(sum) : exactToInt(sum);
}

function average(spec: AggregateSpec, sum: Exact, count: number): Value {
  return divExact(sum, spec.valueKind === 'decimal' ? count * DECIMAL_ONE : count);
}

function better(fn: 'min' | 'max', best: Value, value: Value): Value {
  if (best === null) return value;
  if (value === null) return best;
  return (fn === 'min' ? value < best : value > best) ? value : best;
}

function extreme(fn: 'min' | 'max', log: Log, from: number, to: number, folded: Folded | null): Value {
  let best: Value = folded === null ? null : folded[fn];
  for (let i = from; i < to; i++) best = better(fn, best, entryAt(log, i));
  return best;
}

function distinct(log: Log, from: number, to: number, folded: Folded | null): number {
  if (folded !== null && folded.distinct.size >= DISTINCT_LIMIT) return DISTINCT_LIMIT;
  const seen = new Set<Value>(folded?.distinct);
  for (let i = from; i < to && seen.size < DISTINCT_LIMIT; i++) seen.add(entryAt(log, i));
  return seen.size;
}

function unreachable(fn: never): never {
  throw new Error(`unknown aggregate function ${String(fn as AggregateFunction)}`);
}
