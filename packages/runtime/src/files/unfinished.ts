/**
 * What was begun under a temporary name and must not outlive the process: removed when the process exits, whether
 * by itself, by an exception, or by a signal. (Only SIGKILL and a crash of the machine leave the temporary file.)
 *
 * Signals are listened to only while something is unfinished, because a listener takes away the signal's default: a
 * process that is busy computing would no longer stop at Ctrl-C.
 */
import { rmSync } from 'node:fs';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
// The one list of the process, as the exit that it waits for is the process's too.
const unfinished = new Set<string>();

export function startUnfinished(path: string): void {
  if (unfinished.size === 0) {
    process.on('exit', removeAll);
    for (const signal of signals) process.on(signal, dieOf);
  }
  unfinished.add(path);
}

export function endUnfinished(path: string): void {
  if (!unfinished.delete(path) || unfinished.size > 0) return;
  process.off('exit', removeAll);
  for (const signal of signals) process.off(signal, dieOf);
}

function removeAll(): void {
  for (const path of unfinished) rmSync(path, { recursive: true, force: true });
}

function dieOf(signal: NodeJS.Signals): void {
  for (const path of [...unfinished]) {
    rmSync(path, { recursive: true, force: true });
    endUnfinished(path);
  }
  // With our listener gone the signal does what it always does, so the parent sees what the process died of.
  process.kill(process.pid, signal);
}
