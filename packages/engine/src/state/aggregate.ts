import type { AggregateFunction, AggregateSpec, EventFieldRef, Value } from '../contract/manifest.ts';
import type { Row } from '../contract/rules.ts';
import { addExact, type Exact, exactToDecimal, exactToInt, subExact } from '../values/exact-sum.ts';
import { DECIMAL_ONE, divExact } from '../values/numbers.ts';
import { DISTINCT_LIMIT, type Folded, firstAfter, type Log } from './log.ts';

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
      return folded !== null && folded.first !== null
        ? folded.first
        : from < to
          ? (log.values[from] as Value)
          : null;
    case 'last':
      return from < to ? (log.values[to - 1] as Value) : (folded?.last ?? null);
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
    const row = log.values[i] as Row;
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
  const at = log.ats[firstAfter(log, t - windowMs)];
  return at === undefined ? Infinity : at + windowMs;
}

function sumBetween(log: Log, from: number, to: number, folded: Folded | null): Exact {
  const sums = log.sums as Exact[];
  // The running sums start with what was folded, so `ever` takes the sum as it stands.
  return folded !== null ? (sums[to] as Exact) : subExact(sums[to] as Exact, sums[from] as Exact);
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
  for (let i = from; i < to; i++) best = better(fn, best, log.values[i] as Value);
  return best;
}

function distinct(log: Log, from: number, to: number, folded: Folded | null): number {
  if (folded !== null && folded.distinct.size >= DISTINCT_LIMIT) return DISTINCT_LIMIT;
  const seen = new Set<Value>(folded?.distinct);
  for (let i = from; i < to && seen.size < DISTINCT_LIMIT; i++) seen.add(log.values[i] as Value);
  return seen.size;
}

function unreachable(fn: never): never {
  throw new Error(`unknown aggregate function ${String(fn as AggregateFunction)}`);
}
