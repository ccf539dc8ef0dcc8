import type { Bundle } from '@nudge/engine';
import { type OutboxRow, type PartitionSink, type Position, SinkFenced } from '../ports/effect-sink.ts';
import type { SourceBatch } from '../ports/event-source.ts';
import type { Stage, Step } from '../ports/observer.ts';
import {
  type Activation,
  type PartitionProgress,
  type PartitionStore,
  StaleOwner,
} from '../ports/state-store.ts';
import { Backoff } from './backoff.ts';
import { EvaluationError, Evaluator, type Prepared } from './evaluator.ts';
import type { Evaluated } from './findings.ts';
import type { PartitionHealth, WorkerOptions } from './options.ts';
import { Publisher } from './publisher.ts';
import { RecordQueue } from './record-queue.ts';
import { recover } from './recovery.ts';
import type { Draft } from './rows.ts';
import { Signal } from './signal.ts';
import { TimerQueue } from './timer-queue.ts';

/** So many of the last activations are kept with a partition. */
const ACTIVATIONS_KEPT = 8;

/** All that belongs to one ownership of a partition, from claiming it to losing it. */
interface Tenure {
  readonly store: PartitionStore;
  readonly evaluator: Evaluator;
  readonly publisher: Publisher;
  progress: PartitionProgress;
  /** See `Recovered`. */
  readonly skipBelow: number;
  /** The offset of the last position that was handed to the publisher. */
  outOffset: number;
  /** Users who are to be brought under rules that were activated. */
  sweep: AsyncIterator<readonly string[]> | null;
}

/** One partition: recovers it, then evaluates, commits and publishes batch after batch, until it is told to stop. */
export class PartitionTask {
  readonly partition: number;
  private readonly options: WorkerOptions;
  private bundle: Bundle;
  private readonly queue = new RecordQueue();
  private readonly changed = new Signal();
  private readonly stopping = new AbortController();
  private readonly backoff: Backoff;
  private tenure: Tenure | null = null;
  private phase: PartitionHealth['phase'] = 'recovering';
  private draining = false;
  private paused = false;
  /** The offset behind which nothing came; `null` while more is known to lie ahead. */
  private caughtUpAt: number | null = null;
  private endOffset: number | null = null;
  private lastRecordMs: number;
  /** Records and users that could not be evaluated, with the reason. */
  private readonly failedRecords = new Map<number, string>();
  private readonly failedUsers = new Set<string>();
  /** Resolves when all is let go of; it never rejects. */
  readonly finished: Promise<void>;

  constructor(options: WorkerOptions, bundle: Bundle, partition: number, after: Promise<void>) {
    this.options = options;
    this.bundle = bundle;
    this.partition = partition;
    const { clock, random, limits } = options;
    this.backoff = new Backoff(clock, random, limits.retryMs, limits.retryMaxMs);
    this.lastRecordMs = clock.monotonic();
    this.finished = after.then(() => this.run());
  }

  get health(): PartitionHealth {
    const { tenure } = this;
    const nextOffset = tenure?.progress.nextOffset ?? null;
    const watermarkMs = tenure?.progress.watermarkMs ?? null;
    return {
      partition: this.partition,
      phase: this.phase,
      nextOffset,
      lag: this.endOffset === null || nextOffset === null ? null : Math.max(0, this.endOffset - nextOffset),
      watermarkMs: watermarkMs === -Infinity ? null : watermarkMs,
      unpublishedRows: tenure?.publisher.backlog ?? 0,
      version: tenure?.evaluator.version ?? this.bundle.manifest.hash,
    };
  }

  // ---- what the worker tells it ------------------------------------------------------------------------------------

  take(batch: SourceBatch): void {
    if (this.tenure === null || this.draining) return;
    this.queue.push(batch.records);
    this.endOffset = batch.endOffset;
    this.caughtUpAt = null;
    this.lastRecordMs = this.options.clock.monotonic();
    this.checkPressure();
    this.changed.raise();
  }

  caughtUp(offset: number): void {
    this.caughtUpAt = offset;
    this.changed.raise();
  }

  activate(bundle: Bundle): void {
    this.bundle = bundle;
    this.changed.raise();
  }

  /** Finishes and publishes what was evaluated, then lets go. */
  async drain(): Promise<void> {
    this.draining = true;
    this.queue.clear();
    this.changed.raise();
    await this.finished;
  }

  /** Lets go as soon as may be. */
  stop(): void {
    this.stopping.abort();
    this.changed.raise();
  }

  private get isEnding(): boolean {
    return this.stopping.signal.aborted || this.draining;
  }

  // ---- from claiming to losing -------------------------------------------------------------------------------------

  private async run(): Promise<void> {
    while (!this.isEnding) {
      this.phase = 'recovering';
      try {
        await this.own();
      } catch (error) {
        if (this.stopping.signal.aborted) break;
        this.note(error instanceof Error ? error : new Error(String(error)));
        this.phase = 'waiting';
        if (!this.isEnding) await this.backoff.wait(this.stopping.signal);
      }
    }
    this.phase = 'stopped';
  }

  private note(error: Error): void {
    const { observer } = this.options;
    if (error instanceof EvaluationError) {
      if (error.offset !== null) this.failedRecords.set(error.offset, error.message);
      else if (error.key !== null) this.failedUsers.add(error.key);
    }
    const what =
      error instanceof StaleOwner || error instanceof SinkFenced ? 'own the partition' : 'run the partition';
    observer.retry?.(what, this.partition, error);
  }

  private async own(): Promise<void> {
    const { sink, store: states } = this.options;
    this.queue.clear();
    // First the output, so that an owner from before can publish nothing that the store does not know.
    const session = await sink.open(this.partition);
    let store: PartitionStore | null = null;
    let tenure: Tenure | null = null;
    try {
      store = await states.claim(this.partition);
      this.reached('claimed');
      tenure = await this.begin(store, session);
      this.tenure = tenure;
      this.reached('recovered');
      this.phase = 'running';
      this.paused = false;
      // What was heard before says nothing about where it goes on now.
      this.caughtUpAt = null;
      this.endOffset = null;
      this.lastRecordMs = this.options.clock.monotonic();
      this.options.source.seek(this.partition, tenure.progress.nextOffset);
      this.options.source.resume(this.partition);
      this.changed.raise();
      await this.loop(tenure);
      if (!this.stopping.signal.aborted) await this.end(this.tenure ?? tenure);
      this.reached('drained');
    } finally {
      this.tenure = null;
      this.options.source.pause(this.partition);
      await letGo([
        () => (tenure === null ? session.close() : tenure.publisher.close()),
        () => store?.release(),
      ]);
    }
  }

  /** All that was committed is published, and the store is told so: who comes next finds nothing left to do. */
  private async end({ store, publisher, progress }: Tenure): Promise<void> {
    await publisher.flush();
    await store.commit({ progress, users: [], outbox: [], trimmedSeq: publisher.publishedSeq });
  }

  private async begin(store: PartitionStore, session: PartitionSink): Promise<Tenure> {
    const { sink, clock, observer, random, limits } = this.options;
    const { progress, unpublished, published, skipBelow } = recover(store, session);
    const timers = new TimerQueue();
    for await (const page of store.dues()) {
      for (const { key, dueMs } of page) if (!this.failedUsers.has(key)) timers.set(key, dueMs);
    }
    const evaluator = this.evaluator(timers, progress.watermarkMs, progress.nextOffset);
    const publisher = new Publisher(
      {
        partition: this.partition,
        sink,
        clock,
        observer,
        backoff: new Backoff(clock, random, limits.retryMs, limits.retryMaxMs),
        signal: this.stopping.signal,
      },
      session,
      published,
    );
    // Without rows too: lag is told by the position.
    const isBehind = unpublished.length > 0 || progress.nextOffset > published.nextOffset;
    if (isBehind) publisher.add(unpublished, { nextOffset: progress.nextOffset, seq: progress.seq }, null);
    const sweep = progress.swept ? null : store.keys()[Symbol.asyncIterator]();
    const outOffset = Math.max(published.nextOffset, isBehind ? progress.nextOffset : 0);
    return { store, evaluator, publisher, progress, skipBelow, outOffset, sweep };
  }

  private evaluator(timers: TimerQueue, watermarkMs: number, nextOffset: number): Evaluator {
    const { mapping, source, limits } = this.options;
    const { cachedUsers, recordBytes } = limits;
    return new Evaluator(
      {
        bundle: this.bundle,
        mapping,
        topic: source.name,
        isFile: source.isFile === true,
        partition: this.partition,
        cachedUsers,
        recordBytes,
      },
      timers,
      watermarkMs,
      nextOffset,
    );
  }

  // ---- batch after batch -------------------------------------------------------------------------------------------

  private async loop(first: Tenure): Promise<void> {
    let tenure = first;
    while (!this.isEnding) {
      if (tenure.publisher.failed !== null) throw tenure.publisher.failed;
      const held = tenure.progress.activations.at(-1)?.version;
      if (held !== this.bundle.manifest.hash || tenure.evaluator.version !== this.bundle.manifest.hash) {
        tenure = await this.goOver(tenure);
        this.tenure = tenure;
      } else if (tenure.publisher.backlog > this.options.limits.unpublishedRows) {
        await tenure.publisher.progress;
      } else if (this.queue.length > 0 || tenure.evaluator.hasDueTimers) {
        await this.batch(tenure);
        if (tenure.sweep !== null) await this.sweep(tenure);
      } else if (tenure.sweep !== null) {
        await this.sweep(tenure);
      } else {
        await this.idle(tenure);
      }
    }
  }

  private async batch(tenure: Tenure): Promise<void> {
    const { evaluator, store } = tenure;
    const { limits } = this.options;
    const records = evaluator.hasDueTimers ? [] : this.queue.peek(limits.batchRecords);
    const prepared = this.timed('decode', records.length, () =>
      evaluator.decode(records, this.failedRecords),
    );
    await this.load(evaluator, store, evaluator.missing(prepared, limits.batchTimers));
    await this.step(tenure, prepared);
    this.queue.dropBefore(tenure.progress.nextOffset);
    this.checkPressure();
  }

  private async load(evaluator: Evaluator, store: PartitionStore, keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    const begun = this.options.clock.monotonic();
    evaluator.loaded(keys, await store.load(keys));
    this.options.observer.stage?.(
      'load',
      this.partition,
      this.options.clock.monotonic() - begun,
      keys.length,
    );
  }

  private async step(tenure: Tenure, prepared: readonly Prepared[]): Promise<void> {
    const { evaluator } = tenure;
    const evaluated = this.timed('step', prepared.length, () =>
      evaluator.evaluate(prepared, this.failedRecords),
    );
    const { rows, users, arrivalMs } = evaluated;
    this.reached('evaluated');
    const numbered = number(rows, tenure.progress.seq, tenure.skipBelow);
    await this.commit(
      tenure,
      {
        ...tenure.progress,
        nextOffset: evaluator.nextOffset,
        watermarkMs: evaluator.watermarkMs,
        seq: tenure.progress.seq + rows.length,
      },
      users,
      numbered,
      arrivalMs,
    );
    this.report(evaluated);
  }

  private report({ rows, counts, suppressed, refused, firedMs }: Evaluated): void {
    const { observer, clock } = this.options;
    observer.batch?.(this.partition, counts);
    for (const { output } of rows) observer.emitted?.(output);
    for (const reason of suppressed) observer.suppressed?.(reason);
    for (const code of refused) observer.rejected?.(this.partition, code);
    if (firedMs.length === 0 || observer.timerFired === undefined) return;
    const now = clock.now();
    for (const dueMs of firedMs) observer.timerFired(this.partition, now - dueMs);
  }

  private async commit(
    tenure: Tenure,
    progress: PartitionProgress,
    users: Parameters<PartitionStore['commit']>[0]['users'],
    outbox: readonly OutboxRow[],
    arrivalMs: number | null,
  ): Promise<void> {
    const { clock, observer } = this.options;
    const { store, publisher, evaluator } = tenure;
    this.reached('before-commit');
    const trimmedSeq = publisher.publishedSeq;
    this.reached('before-trim');
    const begun = clock.monotonic();
    await store.commit({ progress, users, outbox, trimmedSeq });
    this.reached('after-commit');
    observer.stage?.('commit', this.partition, clock.monotonic() - begun, users.length);
    tenure.progress = progress;
    this.backoff.reset();
    if (this.stopping.signal.aborted) return;
    // While timers of the last record wait, it does not count as done: see `Recovered.skipBelow`.
    const done = evaluator.hasDueTimers ? progress.nextOffset - 1 : progress.nextOffset;
    tenure.outOffset = Math.max(tenure.outOffset, done);
    const position: Position = { nextOffset: tenure.outOffset, seq: progress.seq };
    // A position never goes back: what is evaluated again was published before.
    if (progress.nextOffset >= tenure.outOffset) publisher.add(outbox, position, arrivalMs);
    observer.stateBytes?.(this.partition, store.stateBytes, evaluator.cachedUsers);
    if (this.endOffset !== null) {
      observer.lag?.(this.partition, Math.max(0, this.endOffset - progress.nextOffset));
    }
  }

  // ---- other rules -------------------------------------------------------------------------------------------------

  /** Goes over to the rules that hold now, from the next record on; that they do is committed before it is evaluated. */
  private async goOver(tenure: Tenure): Promise<Tenure> {
    const { bundle } = this;
    const { progress, evaluator } = tenure;
    const activation: Activation = { version: bundle.manifest.hash, fromOffset: progress.nextOffset };
    // All users are clean here: those who are needed again are read under the new rules.
    const next =
      evaluator.version === activation.version
        ? evaluator
        : this.evaluator(evaluator.timers, progress.watermarkMs, progress.nextOffset);
    // Of a partition without a past nobody has to be brought under the rules.
    const swept = progress.activations.length === 0 && progress.nextOffset === 0;
    const moved: Tenure = { ...tenure, evaluator: next };
    await this.commit(
      moved,
      {
        ...progress,
        activations: [...progress.activations, activation].slice(-ACTIVATIONS_KEPT),
        swept,
      },
      [],
      [],
      null,
    );
    moved.sweep = swept ? null : tenure.store.keys()[Symbol.asyncIterator]();
    this.reached('activated');
    this.options.observer.activated?.(this.partition, activation.version, activation.fromOffset);
    return moved;
  }

  /** Brings the next users under the rules that hold now. */
  private async sweep(tenure: Tenure): Promise<void> {
    if (tenure.sweep === null) return;
    const { evaluator, store } = tenure;
    const page = await tenure.sweep.next();
    if (page.done === true) {
      tenure.sweep = null;
      await this.commit(tenure, { ...tenure.progress, swept: true }, [], [], null);
      return;
    }
    await this.load(
      evaluator,
      store,
      page.value.filter((key) => !evaluator.isReady(key)),
    );
    evaluator.sweep(page.value);
    await this.step(tenure, []);
  }

  // ---- nothing to do -----------------------------------------------------------------------------------------------

  /** Waits for something to happen; when nothing comes for a while, time goes on by the clock. */
  private async idle(tenure: Tenure): Promise<void> {
    const { clock, limits } = this.options;
    const { evaluator, publisher } = tenure;
    publisher.tick();
    const woken = this.changed.next;
    const quietMs = clock.monotonic() - this.lastRecordMs;
    const isQuiet = this.caughtUpAt !== null && quietMs >= limits.idleMs;
    const reachedMs = clock.now() - evaluator.delayMs;
    if (isQuiet && evaluator.timers.nextMs <= reachedMs) {
      evaluator.raiseWatermark(reachedMs);
      return;
    }
    const dueInMs = isQuiet ? evaluator.timers.nextMs - reachedMs : limits.idleMs - quietMs;
    const waiting = new AbortController();
    const { signal } = this.stopping;
    // With a reason, since the one that is made otherwise costs a stack trace.
    const end = (): void => waiting.abort('over');
    signal.addEventListener('abort', end);
    await Promise.race([
      woken,
      clock.sleep(Math.max(1, Math.min(limits.idleMs, dueInMs, 1_000)), waiting.signal),
    ]);
    signal.removeEventListener('abort', end);
    end();
    this.changed.forget();
  }

  private checkPressure(): void {
    const { limits, source, observer } = this.options;
    const { length, bytes } = this.queue;
    const full = length > limits.queuedRecords || bytes > limits.queuedBytes;
    const hasRoom = length < limits.queuedRecords / 2 && bytes < limits.queuedBytes / 2;
    if (full === this.paused || (this.paused && !hasRoom)) return;
    this.paused = full;
    if (full) source.pause(this.partition);
    else source.resume(this.partition);
    observer.paused?.(this.partition, full);
  }

  private reached(step: Step): void {
    this.options.observer.reached?.(step, this.partition);
  }

  private timed<T>(stage: Stage, items: number, work: () => T): T {
    const { clock, observer } = this.options;
    const begun = clock.monotonic();
    const result = work();
    observer.stage?.(stage, this.partition, clock.monotonic() - begun, items);
    return result;
  }
}

/** Gives rows their numbers; those that are out already keep none. */
function number(rows: readonly Draft[], after: number, skipBelow: number): readonly OutboxRow[] {
  return rows.map((row, i) => ({ ...row, seq: after + 1 + i })).filter((row) => row.offset >= skipBelow);
}

/** Does all of it, whatever fails: what is let go of is not needed any more. */
async function letGo(works: readonly (() => Promise<void> | undefined)[]): Promise<void> {
  for (const work of works) {
    try {
      await work();
    } catch {
      // The next owner finds out what there is to know.
    }
  }
}
