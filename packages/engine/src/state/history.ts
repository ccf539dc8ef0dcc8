import type { Value } from '../contract/manifest.ts';
import { compareUtf8 } from '../values/strings.ts';

/** One write to a profile field or a consent. */
export interface HistoryEntry {
  readonly at: number;
  readonly id: string;
  readonly value: Value;
}

/**
 * What one profile field or one consent was worth at every instant that may still be asked about: last writer wins
 * by (instant, id), whatever the order of arrival (semantics, rule 18). `null` is a write too: it restores the default.
 */
export interface History {
  /** What holds since ever, or since before the oldest entry kept. */
  base: Value;
  /** Sorted by (at, id). */
  entries: HistoryEntry[];
}

export function createHistory(): History {
  return { base: null, entries: [] };
}

/** Number of entries at or before `t`. */
function countUntil(entries: readonly HistoryEntry[], t: number): number {
  let n = entries.length;
  while (n > 0 && (entries[n - 1] as HistoryEntry).at > t) n--;
  return n;
}

export function writeHistory(history: History, entry: HistoryEntry): void {
  const { entries } = history;
  let i = entries.length;
  while (i > 0) {
    const before = entries[i - 1] as HistoryEntry;
    if (before.at < entry.at || (before.at === entry.at && compareUtf8(before.id, entry.id) <= 0)) break;
    i--;
  }
  entries.splice(i, 0, entry);
}

export function historyAt(history: History, t: number): Value {
  const n = countUntil(history.entries, t);
  return n === 0 ? history.base : (history.entries[n - 1] as HistoryEntry).value;
}

/** The instant of the first write after `t`, `Infinity` if there is none. */
export function nextWriteAfter(history: History, t: number): number {
  return history.entries[countUntil(history.entries, t)]?.at ?? Infinity;
}

/** Forgets what no instant from `horizon` on can see. */
export function trimHistory(history: History, horizon: number): void {
  // Writes at the horizon itself stay apart: a late write at that very instant may sort between them.
  let n = countUntil(history.entries, horizon);
  while (n > 0 && (history.entries[n - 1] as HistoryEntry).at === horizon) n--;
  if (n === 0) return;
  history.base = (history.entries[n - 1] as HistoryEntry).value;
  history.entries.splice(0, n);
}
