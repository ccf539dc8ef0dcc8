import type { Pace } from '../windows.ts';

export type StatefulName = 'nudge' | 'ring';

export interface StatefulJob {
  readonly section: 'stateful';
  readonly name: StatefulName;
  readonly segments: number;
  readonly users: number;
  readonly eventsPerUserDay: number;
  readonly bundle: string;
  readonly pace: Pace;
  /** The users' first day is played before anything is measured; for so long at most. */
  readonly fillLimitMs: number;
}

export interface StatefulRow {
  readonly name: StatefulName;
  readonly segments: number;
  readonly users: number;
  readonly eventsPerUserDay: number;
  readonly eventsPerSecond: number;
  readonly nsPerEvent: number;
  readonly spread: number;
  readonly settled: boolean;
  /** By which the process has grown, buffers and all, after the fill. */
  readonly bytesPerUser: number;
  /**
   * Of a user's state as bytes, as a store holds it.
   */
  readonly storedBytesPerUser: number | null;
  /** What `nudgec cost` says of that. */
  readonly foretoldBytesPerUser: number | null;
  readonly changesPerEvent: number;
  /** Instants at which time alone changed a membership, for each event. */
  readonly timersPerEvent: number;
  readonly timersFired: number;
  readonly p50Us: number;
  readonly p99Us: number;
  /** How much of a day was played before. 1: every window is as full as it gets. */
  readonly filledDays: number;
  readonly rssMB: number;
}
