import { type ChildProcess, spawn } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Job, Said, Told } from './job.ts';

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));

/** A process beside the workers. */
export interface Child<Result> {
  readonly ready: Promise<void>;
  readonly done: Promise<Result>;
  tell(told: Told): void;
  /** At once, if it still runs. */
  kill(): void;
}

export function startChild<Result>(
  job: Job,
  pinned: readonly string[],
  onProgress: (events: number) => void = () => {},
): Child<Result> {
  const child = spawnNode([CHILD, JSON.stringify(job)], pinned);
  const ready = Promise.withResolvers<void>();
  const done = Promise.withResolvers<Result>();
  const fail = (message: string): void => {
    const error = new Error(`${job.kind}: ${message}`);
    ready.reject(error);
    done.reject(error);
  };
  // Who waits for one only must not fall over the other.
  ready.promise.catch(() => {});
  done.promise.catch(() => {});
  child.on('message', (message) => {
    const said = message as Said<Result>;
    if (said.kind === 'ready') ready.resolve();
    else if (said.kind === 'progress') onProgress(said.events);
    else if (said.kind === 'done') done.resolve(said.result);
    else fail(said.message);
  });
  child.on('error', (error) => fail(error.message));
  child.on('close', (code, signal) => fail(`its process ended with ${signal ?? code}`));
  return {
    ready: ready.promise,
    done: done.promise,
    tell: (told) => void child.send(told),
    kill: () => void child.kill('SIGKILL'),
  };
}

/** `pinned` runs what follows it on some cores only; the channel goes through it. */
function spawnNode(args: readonly string[], pinned: readonly string[]): ChildProcess {
  // kafkajs reckons a wait below 0 (its issue 1751), of which Node warns each time.
  const [file = '', ...rest] = [...pinned, process.execPath, ...process.execArgv, '--no-warnings', ...args];
  return spawn(file, rest, {
    env: { ...process.env, KAFKAJS_NO_PARTITIONER_WARNING: '1' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}
