import type { AggregateFunction, LogSpec, Value } from '../contract/manifest.ts';
import type { Row } from '../contract/rules.ts';
import { addExact, type Exact, subExact } from '../values/exact-sum.ts';
import { withRoom } from '../values/room.ts';
import { compareUtf8 } from '../values/strings.ts';
import { createFolded, type Folded, foldValues } from './folded.ts';

/** What an entry keeps, as the log's `keeps` says: `null` for nothing, a field's value, or the whole event. */
export type Entry = Value | Row;

/**
 * The events of one user that one or more aggregates read, sorted by instant. There are many of these, so entries
 * stand in one array of numbers, without an object for each.
 */
export interface Log {
  /** The number of entries. */
  size: number;
  /** 2 where a sum is asked for, else 1. */
  readonly width: 1 | 2;
  /**
   * By entry: its instant; with width 2 then the exact sum of all values up to it, the folded ones included, so that
   * the sum of any window is one subtraction. They begin at `start`, and have `room` cells.
   */
  cells: Exact[];
  start: number;
  room: number;
  /** The sum of what lies before the first entry. */
  base: Exact;
  /** No value is below zero and no sum beyond what a number holds: a window's sum falls only when an entry leaves. */
  steady: boolean;
  /** Kept only where entries of one instant must be told apart: then the log is sorted by (instant, id). */
  ids: string[] | null;
  /** `null` where entries are only counted or summed: then what an entry is worth is the difference of two sums. */
  values: Entry[] | null;
  folded: Folded | null;
  /** Whose cells they are, if other logs stand in them too, and its place there. */
  home: LogHome | null;
  place: number;
}

export interface LogHome {
  /** Gives a log room for so many cells. */
  reserve(log: Log, room: number): void;
}

/** `folds`: some aggregate reads all of it, and what is too old may be folded. `counts`: there are no values. */
export function createLog(functions: readonly AggregateFunction[], folds: boolean, counts: boolean): Log {
  const has = (...wanted: readonly AggregateFunction[]): boolean => functions.some((f) => wanted.includes(f));
  const summed = has('sum', 'avg');
  const onlySummed = functions.every((f) => f === 'count' || f === 'sum' || f === 'avg') && summed;
  return {
    size: 0,
    width: summed ? 2 : 1,
    cells: NO_CELLS,
    start: 0,
    room: 0,
    base: 0,
    steady: true,
    ids: has('first', 'last') ? [] : null,
    values: counts || onlySummed ? null : [],
    folded: folds ? createFolded(functions) : null,
    home: null,
    place: -1,
  };
}

/** Never written to: the first entry brings cells of its own. */
const NO_CELLS: Exact[] = [];

/** Rows are kept for filters that look at the trigger: what those let pass cannot be summed or folded ahead. */
export function createLogFor({ keeps, functions, ever }: LogSpec): Log {
  if (keeps !== 'row') return createLog(functions, ever, keeps === 'nothing');
  return { ...createLog([], false, false), ids: [] };
}

/** All that is known of its entries are numbers: it is only counted and summed, over windows. */
export function isPlain(spec: LogSpec): boolean {
  const { ids, values, folded } = createLogFor(spec);
  return ids === null && values === null && folded === null;
}

/** The instant of an entry. */
export function instantAt(log: Log, i: number): number {
  return log.cells[log.start + i * log.width] as number;
}

/** The sum of all values before an entry, the folded ones included; only where sums are kept. */
export function sumBefore(log: Log, i: number): Exact {
  return i === 0 ? log.base : (log.cells[log.start + 2 * i - 1] as Exact);
}

/** The index of the first entry after instant `t`. */
export function firstAfter(log: Log, t: number): number {
  const { cells, start, width } = log;
  let high = log.size;
  // In the common case all entries lie at or before `t`.
  if (high === 0 || (cells[start + (high - 1) * width] as number) <= t) return high;
  let low = 0;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cells[start + middle * width] as number) <= t) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function insertEntry(log: Log, at: number, id: string, value: Entry): void {
  const { ids, width } = log;
  let i = firstAfter(log, at);
  if (ids !== null) {
    while (i > 0 && instantAt(log, i - 1) === at && compareUtf8(ids[i - 1] as string, id) > 0) i--;
  }
  const used = log.size * width;
  if (used === log.room) reserve(log, roomFor(log.size) * width);
  const { cells, start } = log;
  for (let k = start + used - 1; k >= start + i * width; k--) cells[k + width] = cells[k] as Exact;
  cells[start + i * width] = at;
  log.size++;
  if (i === log.size - 1) {
    ids?.push(id);
    log.values?.push(value);
  } else {
    ids?.splice(i, 0, id);
    log.values?.splice(i, 0, value);
  }
  if (width === 2) addFrom(log, i, value as number);
}

/** The entries for which a log gets room when it has so many: it grows by half, so that moving them is rare. */
export function roomFor(size: number): number {
  return size + (size >> 1) + 2;
}

/** Room for so many cells; the entries are kept. */
function reserve(log: Log, room: number): void {
  if (log.home !== null) {
    log.home.reserve(log, room);
    return;
  }
  log.cells = withRoom(log.cells, log.size * log.width, room);
  log.room = room;
}

/** Entry i is new: its sum is that before it and its own value, and all later ones have grown. */
function addFrom(log: Log, i: number, value: number): void {
  const { cells, size, start } = log;
  cells[start + 2 * i + 1] = sumBefore(log, i);
  for (let k = start + 2 * i + 1; k < start + 2 * size; k += 2) {
    const sum = addExact(cells[k] as Exact, value);
    cells[k] = sum;
    if (typeof sum === 'bigint') log.steady = false;
  }
  if (value < 0) log.steady = false;
}

/** What an entry is worth to a sum; only where sums are kept. */
export function summand(log: Log, i: number): number {
  // The difference is what was added, so it is a value again.
  return subExact(sumBefore(log, i + 1), sumBefore(log, i)) as number;
}

/** Makes an empty log, with what was folded in place, ready for so many entries. */
export function beginFill(log: Log, count: number): void {
  reserve(log, Math.max(1, count) * log.width);
  log.size = 0;
  log.base = log.folded?.sum ?? 0;
  log.steady = typeof log.base === 'number';
}

/** Adds an entry behind all others, for which there is room; `value` is needed only for sums. */
export function fillEntry(log: Log, at: number, value: Value): void {
  const i = log.size++;
  log.cells[log.start + i * log.width] = at;
  if (log.width === 2) addFrom(log, i, value as number);
}

/**
 * Forgets what no instant from `horizon` on can see: entries that have left the longest window by then, or, in a log
 * that is read `ever`, entries that no late event can come before. Unless it is to be `exact`, it waits until that pays.
 */
export function trimLog(log: Log, horizon: number, windowMs: number, exact: boolean): void {
  const { size, width } = log;
  // A window at the horizon has lost what lies at its left edge; without windows, an entry at the horizon itself must
  // stay, since a late event of the same instant may sort before it.
  const limit = windowMs > 0 ? horizon - windowMs : horizon - 1;
  if (size === 0 || instantAt(log, 0) > limit) return;
  // Moving the rest costs its length.
  if (!exact && size > 8 && instantAt(log, size >> 1) > limit) return;
  const n = firstAfter(log, limit);
  if (width === 2) log.base = sumBefore(log, n);
  log.size = size - n;
  const { cells, start, folded } = log;
  for (let k = n * width; k < size * width; k++) cells[start + k - n * width] = cells[start + k] as Exact;
  log.ids?.splice(0, n);
  const values = log.values?.splice(0, n) as Value[] | undefined;
  if (folded !== null) {
    folded.count += n;
    if (width === 2) folded.sum = log.base;
    if (values !== undefined) foldValues(folded, values);
  }
  if (!log.steady) regainSteadiness(log);
}

/** What made the sums unsteady may have been cut off. Sums without a folded part need not go on from what is gone. */
function regainSteadiness(log: Log): void {
  const base = log.folded === null ? log.base : 0;
  const { cells, size, start } = log;
  log.base = subExact(log.base, base);
  let before = log.base;
  log.steady = typeof before === 'number';
  for (let k = start + 1; k < start + 2 * size; k += 2) {
    const sum = subExact(cells[k] as Exact, base);
    if (sum < before || typeof sum === 'bigint') log.steady = false;
    cells[k] = sum;
    before = sum;
  }
}
