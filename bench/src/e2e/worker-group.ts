import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Bench } from './broker.ts';
import type { Cores } from './cores.ts';
import { PARTITIONS } from './event-stream.ts';
import type { Metrics } from './metrics-text.ts';
import type { ClientName, StoreKind } from './rows.ts';
import { type BenchStore, makeStore } from './store-config.ts';
import type { Topics } from './topics.ts';
import { WorkerProcess } from './worker-process.ts';

/** What every run of workers is made with. */
export interface Surroundings {
  readonly bench: Bench;
  readonly cores: Cores;
  readonly topics: Topics;
  /** Scratch; it goes at the end. */
  readonly folder: string;
  readonly client: ClientName;
  readonly store: StoreKind;
  readonly batch: number | null;
}

export interface GroupPlan {
  readonly bundle: string;
  readonly topic: string;
  readonly workers: number;
  readonly profileFolder: string | null;
}

const LOOK_MS = 100;
const OUTPUTS = ['nudges', 'segments', 'decisions', 'late', 'dead-letter'] as const;

/** The workers of one consumer group, with a store and output topics of their own. */
export class WorkerGroup {
  readonly outputs: Readonly<Record<(typeof OUTPUTS)[number], string>>;
  private readonly workers: readonly WorkerProcess[];
  private readonly surroundings: Surroundings;
  private readonly states: BenchStore;

  private constructor(surroundings: Surroundings, plan: GroupPlan, outputs: WorkerGroup['outputs']) {
    const { bench, cores, topics, folder, client, store, batch } = surroundings;
    this.surroundings = surroundings;
    this.outputs = outputs;
    const name = topics.name('state');
    this.states = makeStore(store, bench, join(folder, name), name.replaceAll('-', '_'));
    const group = topics.group();
    const { brokers } = bench;
    mkdirSync(folder, { recursive: true });
    this.workers = Array.from({ length: plan.workers }, (_, n) => {
      const pinned = cores.worker(n);
      const worker = { ...plan, brokers, client, group, outputs, store: this.states.config, pinned, batch };
      return new WorkerProcess(worker, join(folder, `${name}-${n}.yaml`));
    });
  }

  static async start(surroundings: Surroundings, plan: GroupPlan): Promise<WorkerGroup> {
    const made: [string, string][] = [];
    for (const output of OUTPUTS) made.push([output, await surroundings.topics.create(output)]);
    return new WorkerGroup(surroundings, plan, Object.fromEntries(made) as WorkerGroup['outputs']);
  }

  /** Of each worker, all at about the same instant. */
  look(): Promise<readonly Metrics[]> {
    return Promise.all(this.workers.map((worker) => worker.metrics()));
  }

  /** Looks until `isEnough`; gives what was seen last. */
  async until(
    isEnough: (position: number, all: readonly Metrics[]) => boolean,
    limitMs: number,
    everyMs = LOOK_MS,
  ): Promise<readonly Metrics[]> {
    const begun = performance.now();
    for (;;) {
      const all = await this.look();
      if (isEnough(positionOf(all), all) || performance.now() - begun > limitMs) return all;
      await wait(everyMs);
    }
  }

  get diskBytes(): number | null {
    return this.states.diskBytes();
  }

  get complaints(): readonly string[] {
    return this.workers.flatMap((worker) => worker.complaints);
  }

  async stop(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.stop()));
  }

  /** Whatever has happened, nothing of it stays. */
  async end(): Promise<void> {
    for (const worker of this.workers) worker.kill();
    this.states.end();
    await this.surroundings.topics.drop(Object.values(this.outputs));
  }
}

/** Events that are evaluated and committed, of all partitions; while one moves, both its owners may speak of it. */
export function positionOf(all: readonly Metrics[]): number {
  let sum = 0;
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const of = all.map((metrics) => metrics.by('nudge_next_offset', 'partition').get(String(partition)) ?? 0);
    sum += Math.max(...of);
  }
  return sum;
}

export function total(
  all: readonly Metrics[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number {
  return all.reduce((sum, metrics) => sum + metrics.sum(name, labels), 0);
}
