import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';

/** Which core does what. Without `taskset`, or with one core, the system decides. */
export interface Cores {
  readonly text: string;
  /** The n-th worker: the first has a core of its own, the others share that of the broker. */
  worker(n: number): readonly string[];
  /** All that makes or reads events. */
  readonly others: readonly string[];
  /** Keeps a process that runs already to the others' core; gives what undoes it. */
  hold(pid: number): () => void;
}

const TASKSET = 'taskset';

export function findCores(): Cores {
  if (cpus().length < 2 || !hasTaskset()) {
    return { text: 'not pinned', worker: () => [], others: [], hold: () => () => {} };
  }
  return {
    text: 'one worker: core 0; broker, clients and other workers: core 1',
    worker: (n) => [TASKSET, '-c', n === 0 ? '0' : '1'],
    others: [TASKSET, '-c', '1'],
    hold: (pid) => {
      const before = affinity(pid);
      pin(pid, '1');
      return () => pin(pid, before);
    },
  };
}

function hasTaskset(): boolean {
  try {
    execFileSync(TASKSET, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function affinity(pid: number): string {
  return (
    execFileSync(TASKSET, ['-cp', String(pid)], { encoding: 'utf8' })
      .split(': ')[1]
      ?.trim() ?? '0-1'
  );
}

function pin(pid: number, cores: string): void {
  try {
    // With all of its threads.
    execFileSync(TASKSET, ['-acp', cores, String(pid)], { stdio: 'ignore' });
  } catch {
    // It has ended, or is another user's.
  }
}
