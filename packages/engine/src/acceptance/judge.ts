/** What is needed to tell duplicates and late events of one user. */
export interface AcceptanceState {
  /** The greatest instant accepted; `-Infinity` before the first. */
  clock: number;
  /** Ids of accepted events and their instants. */
  seen: Map<string, number>;
}

export type Verdict = 'accepted' | 'duplicate' | 'late';

/** Below this many ids it does not pay to look for old ones. */
const PRUNE_FROM = 64;

/**
 * First duplicates, then lateness (semantics, rules 1 and 2): an id is known while the event that bore it is not
 * older than the clock by more than `late`; an event is late when it is. An accepted one moves the clock.
 */
export function judge(state: AcceptanceState, id: string, at: number, lateMs: number): Verdict {
  const horizon = state.clock - lateMs;
  const known = state.seen.get(id);
  if (known !== undefined && known >= horizon) return 'duplicate';
  if (at < horizon) return 'late';
  // An id that comes back is put behind, so that the map stays in the order of arrival.
  if (known !== undefined) state.seen.delete(id);
  state.seen.set(id, at);
  if (at > state.clock) state.clock = at;
  prune(state, state.clock - lateMs);
  return 'accepted';
}

/** Drops the oldest arrivals while they are behind the horizon: constant work per event over time. */
function prune(state: AcceptanceState, horizon: number): void {
  if (state.seen.size < PRUNE_FROM) return;
  for (const [id, at] of state.seen) {
    if (at >= horizon) break;
    state.seen.delete(id);
  }
}
