/** Bytes of one part of a user's state in its binary form. */
export interface PartCost {
  /** At most, however many events are kept. */
  readonly fixedBytes: number;
  /** What each event that is kept adds, at most. */
  readonly bytesPerEvent: number;
  /** At the rates that were given: the mean over users, each right after their last event. */
  readonly expectedBytes: number;
}

export function sumOf(parts: readonly PartCost[]): PartCost {
  const total = { fixedBytes: 0, bytesPerEvent: 0, expectedBytes: 0 };
  for (const part of parts) {
    total.fixedBytes += part.fixedBytes;
    total.bytesPerEvent += part.bytesPerEvent;
    total.expectedBytes += part.expectedBytes;
  }
  return total;
}
