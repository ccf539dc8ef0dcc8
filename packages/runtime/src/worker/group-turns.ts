import type { Clock } from '../ports/clock.ts';
import { STATE_GROUPS } from '../ports/state-groups.ts';

/** Whose turn it is to be stored: one group after the other, each once in `roundMs`. */
export class GroupTurns {
  private readonly clock: Clock;
  private readonly everyMs: number;
  private next = 0;
  /** When the last turn was. */
  private lastMs: number;

  constructor(clock: Clock, roundMs: number) {
    this.clock = clock;
    this.everyMs = roundMs / STATE_GROUPS;
    this.lastMs = clock.monotonic();
  }

  /** How long until the next turn; not above 0: it is one's turn now. */
  get nextInMs(): number {
    return this.lastMs + this.everyMs - this.clock.monotonic();
  }

  /** The groups whose turn it is, in order; `atLeast` so many, though it is not their time yet. */
  take(atLeast: number): readonly number[] {
    const due = Math.min(STATE_GROUPS, Math.floor((this.clock.monotonic() - this.lastMs) / this.everyMs));
    if (due === STATE_GROUPS) this.lastMs = this.clock.monotonic();
    else this.lastMs += due * this.everyMs;
    return Array.from({ length: Math.max(due, atLeast) }, () => this.turn());
  }

  /** All groups were stored just now. */
  restart(): void {
    this.lastMs = this.clock.monotonic();
  }

  private turn(): number {
    const group = this.next;
    this.next = (this.next + 1) % STATE_GROUPS;
    return group;
  }
}
