import type { Bundle } from '@nudge/engine';
import type { SourceBatch, SourceListener } from '../ports/event-source.ts';
import { assertFits } from './fitness.ts';
import type { WorkerHealth, WorkerOptions } from './options.ts';
import { PartitionTask } from './partition-task.ts';

/** Runs rules over the partitions that a source assigns, a task for each. The protocol is that of ADRs 11 and 13 (docs/adr). */
export class Worker {
  /** Resolves when the worker has stopped; rejects when it cannot go on. */
  readonly finished: Promise<void>;
  private readonly options: WorkerOptions;
  private bundle: Bundle;
  private readonly tasks = new Map<number, PartitionTask>();
  /** Of tasks that were told to stop: a new one for the same partition waits for them. */
  private readonly leaving = new Map<number, Promise<void>>();
  private problem: string | null = null;
  /** Whether the source was reached. Before that, having no partition means nothing. */
  private isReached = false;
  private state: 'new' | 'running' | 'ending' | 'ended' = 'new';
  private resolve: () => void = () => {};
  private reject: (error: Error) => void = () => {};

  /** Throws `UnfitRules`. */
  constructor(options: WorkerOptions) {
    assertFits(options.bundle, options.mapping);
    this.options = options;
    this.bundle = options.bundle;
    this.finished = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // Who does not look at it learns of the end by `drain` or `abort`.
    this.finished.catch(() => {});
  }

  /** Resolves when the source has been reached. */
  async start(): Promise<void> {
    this.state = 'running';
    await this.options.source.start(this.listener());
    this.isReached = true;
  }

  get health(): WorkerHealth {
    const partitions = [...this.tasks.values()].map((task) => task.health);
    const unready = partitions.filter(({ phase }) => phase !== 'running');
    const problems = [
      ...(this.problem === null ? [] : [this.problem]),
      ...(this.isReached ? [] : ['the source was not reached yet']),
      ...unready.map(({ partition, phase }) => `partition ${partition} is ${phase}`),
    ];
    return {
      live: this.state === 'running' || this.state === 'new',
      ready: this.state === 'running' && problems.length === 0,
      problems,
      partitions: partitions.sort((a, b) => a.partition - b.partition),
    };
  }

  /**
   * Every partition goes over to these rules, each at its next batch, recorded with the offset. Throws `UnfitRules`: then
   * those before go on.
   */
  activate(bundle: Bundle): void {
    assertFits(bundle, this.options.mapping);
    this.bundle = bundle;
    for (const task of this.tasks.values()) task.activate(bundle);
  }

  /** Takes in nothing more, finishes and publishes what is in hand, and leaves so that others take over at once. */
  async drain(): Promise<void> {
    if (this.state !== 'running') return;
    this.state = 'ending';
    await Promise.all([...this.tasks.values()].map((task) => task.drain()));
    await this.end();
  }

  /** Stops at once; what was committed is safe, the rest comes again. */
  async abort(): Promise<void> {
    if (this.state === 'ended') return;
    this.state = 'ending';
    for (const task of this.tasks.values()) task.stop();
    await this.end();
  }

  private async end(): Promise<void> {
    if (this.state === 'ended') return;
    this.state = 'ended';
    const { source, sink, store } = this.options;
    for (const part of [source.stop(), ...this.leaving.values()]) await part.catch(() => {});
    await sink.close().catch(() => {});
    await store.close().catch(() => {});
    this.resolve();
  }

  private listener(): SourceListener {
    return {
      assigned: (partitions) => this.assigned(partitions),
      records: (batch: SourceBatch) => this.tasks.get(batch.partition)?.take(batch),
      caughtUp: (partition, offset) => this.tasks.get(partition)?.caughtUp(offset),
      endsAt: (partition, offset) => this.tasks.get(partition)?.endsAt(offset),
      failed: (error, retriable) => this.failed(error, retriable),
    };
  }

  private assigned(partitions: readonly number[]): void {
    if (this.state !== 'running') return;
    this.problem = null;
    this.options.observer.assigned?.(partitions);
    const mine = new Set(partitions);
    for (const [partition, task] of this.tasks) {
      if (mine.has(partition)) continue;
      this.tasks.delete(partition);
      task.stop();
      this.leaving.set(partition, task.finished);
    }
    for (const partition of mine) {
      if (this.tasks.has(partition)) continue;
      const after = this.leaving.get(partition) ?? Promise.resolve();
      this.tasks.set(partition, new PartitionTask(this.options, this.bundle, partition, after));
    }
  }

  private failed(error: Error, retriable: boolean): void {
    this.problem = `the source: ${error.message}`;
    this.options.observer.retry?.('read the source', -1, error);
    if (retriable || this.state !== 'running') return;
    this.reject(error);
    void this.abort();
  }
}
