import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Gauges } from './gauges.ts';
import { type Ended, WorkerProcess } from './worker-process.ts';

const DRAIN_MS = 60_000;
/** What an orchestrator waits before it starts again what ended by itself. */
const RESTART_MS = 300;

/** The workers of a trial, each in a slot; one that ends by itself is started again, as an orchestrator does. */
export class Crew {
  readonly logFile: string;
  readonly problems: string[] = [];
  kills = 0;
  restarts = 0;
  residentBytesMax = 0;
  private readonly configFile: string;
  private readonly slots = new Map<number, WorkerProcess>();
  private lives = 0;
  private readonly expected = new Set<WorkerProcess>();

  constructor(folder: string, configFile: string) {
    this.configFile = configFile;
    this.logFile = join(folder, 'workers.log');
  }

  get alive(): readonly WorkerProcess[] {
    return [...this.slots.values()].filter(({ hasEnded }) => !hasEnded);
  }

  in(slot: number): WorkerProcess | null {
    const worker = this.slots.get(slot);
    return worker === undefined || worker.hasEnded ? null : worker;
  }

  start(slot: number, env: Readonly<Record<string, string>> = {}): WorkerProcess {
    const worker = new WorkerProcess(`w${slot}-${++this.lives}`, this.configFile, this.logFile, env);
    this.slots.set(slot, worker);
    void worker.ended.then((ended) => this.endedBy(slot, worker, ended, env));
    return worker;
  }

  /** kill -9; resolves when it is dead. */
  async kill(slot: number): Promise<void> {
    const worker = this.in(slot);
    if (worker === null) return;
    this.expected.add(worker);
    this.kills++;
    worker.send('SIGKILL');
    await worker.ended;
  }

  /** It may die by itself: nobody starts it again. */
  async untilDead(worker: WorkerProcess, withinMs: number): Promise<Ended | null> {
    this.expected.add(worker);
    return await Promise.race([worker.ended, sleep(withinMs).then(() => null)]);
  }

  async drain(slot: number): Promise<void> {
    const worker = this.in(slot);
    if (worker === null) return;
    this.expected.add(worker);
    worker.send('SIGTERM');
    const ended = await this.untilDead(worker, DRAIN_MS);
    if (ended === null) {
      this.problems.push(`${worker.name} does not end within ${DRAIN_MS / 1000} s after SIGTERM`);
      worker.send('SIGKILL');
      await worker.ended;
    } else if (ended.code !== 0) {
      this.problems.push(`${worker.name} ended with ${ended.code ?? ended.signal} after SIGTERM`);
    }
  }

  async drainAll(): Promise<void> {
    await Promise.all([...this.slots.keys()].map((slot) => this.drain(slot)));
  }

  async killAll(): Promise<void> {
    await Promise.all([...this.slots.keys()].map((slot) => this.kill(slot)));
  }

  /** What all that live say; memory is looked at on the way. */
  async gauges(): Promise<readonly Gauges[]> {
    for (const { residentBytes } of this.alive)
      this.residentBytesMax = Math.max(this.residentBytesMax, residentBytes);
    const found = await Promise.all(this.alive.map((worker) => worker.gauges()));
    return found.filter((gauges) => gauges !== null);
  }

  private async endedBy(
    slot: number,
    worker: WorkerProcess,
    { code, signal }: Ended,
    env: Readonly<Record<string, string>>,
  ): Promise<void> {
    for (const line of worker.complaints)
      if (line.includes('this is a bug') || !line.startsWith('{'))
        this.problems.push(`${worker.name}: ${line}`);
    if (this.expected.delete(worker) || this.slots.get(slot) !== worker) return;
    this.restarts++;
    if (code === 2)
      this.problems.push(`${worker.name} ended with ${code ?? signal}: ${worker.complaints.at(-1)}`);
    await sleep(RESTART_MS);
    if (this.slots.get(slot) === worker) this.start(slot, env);
  }
}
