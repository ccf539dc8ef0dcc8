import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { ownerName } from '../toolchain/lock.mjs';
import { waitUntil } from './wait.mjs';

/** @typedef {import('./state.mjs').ServiceProcess} ServiceProcess */

/**
 * Starts a process that outlives this one; what it says goes to its log.
 *
 * @param {ServiceProcess} one
 */
export function launch(one) {
  const log = openSync(one.log, 'a');
  const child = spawn(one.file, [...one.args], {
    cwd: one.cwd,
    detached: true,
    stdio: ['ignore', log, log],
    ...(one.user ?? {}),
  });
  closeSync(log);
  // A program that is not there has no pid: whoever waits for the process sees that it does not live.
  child.on('error', () => {});
  child.unref();
  one.pid = child.pid ?? null;
  one.owner = one.pid === null ? null : ownerName(one.pid);
}

/** @param {{ pid: number | null, owner: string | null }} one */
export function isAlive({ pid, owner }) {
  if (pid === null) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH') return false;
  }
  return owner === ownerName(pid) && !isZombie(pid);
}

/**
 * Sends the signal and waits for the end; what has not ended by then is killed.
 *
 * @param {ServiceProcess} one
 * @param {NodeJS.Signals} signal
 */
export async function end(one, signal) {
  for (const next of [signal, /** @type {const} */ ('SIGKILL')]) {
    if (one.pid === null || !isAlive(one)) return;
    process.kill(one.pid, next);
    if (await waitUntil(() => !isAlive(one), 15_000)) return;
  }
}

/** @param {ServiceProcess} one */
export function endOfLog(one) {
  try {
    return readFileSync(one.log, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
  } catch {
    return '';
  }
}

/**
 * Dead, but its parent has not asked for its exit code, as in a container whose first process asks for none.
 *
 * @param {number} pid
 */
function isZombie(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
  } catch {
    return false;
  }
}
