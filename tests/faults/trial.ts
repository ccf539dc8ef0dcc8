import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bundle } from '@nudge/engine';
import { loadBundle } from '../../packages/runtime/src/bundle/load-bundle.ts';
import type { SourceRecord } from '../../packages/runtime/src/ports/event-source.ts';
import { writeBundle } from '../../packages/runtime/test/support/bundle-folder.ts';
import type { Services } from '../../scripts/local-services/state.mjs';
import { Random } from '../simulate/base/random.ts';
import { Crew } from './crew.ts';
import { Events, PARTITIONS, RECORD_BYTES } from './events.ts';
import { judgePartition } from './judge-partition.ts';
import { Load } from './load.ts';
import { readOutputs } from './read-outputs.ts';
import { readTopic } from './read-topic.ts';
import { rulesOf } from './rules.ts';
import { type Address, heldIn, type StoreKind, storeOf, type TrialStore } from './stores.ts';
import { committedOf, createTopics, deleteTopics, endsOf, type Topics, topicsOf } from './topics.ts';
import { add, NO_VERDICT, type Verdict } from './verdict.ts';
import { workerConfig } from './worker-config.ts';

export interface TrialOptions {
  readonly scenario: string;
  readonly services: Services;
  readonly store: StoreKind;
  readonly client: 'kafkajs' | 'platformatic';
  readonly seed: number;
  /** Events a second. */
  readonly rate: number;
  /** The share of records that no rules can take. */
  readonly poison?: number;
  readonly say: (text: string) => void;
}

const DRAINED_WITHIN_MS = 180_000;

/** Topics, a store, workers and load of their own, and in the end the question whether the laws hold. */
export class Trial {
  readonly options: TrialOptions;
  readonly name: string;
  readonly folder: string;
  readonly random: Random;
  readonly topics: Topics;
  readonly store: TrialStore;
  readonly crew: Crew;
  readonly load: Load;
  /** How often I4 was looked at. */
  samples = 0;
  private readonly bundles = new Map<string, Bundle>();
  private readonly broken: string[] = [];
  private readonly closing: (() => void)[] = [];
  private readonly configFile: string;

  constructor(options: TrialOptions) {
    const { services, seed, scenario, store, rate } = options;
    if (services.kafka === null) throw new Error('no Kafka runs; `scripts/services up kafka` starts one');
    this.options = options;
    this.folder = mkdtempSync(join(tmpdir(), `nudge-faults-${scenario}-`));
    mkdirSync(join(this.folder, 'state'));
    this.name = `f_${scenario}_${this.folder.slice(-6).toLowerCase()}`;
    this.random = Random.of(seed, scenario);
    this.topics = topicsOf(services.kafka.brokers, this.name);
    this.store = storeOf(store, services, this.folder, this.name);
    this.configFile = join(this.folder, 'worker.yaml');
    this.crew = new Crew(this.folder, this.configFile);
    const events = new Events(Random.of(seed, `${scenario} events`), options.poison ?? 0.01);
    this.load = new Load(this.topics, events, rate);
  }

  /** `at`: where workers reach the store, if not where it is. */
  async prepare(at?: Address): Promise<void> {
    await this.write(0);
    const config = workerConfig(this.topics, this.bundleFolder, this.store.config(at), this.options.client);
    writeFileSync(this.configFile, JSON.stringify(config, null, 2));
    await createTopics(this.topics);
    await this.load.start();
  }

  private get bundleFolder(): string {
    return join(this.folder, 'bundle');
  }

  /** Puts rules into the folder that workers look at. */
  async write(edition: number): Promise<void> {
    writeBundle(this.bundleFolder, rulesOf(edition));
    const bundle = await loadBundle(this.bundleFolder);
    this.bundles.set(bundle.manifest.hash, bundle);
  }

  async wait(fromMs: number, toMs: number): Promise<void> {
    await sleep(this.random.nextInt(fromMs, toMs));
  }

  say(what: string): void {
    this.options.say(`${this.options.scenario}: ${what}, ${this.load.sent} events`);
  }

  breaks(law: string, message: string): void {
    this.broken.push(`${law}: ${message}`);
  }

  /** I4, when no worker lives: what is published was committed to the store before. */
  async sample(): Promise<void> {
    const committed = await committedOf(this.topics);
    const store = await this.store.open();
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const mine = await store.claim(partition);
      const nextOffset = mine.progress?.nextOffset ?? 0;
      await mine.release();
      this.samples++;
      const published = committed[partition] ?? 0;
      if (published > nextOffset)
        this.breaks('I4', `p${partition}: offset ${published} is published, ${nextOffset} is in the store`);
    }
    await store.close();
  }

  /** The end of all: nothing more comes, everything is worked off, the workers are told to end. */
  async finish(): Promise<Verdict> {
    this.say('drains');
    await this.load.end();
    await this.untilDrained();
    await this.crew.drainAll();
    const verdict = await this.judge();
    const problems = this.crew.problems.map((problem) => `worker: ${problem}`);
    return { ...verdict, broken: [...verdict.broken, ...this.broken, ...problems] };
  }

  private async untilDrained(): Promise<void> {
    const ends = await endsOf(this.topics);
    const latest = Date.now() + DRAINED_WITHIN_MS;
    for (;;) {
      const reached = new Map<number, number>();
      let unpublished = 0;
      for (const gauges of await this.crew.gauges()) {
        for (const [partition, offset] of gauges.of('nudge_next_offset'))
          reached.set(partition, Math.max(offset, reached.get(partition) ?? 0));
        for (const rows of gauges.of('nudge_unpublished_rows').values()) unpublished += rows;
      }
      if (unpublished === 0 && ends.every((end, partition) => (reached.get(partition) ?? 0) >= end)) return;
      if (Date.now() > latest) {
        this.breaks(
          'liveness',
          `of ${ends.join(', ')} records only ${JSON.stringify([...reached])} are applied`,
        );
        return;
      }
      await sleep(200);
    }
  }

  private async judge(): Promise<Verdict> {
    this.say('is judged');
    const committed = await committedOf(this.topics);
    const logs = await this.readInput();
    const outputs = await readOutputs(this.topics);
    const store = await this.store.open();
    let verdict = NO_VERDICT;
    for (const [partition, records] of logs.entries()) {
      const held = await heldIn(store, partition);
      const { input: topic } = this.topics;
      const input = { topic, partition, records, bundles: this.bundles, recordBytes: RECORD_BYTES };
      verdict = add(verdict, judgePartition({ input, held, published: outputs[partition] ?? [] }));
      const nextOffset = held.progress?.nextOffset ?? 0;
      this.samples++;
      if (committed[partition] !== nextOffset)
        this.breaks(
          'I4',
          `p${partition}: all have ended, ${nextOffset} is applied, ${committed[partition]} published`,
        );
    }
    await store.close();
    return verdict;
  }

  /** The log as it is in Kafka. */
  private async readInput(): Promise<readonly (readonly SourceRecord[])[]> {
    const logs = await readTopic(this.topics.brokers, this.topics.input);
    return logs.map((log) =>
      log.map(({ timestampMs: arrivalMs, ...record }) => ({ ...record, arrivalMs, headers: null })),
    );
  }

  /** Is done before the folder is removed. */
  later(close: () => void): void {
    this.closing.push(close);
  }

  /** Nothing of it stays but, where something is wrong, its folder. */
  async end(keep: boolean): Promise<void> {
    await this.crew.killAll();
    await deleteTopics(this.topics);
    for (const close of this.closing) close();
    if (!keep) rmSync(this.folder, { recursive: true, force: true });
  }
}
