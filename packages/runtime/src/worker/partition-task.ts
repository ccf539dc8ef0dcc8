import type { Bundle } from '@nudge/engine';
import { type PartitionSink, SinkFenced } from '../ports/effect-sink.ts';
import type { SourceBatch } from '../ports/event-source.ts';
import { type PartitionStore, StaleOwner, type StatesPosition } from '../ports/state-store.ts';
import { Backoff } from '../waiting/backoff.ts';
import { EvaluationError, Evaluator } from './evaluator.ts';
import { Failures } from './failures.ts';
import { assertFits } from './fitness.ts';
import { Inbox } from './inbox.ts';
import type { PartitionHealth, WorkerOptions } from './options.ts';
import { Publisher } from './publisher.ts';
import { type Recovered, recover } from './recovery.ts';
import { Tenure } from './tenure.ts';
import { TimerQueue } from './timer-queue.ts';

/** One partition: claims and recovers it, and does so again after whatever went wrong, until it is told to stop. */
export class PartitionTask {
  readonly partition: number;
  private readonly options: WorkerOptions;
  private bundle: Bundle;
  private readonly inbox: Inbox;
  private readonly failures = new Failures();
  private readonly stopping = new AbortController();
  private readonly backoff: Backoff;
  private tenure: Tenure | null = null;
  /** What is to be applied next, as it was last known: where nobody can say now, that is where it stands. */
  private lastNextOffset: number | null = null;
  private phase: PartitionHealth['phase'] = 'recovering';
  private draining = false;
  /** Resolves when all is let go of; it never rejects. */
  readonly finished: Promise<void>;

  constructor(options: WorkerOptions, bundle: Bundle, partition: number, after: Promise<void>) {
    this.options = options;
    this.bundle = bundle;
    this.partition = partition;
    this.inbox = new Inbox({ ...options, partition });
    this.backoff = this.newBackoff();
    this.finished = after.then(() => this.run());
  }

  get health(): PartitionHealth {
    const { partition, tenure, bundle, inbox } = this;
    const phase = tenure?.isReplaying === true ? 'recovering' : this.phase;
    const known = tenure?.health ?? {
      nextOffset: null,
      watermarkMs: null,
      unpublishedRows: 0,
      version: bundle.manifest.hash,
    };
    const lag = inbox.lagAt(known.nextOffset ?? this.lastNextOffset);
    return { partition, phase, lag, ...known };
  }

  // ---- what the worker tells it ------------------------------------------------------------------------------------

  take(batch: SourceBatch): void {
    if (this.takesIn) this.inbox.take(batch);
    else this.inbox.heard(batch.endOffset);
  }

  caughtUp(offset: number): void {
    if (this.takesIn) this.inbox.caughtUp(offset);
    // What came before it was not taken.
    else this.inbox.heard(offset);
  }

  /** Where the log ends, while it delivers nothing. */
  endsAt(offset: number): void {
    this.inbox.heard(offset);
  }

  activate(bundle: Bundle): void {
    this.bundle = bundle;
    this.inbox.changed.raise();
  }

  /** Finishes and publishes what was evaluated, then lets go. */
  async drain(): Promise<void> {
    this.draining = true;
    this.inbox.clear();
    this.inbox.changed.raise();
    await this.finished;
  }

  /** Lets go as soon as may be. */
  stop(): void {
    this.stopping.abort();
    this.inbox.changed.raise();
  }

  private get takesIn(): boolean {
    return this.tenure !== null && !this.draining;
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
    if (error instanceof EvaluationError) this.failures.note(error);
    const what =
      error instanceof StaleOwner || error instanceof SinkFenced ? 'own the partition' : 'run the partition';
    this.options.observer.retry?.(what, this.partition, error);
  }

  private async own(): Promise<void> {
    const { sink, store: states, source } = this.options;
    this.inbox.clear();
    // First the output, so that an owner from before can publish nothing that the store does not know.
    const session = await sink.open(this.partition);
    this.stands(session.published?.nextOffset ?? null);
    let store: PartitionStore | null = null;
    let tenure: Tenure | null = null;
    try {
      store = await states.claim(this.partition);
      this.options.observer.reached?.('claimed', this.partition);
      tenure = await this.begin(store, session);
      this.tenure = tenure;
      this.options.observer.reached?.('recovered', this.partition);
      this.phase = 'running';
      this.inbox.begin(tenure.fromOffset, tenure.knownOffset);
      await tenure.run();
      if (!this.stopping.signal.aborted) await tenure.end();
      this.options.observer.reached?.('drained', this.partition);
    } finally {
      this.stands(tenure?.health.nextOffset ?? null);
      this.tenure = null;
      source.pause(this.partition);
      await letGo([() => (tenure === null ? session.close() : tenure.close()), () => store?.release()]);
    }
  }

  private stands(nextOffset: number | null): void {
    if (nextOffset !== null) this.lastNextOffset = Math.max(nextOffset, this.lastNextOffset ?? 0);
  }

  private async begin(store: PartitionStore, session: PartitionSink): Promise<Tenure> {
    const { sink, clock, observer } = this.options;
    const { partition, inbox, failures, backoff } = this;
    const recovered = recover(store, session);
    const timers = new TimerQueue();
    for await (const page of store.dues()) {
      for (const { key, dueMs } of page) if (!failures.users.has(key)) timers.set(key, dueMs);
    }
    const { signal } = this.stopping;
    const publisher = new Publisher(
      { partition, sink, clock, observer, backoff: this.newBackoff(), signal },
      session,
      recovered.published,
    );
    const options = {
      worker: this.options,
      partition,
      inbox,
      failures,
      backoff,
      stopping: signal,
      isEnding: () => this.isEnding,
      wanted: () => this.bundle,
      evaluatorOf: (bundle: Bundle, ofTimers: TimerQueue, states: readonly StatesPosition[]) =>
        this.evaluatorOf(bundle, ofTimers, states),
    };
    const evaluator = this.evaluatorOf(await this.rulesOf(recovered), timers, recovered.progress.states);
    return new Tenure(options, store, publisher, evaluator, recovered);
  }

  /** What is evaluated again is evaluated by the rules that held then. */
  private async rulesOf({ fromOffset, progress, skipBelow }: Recovered): Promise<Bundle> {
    const held = progress.activations.at(-1)?.version;
    const isNew = fromOffset >= progress.nextOffset && fromOffset > skipBelow;
    if (isNew || held === undefined || held === this.bundle.manifest.hash) return this.bundle;
    const { bundles, observer } = this.options;
    const kept = await bundles.find(held);
    // They held under another configuration, maybe.
    const found = kept !== null && this.fits(kept) ? kept : null;
    if (found === null) observer.rulesMissing?.(this.partition, held);
    return found ?? this.bundle;
  }

  private fits(bundle: Bundle): boolean {
    try {
      assertFits(bundle, this.options.mapping);
      return true;
    } catch {
      return false;
    }
  }

  private evaluatorOf(bundle: Bundle, timers: TimerQueue, states: readonly StatesPosition[]): Evaluator {
    const { mapping, source, limits } = this.options;
    const { cachedUsers, recordBytes } = limits;
    const { partition } = this;
    const isFile = source.isFile === true;
    const topic = source.name;
    return new Evaluator(
      {
        bundle,
        mapping,
        topic,
        isFile,
        partition,
        cachedUsers,
        recordBytes,
        states,
        failedUsers: this.failures.users,
      },
      timers,
    );
  }

  private newBackoff(): Backoff {
    const { clock, random, limits } = this.options;
    return new Backoff(clock, random, limits.retryMs, limits.retryMaxMs);
  }
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
