import type { Bundle, Playback } from '@nudge/engine';
import { foretell } from './foretold.ts';

/** Bytes of a user's state, measured and as `nudgec cost` foretells them. */
export interface StoredBytes {
  readonly storedBytesPerUser: number;
  readonly foretoldBytesPerUser: number;
}

export function storedBytes(
  playback: Playback,
  bundle: Bundle,
  eventsPerUserDay: number,
  days: number,
): StoredBytes {
  const { users, stored, stateBytes } = playback.storage;
  return {
    storedBytesPerUser: Math.round(
      stored < users / 2 ? playback.snapshot().length / users : stateBytes / stored,
    ),
    foretoldBytesPerUser: Math.round(foretell(bundle, eventsPerUserDay, days).total.expectedBytes),
  };
}
