import type { Clock } from '../ports/clock.ts';
import {
  type EffectSink,
  type OutboxRow,
  type PartitionSink,
  type Position,
  SinkFenced,
} from '../ports/effect-sink.ts';
import type { Observer } from '../ports/observer.ts';
import type { Backoff } from '../waiting/backoff.ts';
import { Signal } from './signal.ts';

/** So much goes into one transaction. */
const ROWS_AT_ONCE = 5_000;
const BYTES_AT_ONCE = 4 * 1024 * 1024;

/** How often a position without rows is published: nobody waits for it, but lag is told by it. */
const POSITION_EVERY_MS = 1_000;

/** What is to be published of one commit. */
interface Published {
  readonly rows: readonly OutboxRow[];
  readonly position: Position;
  /** When the oldest record arrived that caused a row; `null` if none did, or that is not known. */
  readonly arrivalMs: number | null;
}

export interface PublisherOptions {
  readonly partition: number;
  readonly sink: EffectSink;
  readonly clock: Clock;
  readonly observer: Observer;
  readonly backoff: Backoff;
  readonly signal: AbortSignal;
}

/**
 * Publishes what was committed, in order and apart from evaluation: while one transaction is under way the commits
 * after it wait and go together into the next.
 */
export class Publisher {
  private readonly options: PublisherOptions;
  private session: PartitionSink;
  private waiting: Published[] = [];
  private rows = 0;
  private last: Position;
  private publishedAtMs: number;
  private readonly changed = new Signal();
  private running: Promise<void> = Promise.resolve();
  private busy = false;
  private flushing = false;
  private failure: Error | null = null;

  /** `session` was opened just before; everything up to `last` is published or will be skipped. */
  constructor(options: PublisherOptions, session: PartitionSink, last: Position) {
    this.options = options;
    this.session = session;
    this.last = last;
    this.publishedAtMs = options.clock.monotonic();
  }

  /** The last row that is known to be published. */
  get publishedSeq(): number {
    return this.last.seq;
  }

  /** Rows that were committed and are not known to be published. */
  get backlog(): number {
    return this.rows;
  }

  /** Why nothing more can be published; `null` while all is well. */
  get failed(): Error | null {
    return this.failure;
  }

  /** Resolves when something was published, or cannot be. */
  get progress(): Promise<void> {
    return this.changed.next;
  }

  /** To be called after the commit that these rows belong to. */
  add(rows: readonly OutboxRow[], position: Position, arrivalMs: number | null): void {
    this.waiting.push({ rows, position, arrivalMs });
    this.rows += rows.length;
    this.run();
  }

  /** Publishes a position that has waited for long enough. */
  tick(): void {
    this.run();
  }

  /** Resolves when all is published, positions without rows too; rejects when that cannot be. */
  async flush(): Promise<void> {
    this.flushing = true;
    while (this.failure === null && this.waiting.length > 0 && !this.options.signal.aborted) {
      this.run();
      await this.running;
    }
    if (this.failure !== null) throw this.failure;
  }

  /** Nothing is published after it, nor is the output opened again, which would fence whoever comes next. */
  async close(): Promise<void> {
    this.failure ??= new Error('the partition was let go of');
    await this.session.close();
  }

  private get isOver(): boolean {
    return this.options.signal.aborted || this.failure !== null;
  }

  private get isDue(): boolean {
    if (this.waiting.length === 0 || this.failure !== null) return false;
    return (
      this.rows > 0 ||
      this.flushing ||
      this.options.clock.monotonic() - this.publishedAtMs >= POSITION_EVERY_MS
    );
  }

  private run(): void {
    if (this.busy || !this.isDue) return;
    this.busy = true;
    this.running = this.work().finally(() => {
      this.busy = false;
      this.changed.raise();
    });
  }

  private async work(): Promise<void> {
    const { options } = this;
    while (this.isDue && !options.signal.aborted) {
      const taken = this.take();
      const rows = taken.flatMap((commit) => commit.rows);
      const position = (taken.at(-1) as Published).position;
      try {
        const begun = options.clock.monotonic();
        options.observer.reached?.('before-publish', options.partition);
        await this.session.publish(rows, position);
        options.observer.reached?.('after-publish', options.partition);
        this.done(taken, position, rows.length);
        options.observer.stage?.(
          'publish',
          options.partition,
          options.clock.monotonic() - begun,
          rows.length,
        );
        options.backoff.reset();
      } catch (error) {
        await this.mend(error instanceof Error ? error : new Error(String(error)));
      }
      this.changed.raise();
    }
  }

  /** The commits that go into the next transaction: at least one. */
  private take(): readonly Published[] {
    let rows = 0;
    let bytes = 0;
    let n = 0;
    for (const commit of this.waiting) {
      rows += commit.rows.length;
      for (const row of commit.rows) bytes += row.value.length;
      if (n > 0 && (rows > ROWS_AT_ONCE || bytes > BYTES_AT_ONCE)) break;
      n++;
    }
    return this.waiting.slice(0, n);
  }

  private done(taken: readonly Published[], position: Position, rows: number): void {
    const { clock, observer, partition } = this.options;
    this.waiting.splice(0, taken.length);
    this.rows -= rows;
    this.last = position;
    this.publishedAtMs = clock.monotonic();
    observer.published?.(partition, rows);
    for (const commit of taken) {
      if (commit.arrivalMs !== null) observer.latency?.(clock.now() - commit.arrivalMs, commit.rows.length);
    }
  }

  /** After an error it is open what was published: opening the sink again tells. */
  private async mend(error: Error): Promise<void> {
    const { observer, partition, sink, backoff, signal } = this.options;
    if (this.isOver) return;
    if (error instanceof SinkFenced) {
      this.failure = error;
      return;
    }
    observer.retry?.('publish', partition, error);
    for (;;) {
      await backoff.wait(signal);
      if (this.isOver) return;
      try {
        await this.session.close();
        if (this.isOver) return;
        this.session = await sink.open(partition);
        if (!this.isOver) break;
        await this.session.close();
        return;
      } catch (again) {
        observer.retry?.(
          'open the output',
          partition,
          again instanceof Error ? again : new Error(String(again)),
        );
      }
    }
    const { published } = this.session;
    if (published === null || published.seq < this.last.seq) return;
    // Somebody else published meanwhile: they own the partition now.
    const mine = this.waiting.findIndex(({ position }) => isSame(position, published));
    if (isSame(published, this.last)) return;
    if (mine < 0) {
      this.failure = new SinkFenced(
        `partition ${partition} was taken over while its output was opened again`,
      );
      return;
    }
    const taken = this.waiting.slice(0, mine + 1);
    this.done(
      taken,
      published,
      taken.reduce((n, commit) => n + commit.rows.length, 0),
    );
  }
}

function isSame(a: Position, b: Position): boolean {
  return a.seq === b.seq && a.nextOffset === b.nextOffset;
}
