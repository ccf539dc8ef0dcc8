import type { Observer } from '../../packages/runtime/src/ports/observer.ts';
import type { PartitionCommit } from '../../packages/runtime/src/ports/state-store.ts';
import { Worker } from '../../packages/runtime/src/worker/worker.ts';
import { SimClock } from './base/sim-clock.ts';
import { SimProcess } from './base/sim-process.ts';
import { SimSink } from './broker/sim-sink.ts';
import { SimSource } from './broker/sim-source.ts';
import { drawCrash } from './faults/plan.ts';
import { simArchive } from './store/sim-archive.ts';
import { SimStore } from './store/sim-store.ts';
import type { World } from './world.ts';

/** What a worker was given of a partition since it last said from where. */
interface Reading {
  readonly seeked: number;
  delivered: number;
  /** Where it was told that nothing lay behind; −1: never. */
  endedAt: number;
}

/** One life of a worker: the real code between simulated ports, from its start to its end. */
export class SimWorker {
  readonly process: SimProcess;
  readonly worker: Worker;
  readonly source: SimSource;
  /** It has drained, or could not go on. */
  hasEnded = false;
  private readonly world: World;

  constructor(world: World, name: string, slot: number, isSafe: () => boolean) {
    this.world = world;
    const { timeline, plan, group, logs, networks, watch, counts } = world;
    this.process = new SimProcess(name);
    const { process } = this;
    const random = world.random(name);
    const clock = new SimClock(timeline, process, world.originMs + (plan.skewsMs[slot] ?? 0));
    const readings = new Map<number, Reading>();
    this.source = new SimSource({
      id: name,
      process,
      network: networks.input,
      timeline,
      random,
      group,
      logs,
      onSeek: (partition, offset, known) => {
        readings.set(partition, { seeked: offset, delivered: 0, endedAt: -1 });
        watch.known(partition, known);
      },
      onEnd: (partition, offset) => {
        const known = readings.get(partition);
        if (known !== undefined) known.endedAt = offset;
      },
      onDelivered: (partition, records) => {
        const known = readings.get(partition);
        if (known === undefined) return;
        known.delivered += records;
        const applied = watch.applied(partition);
        const since = logs[partition]?.records.filter(
          ({ offset }) => offset >= known.seeked && offset < applied,
        );
        if (this.owns(partition)) watch.queued(partition, known.delivered - (since?.length ?? 0));
      },
    });
    this.worker = new Worker({
      source: this.source,
      sink: new SimSink(process, networks.output, world.transactions, world.violations),
      store: new SimStore({
        process,
        network: networks.store,
        inner: world.storeFor(process),
        historyOf: (partition) => world.histories[partition] as (typeof world.histories)[number],
        refusalsAreSure: world.backend.refusalsAreSure,
        onCommit: (partition, epoch, commit) => {
          const by = { epoch, nowMs: clock.now(), hasReadTo: readings.get(partition)?.endedAt ?? -1 };
          watch.committing(partition, commit, by);
          return () => {
            counts.commits++;
            this.told(partition, commit);
            watch.committed(partition, commit, by);
          };
        },
      }),
      clock,
      random: () => random.next(),
      observer: this.observer(isSafe),
      bundle: world.bundle,
      bundles: simArchive(process, networks.store, world.keptBundles),
      mapping: null,
      limits: plan.limits,
    });
    this.worker.start().catch((error: unknown) => this.end(error));
    this.worker.finished.then(
      () => this.end(null),
      (error: unknown) => this.end(error),
    );
  }

  private told(partition: number, { progress, users, outbox }: PartitionCommit): void {
    const { nextOffset, seq, watermarkMs } = progress;
    const since = watermarkMs - this.world.originMs;
    this.world.trace.tell(
      this.process.name,
      `p${partition} committed to offset ${nextOffset}, seq ${seq}, watermark ${since}: ${users.length} users, ${outbox.length} rows`,
    );
  }

  /** As far as the store knows: what somebody gets who has lost the partition says nothing about bounds. */
  private owns(partition: number): boolean {
    const { live, partitions } = this.worker.health;
    // One that drains takes in nothing more, whatever it is given.
    return live && partitions.some((each) => each.partition === partition && each.phase === 'running');
  }

  private end(error: unknown): void {
    if (this.hasEnded || this.process.isDead) return;
    this.hasEnded = true;
    this.world.trace.tell(this.process.name, error === null ? 'has ended' : `has ended: ${String(error)}`);
    this.process.kill();
  }

  private observer(isSafe: () => boolean): Observer {
    const { trace, counts, random } = {
      ...this.world,
      random: this.world.random(`${this.process.name} crash`),
    };
    const crash = drawCrash(random, this.world.plan);
    let left = crash?.times ?? 0;
    const { name } = this.process;
    return {
      reached: (step, partition) => {
        if (this.process.isDead) return;
        trace.tell(name, `p${partition} ${step}`);
        if (step !== crash?.step || isSafe()) return;
        left--;
        if (left > 0) return;
        this.crash(`at ${step}`);
      },
      retry: (what, partition, error) => {
        if (this.process.isDead) return;
        counts.refusals++;
        trace.tell(name, `p${partition} ${what}: ${error.name}: ${error.message}`);
      },
      activated: (partition, version, fromOffset) => {
        if (this.process.isDead) return;
        counts.reloads++;
        trace.tell(name, `p${partition} runs by ${version.slice(0, 8)} from offset ${fromOffset}`);
      },
      paused: (partition, paused) => {
        if (!this.process.isDead) trace.tell(name, `p${partition} ${paused ? 'pauses' : 'resumes'}`);
      },
    };
  }

  crash(where: string): void {
    if (this.process.isDead) return;
    this.world.counts.crashes++;
    this.world.trace.tell(this.process.name, `is killed ${where}`);
    this.process.kill();
  }
}
