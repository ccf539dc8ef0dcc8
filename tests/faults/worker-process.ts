import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { Gauges } from './gauges.ts';

const ROOT = join(import.meta.dirname, '../..');
export const MAIN: string = join(ROOT, 'packages/runtime/dist/main.js');
const PRELOADS = ['with-parent.mjs', 'skewed-clock.mjs', 'told.mjs'].map((name) =>
  join(import.meta.dirname, 'preload', name),
);

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** One life of a worker: the deployed program, as a process of its own. */
export class WorkerProcess {
  readonly name: string;
  readonly ended: Promise<Ended>;
  /** Lines that say more than that all is well. */
  readonly complaints: string[] = [];
  hasEnded = false;
  private readonly child: ChildProcess;
  private port: number | null = null;

  constructor(name: string, configFile: string, logFile: string, env: Readonly<Record<string, string>>) {
    this.name = name;
    const imports = PRELOADS.flatMap((path) => ['--import', path]);
    const args = ['--no-warnings', ...imports, MAIN, 'run', '--config', configFile];
    this.child = spawn(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], ...env },
    });
    const log = createWriteStream(logFile, { flags: 'a' });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on('line', (line) => {
        if (!log.writableEnded) log.write(`${name} ${line}\n`);
        this.heard(line);
      });
    }
    this.ended = new Promise((resolve) => {
      this.child.on('close', (code, signal) => {
        this.hasEnded = true;
        log.end();
        resolve({ code, signal });
      });
    });
  }

  private heard(line: string): void {
    let said: { readonly level?: string; readonly message?: string; readonly port?: number };
    try {
      said = JSON.parse(line);
    } catch {
      said = { level: 'error' };
    }
    if (said.message === 'listens' && said.port !== undefined) this.port = said.port;
    if (said.level === 'error') this.complaints.push(line);
  }

  send(signal: NodeJS.Signals): void {
    if (!this.hasEnded) this.child.kill(signal);
  }

  /** What it says of itself; `null` where it does not answer. */
  async gauges(): Promise<Gauges | null> {
    if (this.port === null || this.hasEnded) return null;
    try {
      const signal = AbortSignal.timeout(2_000);
      const answer = await fetch(`http://127.0.0.1:${this.port}/metrics`, { signal });
      return new Gauges(await answer.text());
    } catch {
      return null;
    }
  }

  /** Memory that it holds, as the kernel says. */
  get residentBytes(): number {
    try {
      const text = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
      return Number(/^VmRSS:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) * 1024;
    } catch {
      return 0;
    }
  }
}
