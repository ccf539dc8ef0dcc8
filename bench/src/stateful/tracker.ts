/** What follows memberships: bytes of an event in, changes counted. */
export interface Tracker {
  readonly take: (event: Buffer) => void;
  /** So far. */
  readonly changes: () => number;
  /** Changes by time alone. */
  readonly timers: () => number;
}

/** For who wants to know each change: at which instant (ms) which segment (by its number) was entered or left. */
export type OnChange = (user: string, segment: number, entered: boolean, atMs: number) => void;
