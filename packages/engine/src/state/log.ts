import type { AggregateFunction, LogSpec, Value } from '../contract/manifest.ts';
import type { Row } from '../contract/rules.ts';
import { addExact, type Exact } from '../values/exact-sum.ts';
import { compareUtf8 } from '../values/strings.ts';

/** The largest answer of `distinct` (semantics, rule 21). */
export const DISTINCT_LIMIT = 1024;

/** What an entry keeps, as the log's `keeps` says: `null` for nothing, a field's value, or the whole event. */
export type Entry = Value | Row;

/**
 * What is left of entries that are too old to be looked at one by one. Only logs that some aggregate reads `ever`
 * have it, and only the parts that its functions need are filled.
 */
export interface Folded {
  count: number;
  sum: Exact;
  min: Value;
  max: Value;
  first: Value;
  last: Value;
  /** At most DISTINCT_LIMIT values: beyond that the answer cannot change any more. */
  distinct: Set<Value>;
}

/**
 * The events of one user that one or more aggregates read, sorted by (instant, id). `sums[i]` is the exact sum of all
 * values before entry i, the folded ones included, so that the sum of any window is one subtraction.
 */
export interface Log {
  ats: number[];
  ids: string[];
  values: Entry[];
  /** Kept only where a sum is asked for; then one longer than `ats`. */
  sums: Exact[] | null;
  folded: Folded | null;
}

/** `folds`: some aggregate reads all of it, and what is too old may be folded. */
export function createLog(functions: readonly AggregateFunction[], folds: boolean): Log {
  const summing = functions.some((f) => f === 'sum' || f === 'avg');
  return { ats: [], ids: [], values: [], sums: summing ? [0] : null, folded: folds ? createFolded() : null };
}

/** Rows are kept for filters that look at the trigger: what those let pass cannot be summed or folded ahead. */
export function createLogFor({ keeps, functions, ever }: LogSpec): Log {
  return keeps === 'row' ? createLog([], false) : createLog(functions, ever);
}

export function createFolded(): Folded {
  return { count: 0, sum: 0, min: null, max: null, first: null, last: null, distinct: new Set() };
}

/** The index of the first entry after instant `t`. */
export function firstAfter(log: Log, t: number): number {
  const { ats } = log;
  let high = ats.length;
  // In the common case all entries lie at or before `t`.
  if (high === 0 || (ats[high - 1] as number) <= t) return high;
  let low = 0;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ats[middle] as number) <= t) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function insertEntry(log: Log, at: number, id: string, value: Entry): void {
  let i = firstAfter(log, at);
  while (i > 0 && log.ats[i - 1] === at && compareUtf8(log.ids[i - 1] as string, id) > 0) i--;
  if (i === log.ats.length) {
    log.ats.push(at);
    log.ids.push(id);
    log.values.push(value);
    if (log.sums !== null) log.sums.push(addExact(log.sums[i] as Exact, value as number));
    return;
  }
  log.ats.splice(i, 0, at);
  log.ids.splice(i, 0, id);
  log.values.splice(i, 0, value);
  if (log.sums !== null) resumFrom(log, log.sums, i);
}

function resumFrom(log: Log, sums: Exact[], from: number): void {
  sums.length = from + 1;
  for (let i = from; i < log.values.length; i++) {
    sums.push(addExact(sums[i] as Exact, log.values[i] as number));
  }
}

/** Rebuilds the running sums from the entries and `folded.sum`, as after reading a snapshot. */
export function rebuildSums(log: Log): void {
  if (log.sums === null) return;
  log.sums = [log.folded?.sum ?? 0];
  resumFrom(log, log.sums, 0);
}

/**
 * Forgets what no instant from `horizon` on can see: entries that have left the longest window by then, or, in a log
 * that is read `ever`, entries that no late event can come before.
 */
export function trimLog(log: Log, horizon: number, windowMs: number): void {
  const { ats, folded } = log;
  const first = ats[0];
  if (first === undefined) return;
  // A window at the horizon has lost what lies at its left edge; without windows, an entry at the horizon itself must
  // stay, since a late event of the same instant may sort before it.
  const limit = windowMs > 0 ? horizon - windowMs : horizon - 1;
  // Cutting the head of an array costs its length, so it is done when it pays.
  const middle = ats[ats.length >> 1] as number;
  if (first > limit || (middle > limit && ats.length > 8)) return;
  const n = firstAfter(log, limit);
  if (n === 0) return;
  if (folded !== null) fold(folded, log, n);
  log.ats.splice(0, n);
  log.ids.splice(0, n);
  log.values.splice(0, n);
  if (log.sums !== null) log.sums.splice(0, n);
}

function fold(folded: Folded, log: Log, n: number): void {
  folded.count += n;
  if (log.sums !== null) folded.sum = log.sums[n] as Exact;
  for (let i = 0; i < n; i++) {
    const value = log.values[i] as Value;
    if (value === null) continue;
    if (folded.first === null) folded.first = value;
    folded.last = value;
    if (folded.min === null || value < folded.min) folded.min = value;
    if (folded.max === null || value > folded.max) folded.max = value;
    if (folded.distinct.size < DISTINCT_LIMIT) folded.distinct.add(value);
  }
}
