/** Time as the runtime sees it. Injected, so that a simulator can run the real worker on a clock of its own. */
export interface Clock {
  /** Epoch milliseconds, for what people and other systems see. */
  now(): number;
  /** Milliseconds that never go back, for durations. */
  monotonic(): number;
  /** Resolves after `ms`, or at once when the signal aborts; it never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A number in [0, 1): jitter for waits, never anything that decides a result. */
export type RandomSource = () => number;
