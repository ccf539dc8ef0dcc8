/** An engine with its rules loaded and its own form of the events made: all that is left is to match. */
export type Matcher = SyncMatcher | AsyncMatcher;

/** What every engine is loaded with. */
export interface SyncMatcher {
  readonly kind: 'sync';
  /** Matches the event and writes the ids into `out`, in any order; gives their number. */
  readonly match: (event: number, out: Int32Array) => number;
}

/** An engine that answers through promises; events are asked in groups, so that it need not wait for each. */
export interface AsyncMatcher {
  readonly kind: 'async';
  readonly inFlight: number;
  readonly match: (event: number) => Promise<readonly number[]>;
}
