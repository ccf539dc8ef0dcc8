import type { Bundle } from '@nudge/engine';
import {
  DEFAULT_LIMITS,
  InProcessSink,
  type OutboxRow,
  PushSource,
  type StateStore,
  storedBundles,
  systemClock,
  Worker,
} from '@nudge/runtime';
import { type Outcome, Outcomes } from './outcomes.ts';

export interface LiveRulesOptions {
  readonly bundle: Bundle;
  /** The qualified name of the source that maps the records; `null`: they are CloudEvents. */
  readonly mapping: string | null;
  readonly store: StateStore;
  /** Told of what happens, as it happens. */
  readonly onRow: (row: OutboxRow) => void;
  /** Something failed and is tried again. */
  readonly onProblem: (what: string, error: Error) => void;
}

/** Somebody watches, so timers fire soon after the last event. */
const IDLE_MS = 200;

/** The worker that is also deployed, with a source and an output in this process. */
export class LiveRules {
  readonly #source: PushSource;
  readonly #worker: Worker;
  readonly #outcomes = new Outcomes();

  constructor({ bundle, mapping, store, onRow, onProblem }: LiveRulesOptions) {
    const outcomes = this.#outcomes;
    this.#source = new FollowedSource(outcomes);
    const sink = new InProcessSink((rows) => {
      for (const row of rows) {
        if (row.output === 'dead-letter') outcomes.rejected(row);
        onRow(row);
      }
    });
    this.#worker = new Worker({
      source: this.#source,
      sink,
      store,
      clock: systemClock,
      random: Math.random,
      observer: {
        batch: (_, counts) => outcomes.evaluated(counts),
        retry: (what, _, error) => onProblem(what, error),
      },
      bundle,
      bundles: storedBundles(store),
      mapping,
      // Records one by one: so it is known what became of each.
      limits: { ...DEFAULT_LIMITS, batchRecords: 1, lingerMs: 0, idleMs: IDLE_MS },
    });
  }

  /** Rejects when the worker cannot go on. */
  get finished(): Promise<void> {
    return this.#worker.finished;
  }

  start(): Promise<void> {
    return this.#worker.start();
  }

  /** Puts records in; resolves with what became of each. `arrivalMs`: see semantics, rule 3. */
  async post(texts: readonly string[], arrivalMs: number | null): Promise<readonly Outcome[]> {
    const records = texts.map((text) => ({ value: Buffer.from(text), key: null, arrivalMs, headers: null }));
    const first = await this.#source.push(records);
    return Promise.all(texts.map((_, i) => this.#outcomes.of(first + i)));
  }

  activate(bundle: Bundle): void {
    this.#worker.activate(bundle);
  }

  stop(): Promise<void> {
    return this.#worker.drain();
  }
}

/** Tells where the worker begins. */
class FollowedSource extends PushSource {
  readonly #outcomes: Outcomes;

  constructor(outcomes: Outcomes) {
    super({ name: 'dev' });
    this.#outcomes = outcomes;
  }

  override seek(partition: number, offset: number): void {
    super.seek(partition, offset);
    this.#outcomes.begin(offset);
  }
}
