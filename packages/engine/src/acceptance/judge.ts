import { type Digest, digestOf } from './id-digest.ts';
import type { SeenIds } from './seen-ids.ts';

/** What is needed to tell duplicates and late events of one user. */
export interface AcceptanceState {
  /** The greatest instant accepted; `-Infinity` before the first. */
  clock: number;
  /** Ids of accepted events and their instants. */
  readonly seen: SeenIds;
}

export type Verdict = 'accepted' | 'duplicate' | 'late';

/**
 * First duplicates, then lateness (semantics, rules 1 and 2): an id is known while the event that bore it is not
 * older than the clock by more than `late`; an event is late when it is. An accepted one moves the clock.
 */
export function judge(state: AcceptanceState, id: string, at: number, lateMs: number): Verdict {
  const digest = digestOf(id, DIGEST);
  const horizon = state.clock - lateMs;
  const known = state.seen.atOf(digest);
  if (known !== undefined && known >= horizon) return 'duplicate';
  if (at < horizon) return 'late';
  state.seen.add(digest, at);
  if (at > state.clock) state.clock = at;
  state.seen.dropOldest(state.clock - lateMs);
  return 'accepted';
}

/** Of the id at hand. */
const DIGEST: Digest = { high: 0, low: 0 };
