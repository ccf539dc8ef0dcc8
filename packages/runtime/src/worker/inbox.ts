import type { Clock } from '../ports/clock.ts';
import type { EventSource, SourceBatch } from '../ports/event-source.ts';
import type { Observer } from '../ports/observer.ts';
import type { WorkerLimits } from './options.ts';
import { RecordQueue } from './record-queue.ts';
import { Signal } from './signal.ts';

export interface InboxOptions {
  readonly partition: number;
  readonly source: EventSource;
  readonly clock: Clock;
  readonly observer: Observer;
  readonly limits: WorkerLimits;
}

/** What has come for a partition and waits, and what is known of what lies ahead. Holds the source back when it is full. */
export class Inbox {
  readonly queue: RecordQueue = new RecordQueue();
  /** Raised when something came, or anything else happened that the partition waits for. */
  readonly changed: Signal = new Signal();
  /** The offset behind which nothing came; `null` while more is known to lie ahead. */
  caughtUpAt: number | null = null;
  /** The offset that the next record will get that is written, as last heard; `null`: nothing was heard yet. */
  endOffset: number | null = null;
  private readonly options: InboxOptions;
  private lastRecordMs: number;
  private paused = false;

  constructor(options: InboxOptions) {
    this.options = options;
    this.lastRecordMs = options.clock.monotonic();
  }

  /** How long nothing has come. */
  get quietMs(): number {
    return this.options.clock.monotonic() - this.lastRecordMs;
  }

  /** Forgets what came and was not evaluated: whoever goes on is given it again. */
  clear(): void {
    this.queue.clear();
    this.caughtUpAt = null;
  }

  /** Goes on from an offset, after `clear`. That the end was reached says nothing any more; where it is still holds. See `EventSource.seek`. */
  begin(offset: number, known: number): void {
    const { source, partition, clock } = this.options;
    this.paused = false;
    this.caughtUpAt = null;
    this.lastRecordMs = clock.monotonic();
    source.seek(partition, offset, known);
    source.resume(partition);
    this.changed.raise();
  }

  take({ records, endOffset }: SourceBatch): void {
    this.queue.push(records);
    this.heard(endOffset);
    this.caughtUpAt = null;
    this.lastRecordMs = this.options.clock.monotonic();
    this.checkPressure();
    this.changed.raise();
  }

  caughtUp(offset: number): void {
    this.caughtUpAt = offset;
    // It may be known to lie further on: records of open transactions are there, and do not come yet.
    this.heard(Math.max(offset, this.endOffset ?? 0));
    this.changed.raise();
  }

  /** Where the log ends, from whatever tells; `null`: it does not say. */
  heard(endOffset: number | null): void {
    this.endOffset = endOffset ?? this.endOffset;
  }

  /** Records that are known to lie ahead of who applies `nextOffset` next. */
  lagAt(nextOffset: number | null): number | null {
    const { caughtUpAt, endOffset } = this;
    if (endOffset === null || nextOffset === null) return null;
    // What lies before the end then are no records, but gaps, and marks of transactions.
    if (caughtUpAt !== null && caughtUpAt >= endOffset && this.queue.length === 0) return 0;
    return Math.max(0, endOffset - nextOffset);
  }

  /** Takes off what was evaluated. */
  dropBefore(offset: number): void {
    this.queue.dropBefore(offset);
    this.checkPressure();
  }

  private checkPressure(): void {
    const { limits, source, observer, partition } = this.options;
    const { length, bytes } = this.queue;
    const full = length > limits.queuedRecords || bytes > limits.queuedBytes;
    const hasRoom = length < limits.queuedRecords / 2 && bytes < limits.queuedBytes / 2;
    if (full === this.paused || (this.paused && !hasRoom)) return;
    this.paused = full;
    if (full) source.pause(partition);
    else source.resume(partition);
    observer.paused?.(partition, full);
  }
}
