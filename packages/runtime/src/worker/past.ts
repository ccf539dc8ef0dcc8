import type { OutboxRow } from '../ports/effect-sink.ts';
import type { SourceRecord } from '../ports/event-source.ts';
import type { Recovered } from './recovery.ts';

/** How far an evaluation is; an `Evaluator` says it of itself. */
export interface Reached {
  readonly nextOffset: number;
  /** Whether timers are due that no record waits for. */
  readonly hasDueTimers: boolean;
}

/** What of a partition's log was evaluated before, by whoever owned it: it is evaluated again, and nothing comes out twice. */
export class Past {
  /** See `Recovered`; 0 when all of that is evaluated. */
  private skipBelow: number;
  private leftOver: number;
  /** Up to here records are evaluated only for the states that they make. */
  private readonly replayTo: number;
  private replaying: boolean;

  constructor({ progress, fromOffset, skipBelow, leftOverTo }: Recovered) {
    this.skipBelow = skipBelow;
    this.leftOver = leftOverTo;
    this.replayTo = progress.nextOffset;
    this.replaying = fromOffset < progress.nextOffset;
  }

  /** Up to here there were records. */
  get knownTo(): number {
    return Math.max(this.replayTo, this.skipBelow);
  }

  /** Whether records are evaluated for the states alone. */
  get isReplaying(): boolean {
    return this.replaying;
  }

  /** Rows up to this number come of timers that were left over, and are out; 0: those have fired. */
  get leftOverTo(): number {
    return this.leftOver;
  }

  /** Of the next records those that are evaluated for the states alone. */
  toReplay(records: readonly SourceRecord[]): readonly SourceRecord[] {
    return records.filter(({ offset }) => offset < this.replayTo);
  }

  /** Whether nothing is left to evaluate for the states alone. */
  isReplayed({ nextOffset, hasDueTimers }: Reached): boolean {
    return nextOffset >= this.replayTo && !hasDueTimers;
  }

  /** Whether a source that has no more records before `caughtUpAt` has had all that were evaluated before. */
  isOverAt(caughtUpAt: number | null): boolean {
    return caughtUpAt !== null && caughtUpAt >= this.replayTo;
  }

  endReplay(): void {
    this.replaying = false;
  }

  endLeftOver(): void {
    this.leftOver = 0;
  }

  /** Forgets what an evaluation has left behind: what the clock fires later, at the same offset, is new. */
  passed(reached: Reached): void {
    if (!isBelow(this.skipBelow, reached)) this.skipBelow = 0;
  }

  isNew({ seq, offset }: OutboxRow): boolean {
    return this.leftOver > 0 ? seq > this.leftOver : offset >= this.skipBelow;
  }

  /** Whether rows of the next records are out, or in the outbox. */
  holds(reached: Reached): boolean {
    return isBelow(this.skipBelow, reached);
  }

  /** `PartitionProgress.outTo` of a commit. */
  outTo(reached: Reached): number {
    return this.holds(reached) ? this.skipBelow : 0;
  }

  /** While timers of the last record wait, it does not count as done: see `Recovered.skipBelow`. */
  doneOf({ nextOffset, hasDueTimers }: Reached): number {
    return !this.replaying && hasDueTimers ? nextOffset - 1 : nextOffset;
  }
}

/** Whether not all that is caused by records before an offset was evaluated. */
function isBelow(offset: number, { nextOffset, hasDueTimers }: Reached): boolean {
  return nextOffset < offset || (nextOffset === offset && hasDueTimers);
}
