import type { Bundle } from '@nudge/engine';
import type { OutboxRow } from '../ports/effect-sink.ts';
import type { SourceRecord } from '../ports/event-source.ts';
import type { Stage, Step } from '../ports/observer.ts';
import type {
  Activation,
  PartitionProgress,
  PartitionStore,
  StatesPosition,
  UserEntry,
} from '../ports/state-store.ts';
import type { Backoff } from '../waiting/backoff.ts';
import type { Evaluator, Prepared } from './evaluator.ts';
import type { Failures } from './failures.ts';
import type { Evaluated } from './findings.ts';
import { GroupTurns } from './group-turns.ts';
import type { Inbox } from './inbox.ts';
import type { PartitionHealth, WorkerOptions } from './options.ts';
import { Past } from './past.ts';
import type { Publisher } from './publisher.ts';
import type { Recovered } from './recovery.ts';
import type { Draft } from './rows.ts';
import type { TimerQueue } from './timer-queue.ts';
import { contextsOf } from './trace-headers.ts';

/** So many of the last activations are kept with a partition. */
const ACTIVATIONS_KEPT = 8;

export interface TenureOptions {
  readonly worker: WorkerOptions;
  readonly partition: number;
  readonly inbox: Inbox;
  readonly failures: Failures;
  /** Reset by each commit. */
  readonly backoff: Backoff;
  /** Aborted when the partition is to be let go of at once. */
  readonly stopping: AbortSignal;
  /** Whether it is to be let go of, now or when what is in hand is done. */
  readonly isEnding: () => boolean;
  /** The rules that are to hold from now on. */
  readonly wanted: () => Bundle;
  /** Rules at work on this partition, from where others have left off. */
  readonly evaluatorOf: (bundle: Bundle, timers: TimerQueue, states: readonly StatesPosition[]) => Evaluator;
}

/**
 * One ownership of a partition, from recovery on: evaluates, commits and publishes batch after batch.
 *
 * What comes out is a function of the log. So a commit need not hold the states that it came from: it puts rows into the
 * outbox, and the states of one group of users after the other follow with it now and then. Whatever does not follow from
 * the log (that the clock moved the watermark, that other rules hold) is committed with all states as they are then.
 */
export class Tenure {
  private readonly options: TenureOptions;
  private readonly store: PartitionStore;
  private readonly publisher: Publisher;
  private evaluator: Evaluator;
  private progress: PartitionProgress;
  private readonly past: Past;
  /** The offset of the last position that was handed to the publisher. */
  private outOffset: number;
  /** Users who are to be brought under rules that were activated. */
  private toSweep: AsyncIterator<readonly string[]> | null;
  private readonly turns: GroupTurns;
  /** When the last batch began. */
  private batchMs = Number.NEGATIVE_INFINITY;

  constructor(
    options: TenureOptions,
    store: PartitionStore,
    publisher: Publisher,
    evaluator: Evaluator,
    recovered: Recovered,
  ) {
    const { progress, unpublished, published } = recovered;
    this.options = options;
    this.store = store;
    this.publisher = publisher;
    this.evaluator = evaluator;
    this.progress = progress;
    this.past = new Past(recovered);
    const { nextOffset } = progress;
    const { hasDueTimers } = evaluator;
    this.outOffset = Math.max(published.nextOffset, this.past.doneOf({ nextOffset, hasDueTimers }));
    // Without rows too: lag is told by the position.
    if (unpublished.length > 0 || this.outOffset > published.nextOffset)
      publisher.add(unpublished, { nextOffset: this.outOffset, seq: progress.seq }, null);
    this.toSweep = progress.swept ? null : store.keys()[Symbol.asyncIterator]();
    this.turns = new GroupTurns(options.worker.clock, options.worker.limits.checkpointMs);
  }

  /** The first record that it needs. */
  get fromOffset(): number {
    return this.evaluator.nextOffset;
  }

  /** Records before it were evaluated, by whoever owned the partition: a log without them has lost its end. */
  get knownOffset(): number {
    return this.past.knownTo;
  }

  /** Whether it has not come to what is new yet. */
  get isReplaying(): boolean {
    return this.past.isReplaying;
  }

  get health(): Pick<PartitionHealth, 'nextOffset' | 'watermarkMs' | 'unpublishedRows' | 'version'> {
    const { nextOffset, watermarkMs } = this.progress;
    return {
      nextOffset,
      watermarkMs: watermarkMs === -Infinity ? null : watermarkMs,
      unpublishedRows: this.publisher.backlog,
      version: this.evaluator.version,
    };
  }

  /** Until it is to end, or something fails. */
  async run(): Promise<void> {
    const { inbox, isEnding, worker } = this.options;
    while (!isEnding()) {
      const { publisher, evaluator, past } = this;
      if (publisher.failed !== null) throw publisher.failed;
      if (past.leftOverTo > 0 && !evaluator.hasDueTimers) this.endLeftOver();
      past.passed(evaluator);
      if (!this.isUnderWantedRules && !this.isInThePast) await this.goOver();
      else if (publisher.backlog > worker.limits.unpublishedRows) await publisher.progress;
      else if (evaluator.hasDueTimers || (inbox.queue.length > 0 && this.lingersMs <= 0)) await this.batch();
      else if (this.toSweep !== null && !this.isReplaying) await this.sweep(this.toSweep);
      else if (this.areStatesBehind && !this.isReplaying && this.turns.nextInMs <= 0)
        await this.commit({}, this.takeDue());
      else await this.idle();
    }
  }

  /** All that was committed is published, and the store has all states: who comes next finds nothing left to do. */
  async end(): Promise<void> {
    await this.publisher.flush();
    if (this.isReplaying) return;
    await this.commitAll({});
  }

  close(): Promise<void> {
    return this.publisher.close();
  }

  // ---- batch after batch -------------------------------------------------------------------------------------------

  private async batch(): Promise<void> {
    const { evaluator } = this;
    const { worker, inbox, failures } = this.options;
    const { limits } = worker;
    const records = evaluator.hasDueTimers ? [] : this.next(limits.batchRecords);
    if (records === null) return;
    this.batchMs = worker.clock.monotonic();
    const prepared = this.timed('decode', records.length, () => evaluator.decode(records, failures.records));
    await this.load(evaluator.missing(prepared, limits.batchTimers));
    await this.step(prepared);
    inbox.dropBefore(evaluator.nextOffset);
    if (this.toSweep !== null && !this.isReplaying) await this.sweep(this.toSweep);
  }

  /** The next records; what is evaluated again ends where it is new. `null`: there are none. */
  private next(count: number): readonly SourceRecord[] | null {
    const { inbox } = this.options;
    const records = inbox.queue.peek(count);
    if (records.length === 0) {
      // A source may have promised more than it had, and be held back for that.
      inbox.dropBefore(this.evaluator.nextOffset);
      return null;
    }
    if (!this.isReplaying) return records;
    const again = this.past.toReplay(records);
    if (again.length > 0) return again;
    this.endReplay();
    return null;
  }

  /** How long the next batch waits for more; nothing waits in the past, or where there is enough. */
  private get lingersMs(): number {
    const { clock, limits } = this.options.worker;
    if (this.isReplaying || this.options.inbox.queue.length >= limits.batchRecords) return 0;
    return this.batchMs + limits.lingerMs - clock.monotonic();
  }

  private async load(keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    const begun = this.options.worker.clock.monotonic();
    this.evaluator.loaded(keys, await this.store.load(keys));
    this.took('load', begun, keys.length);
  }

  private async step(prepared: readonly Prepared[]): Promise<void> {
    const { evaluator, past } = this;
    const { failures } = this.options;
    const evaluated = this.timed('step', prepared.length, () =>
      evaluator.evaluate(prepared, failures.records),
    );
    this.reached('evaluated');
    if (this.isReplaying) {
      if (past.isReplayed(evaluator)) this.endReplay();
      return;
    }
    const rows = number(evaluated.rows, this.progress.seq).filter((row) => past.isNew(row));
    const progress = {
      nextOffset: evaluator.nextOffset,
      watermarkMs: evaluator.watermarkMs,
      seq: this.progress.seq + evaluated.rows.length,
    };
    const users = this.mustStoreAll ? this.takeAll() : this.takeDue();
    await this.commit(progress, users, rows, evaluated.arrivalMs);
    this.report(evaluated);
  }

  private report({ rows, counts, suppressed, refused, firedMs }: Evaluated): void {
    const { partition, worker } = this.options;
    const { observer, clock } = worker;
    if (observer.caused !== undefined)
      for (const traceparent of contextsOf(rows)) observer.caused(partition, traceparent);
    observer.batch?.(partition, counts);
    for (const { output } of rows) observer.emitted?.(output);
    for (const reason of suppressed) observer.suppressed?.(reason);
    for (const code of refused) observer.rejected?.(partition, code);
    if (firedMs.length === 0 || observer.timerFired === undefined) return;
    const now = clock.now();
    for (const dueMs of firedMs) observer.timerFired(partition, now - dueMs);
  }

  /** From now on rows are new, and take numbers behind those that are out. */
  private endLeftOver(): void {
    this.progress = { ...this.progress, seq: Math.max(this.progress.seq, this.past.leftOverTo) };
    this.past.endLeftOver();
  }

  /** The states are those that the store would have, had they been in every commit. */
  private endReplay(): void {
    this.past.endReplay();
    this.evaluator.resume(this.progress);
    this.reached('replayed');
  }

  // ---- commits -----------------------------------------------------------------------------------------------------

  /** Whether what is evaluated now cannot be found out from the log, or the log cannot be read again. */
  private get mustStoreAll(): boolean {
    const { source, limits } = this.options.worker;
    const { nextOffset, mustTakeAll } = this.evaluator;
    // What fires without a record is not in the log.
    const isInLog = nextOffset > this.progress.nextOffset && !mustTakeAll;
    return !isInLog || source.isStream === true || limits.checkpointMs === 0;
  }

  private get areStatesBehind(): boolean {
    return this.progress.states.some(({ nextOffset }) => nextOffset < this.progress.nextOffset);
  }

  /** The users of the groups whose turn it is. */
  private takeDue(): readonly UserEntry[] {
    const { evaluator } = this;
    // Users can be let go of only when they are stored.
    const groups = this.turns.take(evaluator.isFull ? 1 : 0);
    return this.encoded(() =>
      groups.flatMap((group) => {
        if (group === 0) evaluator.age();
        return evaluator.take(group);
      }),
    );
  }

  private takeAll(): readonly UserEntry[] {
    this.turns.restart();
    return this.encoded(() => this.evaluator.takeAll());
  }

  private encoded(take: () => readonly UserEntry[]): readonly UserEntry[] {
    const begun = this.options.worker.clock.monotonic();
    const users = take();
    if (users.length > 0) this.took('encode', begun, users.length);
    return users;
  }

  /** With all states as they are. */
  private async commitAll(changes: Partial<PartitionProgress>): Promise<void> {
    await this.commit(changes, this.takeAll());
  }

  private async commit(
    changes: Partial<PartitionProgress>,
    users: readonly UserEntry[],
    outbox: readonly OutboxRow[] = [],
    arrivalMs: number | null = null,
  ): Promise<void> {
    const { partition, worker, backoff, stopping } = this.options;
    const { clock, observer } = worker;
    const { store, publisher, evaluator, past } = this;
    const changed = { ...this.progress, ...changes };
    const here = { nextOffset: changed.nextOffset, watermarkMs: changed.watermarkMs };
    const states = changed.states.map((group, i) => (evaluator.isStored(i) ? here : group));
    const { nextOffset } = changed;
    const outTo = past.outTo({ nextOffset, hasDueTimers: evaluator.hasDueTimers });
    const progress: PartitionProgress = { ...changed, states, outTo };
    this.reached('before-commit');
    const trimmedSeq = publisher.publishedSeq;
    this.reached('before-trim');
    const begun = clock.monotonic();
    await store.commit({ progress, users, outbox, trimmedSeq });
    this.reached('after-commit');
    this.took('commit', begun, outbox.length);
    observer.stored?.(partition, users.length);
    this.progress = progress;
    backoff.reset();
    if (stopping.aborted) return;
    const { hasDueTimers } = evaluator;
    this.outOffset = Math.max(this.outOffset, past.doneOf({ nextOffset, hasDueTimers }));
    // A position never goes back: what is evaluated again was published before.
    if (nextOffset >= this.outOffset) {
      const seq = Math.max(progress.seq, past.leftOverTo);
      publisher.add(outbox, { nextOffset: this.outOffset, seq }, arrivalMs);
    }
    observer.stateBytes?.(partition, store.stateBytes, evaluator.cachedUsers);
  }

  // ---- other rules -------------------------------------------------------------------------------------------------

  /** Whether the next records were evaluated before: by the rules that held then, they come to the same. */
  private get isInThePast(): boolean {
    if (this.isReplaying) return true;
    const { queue, caughtUpAt } = this.options.inbox;
    // A log that has lost its end never gets there.
    const isAtEnd = queue.length === 0 && caughtUpAt !== null && !this.evaluator.hasDueTimers;
    // Who has lost everything does not know by which rules either.
    const isKnown = this.progress.activations.length > 0;
    if (!isKnown || isAtEnd) return false;
    return this.past.holds(this.evaluator);
  }

  private get isUnderWantedRules(): boolean {
    const wanted = this.options.wanted().manifest.hash;
    return this.progress.activations.at(-1)?.version === wanted && this.evaluator.version === wanted;
  }

  /** Goes over to the rules that hold now, from the next record on; that they do is committed before it is evaluated. */
  private async goOver(): Promise<void> {
    const { partition, worker, failures, evaluatorOf } = this.options;
    const { progress } = this;
    const bundle = this.options.wanted();
    const activation: Activation = { version: bundle.manifest.hash, fromOffset: progress.nextOffset };
    // Of a partition without a past nobody has to be brought under the rules.
    const swept = progress.activations.length === 0 && progress.nextOffset === 0;
    const activations = [...progress.activations, activation].slice(-ACTIVATIONS_KEPT);
    // Before anything can be evaluated by them that may have to be evaluated again.
    await worker.bundles.keep(bundle);
    await this.commitAll({ activations, swept });
    // By other rules it may not go wrong; the sweep brings their timers back.
    failures.users.clear();
    // The store has all users: those who are needed again are read under the new rules.
    this.evaluator = evaluatorOf(bundle, this.evaluator.timers, this.progress.states);
    this.toSweep = swept ? null : this.store.keys()[Symbol.asyncIterator]();
    this.reached('activated');
    worker.observer.activated?.(partition, activation.version, activation.fromOffset);
  }

  /** Brings the next users under the rules that hold now. */
  private async sweep(users: AsyncIterator<readonly string[]>): Promise<void> {
    const { evaluator } = this;
    const page = await users.next();
    if (page.done === true) {
      this.toSweep = null;
      await this.commitAll({ swept: true });
      return;
    }
    await this.load(page.value.filter((key) => !evaluator.isReady(key)));
    evaluator.sweep(page.value);
    await this.step([]);
  }

  // ---- nothing to do -----------------------------------------------------------------------------------------------

  /** Waits for something to happen; when nothing comes for a while, time goes on by the clock. */
  private async idle(): Promise<void> {
    const { worker, inbox, stopping } = this.options;
    const { clock, limits } = worker;
    const { evaluator, publisher } = this;
    publisher.tick();
    const woken = inbox.changed.next;
    if (this.isReplaying && this.past.isOverAt(inbox.caughtUpAt)) {
      this.endReplay();
      return;
    }
    const { quietMs } = inbox;
    const isQuiet = inbox.caughtUpAt !== null && inbox.queue.length === 0 && quietMs >= limits.idleMs;
    const reachedMs = clock.now() - evaluator.delayMs;
    if (isQuiet && !this.isReplaying && evaluator.timers.nextMs <= reachedMs) {
      evaluator.raiseWatermark(reachedMs);
      return;
    }
    const dueInMs = isQuiet ? evaluator.timers.nextMs - reachedMs : limits.idleMs - quietMs;
    const storeInMs = this.areStatesBehind && !this.isReplaying ? this.turns.nextInMs : Infinity;
    const waiting = new AbortController();
    // With a reason, since the one that is made otherwise costs a stack trace.
    const end = (): void => waiting.abort('over');
    stopping.addEventListener('abort', end);
    const batchInMs = inbox.queue.length > 0 ? this.lingersMs : Infinity;
    const ms = Math.max(1, Math.min(limits.idleMs, dueInMs, storeInMs, batchInMs, 1_000));
    await Promise.race([woken, clock.sleep(ms, waiting.signal)]);
    stopping.removeEventListener('abort', end);
    end();
    inbox.changed.forget();
  }

  private reached(step: Step): void {
    this.options.worker.observer.reached?.(step, this.options.partition);
  }

  private timed<T>(stage: Stage, items: number, work: () => T): T {
    const begun = this.options.worker.clock.monotonic();
    const result = work();
    this.took(stage, begun, items);
    return result;
  }

  private took(stage: Stage, begun: number, items: number): void {
    const { clock, observer } = this.options.worker;
    observer.stage?.(stage, this.options.partition, clock.monotonic() - begun, items);
  }
}

function number(rows: readonly Draft[], after: number): readonly OutboxRow[] {
  return rows.map((row, i) => ({ ...row, seq: after + 1 + i }));
}
