import { SimWorker } from './sim-worker.ts';
import type { World } from './world.ts';

/** After a worker died by itself, it is started again. */
const RESTART_MS = 1_000;

/** The places that workers run in, as a supervisor has them: one that is gone is replaced after a while. */
export class Slots {
  private readonly world: World;
  private readonly workers: (SimWorker | null)[];
  private readonly down: boolean[];
  private started = 0;
  private isClosed = false;
  private readonly isSafe: () => boolean;

  constructor(world: World, isSafe: () => boolean) {
    this.world = world;
    this.isSafe = isSafe;
    this.workers = Array.from({ length: world.plan.slots }, () => null);
    this.down = this.workers.map(() => false);
  }

  get alive(): readonly SimWorker[] {
    return this.workers.flatMap((worker) => (worker === null || worker.process.isDead ? [] : [worker]));
  }

  at(slot: number): SimWorker | null {
    const worker = this.workers[slot] ?? null;
    return worker === null || worker.process.isDead ? null : worker;
  }

  start(slot: number): void {
    if (this.isClosed || this.at(slot) !== null) return;
    this.down[slot] = false;
    const name = `w${slot}.${++this.started}`;
    this.world.trace.tell(name, 'starts');
    const worker = new SimWorker(this.world, name, slot, this.isSafe);
    this.workers[slot] = worker;
    worker.process.whenDead(() => this.restart(slot, RESTART_MS));
  }

  /** Nothing is started any more. */
  close(): void {
    this.isClosed = true;
  }

  /** Starts it again after a while, unless somebody does so before. */
  private restart(slot: number, ms: number): void {
    if (this.down[slot] === true) return;
    this.world.timeline.after(ms, () => this.start(slot));
  }

  kill(slot: number, restartMs: number): void {
    const worker = this.at(slot);
    if (worker === null) return;
    this.down[slot] = true;
    worker.crash('at random');
    this.world.timeline.after(restartMs, () => this.start(slot));
  }

  drain(slot: number, restartMs: number): void {
    const worker = this.at(slot);
    if (worker === null || worker.process.isStopped) return;
    this.world.trace.tell(worker.process.name, 'is told to drain');
    void worker.worker.drain();
    worker.process.whenDead(() => this.world.timeline.after(restartMs, () => this.start(slot)));
  }

  /** As after a second signal; it is started again as one that died. */
  abort(slot: number): void {
    const worker = this.at(slot);
    if (worker === null || worker.process.isStopped) return;
    this.world.trace.tell(worker.process.name, 'is told to abort');
    void worker.worker.abort();
  }

  /** Its source cannot go on. */
  breakSource(slot: number): void {
    const worker = this.at(slot);
    if (worker === null || worker.process.isStopped) return;
    this.world.trace.tell(worker.process.name, 'has a source that is broken');
    worker.source.fail();
  }

  stop(slot: number, ms: number): void {
    const worker = this.at(slot);
    if (worker === null || worker.process.isStopped) return;
    const { trace, timeline, counts, group } = this.world;
    trace.tell(worker.process.name, 'is stopped');
    counts.stops++;
    worker.process.stop();
    group.watch(worker.source);
    timeline.after(ms, () => this.goOn(worker));
  }

  goOn(worker: SimWorker): void {
    if (!worker.process.isStopped) return;
    this.world.trace.tell(worker.process.name, 'goes on');
    worker.process.goOn();
  }
}
