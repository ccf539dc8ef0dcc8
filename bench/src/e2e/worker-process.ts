import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Metrics } from './metrics-text.ts';
import type { ClientName } from './rows.ts';

const MAIN = fileURLToPath(new URL('../../../packages/runtime/dist/main.js', import.meta.url));
const DRAIN_MS = 30_000;
const ERRORS_KEPT = 20;
const FAILURES_MAX = 20;
const FAILURE_PAUSE_MS = 500;

export interface WorkerPlan {
  readonly brokers: readonly string[];
  readonly client: ClientName;
  readonly bundle: string;
  readonly topic: string;
  readonly group: string;
  readonly outputs: Readonly<Record<'nudges' | 'segments' | 'decisions' | 'late' | 'dead-letter', string>>;
  readonly store: object;
  readonly batch: number | null;
  readonly pinned: readonly string[];
  /** `null`: it is not profiled. */
  readonly profileFolder: string | null;
}

const running = new Set<WorkerProcess>();

/** For who is told to stop in the middle. */
export function killWorkers(): void {
  for (const worker of running) worker.kill();
}

/** The deployed program itself, asked by its own metrics. */
export class WorkerProcess {
  private readonly child: ChildProcess;
  private readonly port: Promise<number>;
  private readonly ended: Promise<void>;
  private readonly errors: string[] = [];
  private hasEnded = false;

  constructor(plan: WorkerPlan, configFile: string) {
    writeFileSync(configFile, JSON.stringify(configOf(plan)));
    const profile = plan.profileFolder === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${plan.profileFolder}`];
    const command = [...plan.pinned, process.execPath, '--no-warnings', ...profile, MAIN];
    const [file = '', ...args] = [...command, 'run', '--config', configFile];
    this.child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(this);
    const port = Promise.withResolvers<number>();
    this.port = port.promise;
    this.port.catch(() => {});
    for (const stream of [this.child.stdout, this.child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on('line', (line) => {
        const { level, message, port: number } = saidIn(line);
        if (message === 'listens') port.resolve(Number(number));
        else if (level !== 'info' && this.errors.length < ERRORS_KEPT) this.errors.push(line);
      });
    }
    this.ended = new Promise((resolve) => {
      this.child.on('close', () => {
        this.hasEnded = true;
        running.delete(this);
        port.reject(this.failure());
        resolve();
      });
    });
  }

  async metrics(): Promise<Metrics> {
    const url = `http://127.0.0.1:${await this.port}/metrics`;
    for (let failures = 0; ; failures++) {
      if (this.hasEnded) throw this.failure();
      try {
        const answer = await fetch(url);
        return new Metrics(await answer.text(), performance.now());
      } catch (error) {
        // Where the host gives the machine no time a connection may break; that should not cost an hour's work.
        if (failures === FAILURES_MAX) throw error;
        await wait(FAILURE_PAUSE_MS);
      }
    }
  }

  /** Lets it finish what is in hand. */
  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    const late = setTimeout(() => this.kill(), DRAIN_MS);
    await this.ended;
    clearTimeout(late);
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  /** What it has said besides that all is well. */
  get complaints(): readonly string[] {
    return this.errors;
  }

  private failure(): Error {
    return new Error(`a worker has ended${this.errors.map((line) => `\n  ${line}`).join('')}`);
  }
}

function configOf({ brokers, client, bundle, topic, group, outputs, store, batch }: WorkerPlan): object {
  return {
    bundle,
    kafka: { client, brokers },
    input: { kind: 'kafka', topic, group },
    output: { kind: 'kafka', topics: outputs },
    store,
    // The events' time is not the clock's, which must not be taken for it when nothing comes for a moment.
    limits: { idle: '24h', ...(batch === null ? {} : { batchRecords: batch }) },
    http: { port: 0 },
    reload: { watch: false },
  };
}

/** Its log is a JSON object a line; what is none comes from Node itself. */
function saidIn(line: string): {
  readonly level?: string;
  readonly message?: string;
  readonly port?: number;
} {
  try {
    return JSON.parse(line) as { readonly level?: string };
  } catch {
    return {};
  }
}
