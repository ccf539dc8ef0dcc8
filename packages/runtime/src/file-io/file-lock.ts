import { randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { asFileProblem, FileProblem } from '../files/file-problem.ts';
import type { Clock } from '../ports/clock.ts';

/** Locks of this process: one with our process id that is not among them is left from a process of another boot. */
const heldHere = new Set<string>();

const WAIT_MS = 5;
const WAITS_MAX = 6_000;

interface Holder {
  readonly token: string;
  readonly pid: number;
  readonly host: string;
}

/**
 * Does `act` while no other process of this machine does something under the same lock file. Node has no locks of the
 * system, so a process that dies leaves the file behind: the next one sees that its process is gone and removes it.
 * Throws `FileProblem` when the lock cannot be had.
 */
export async function withLock<T>(path: string, clock: Clock, act: () => Promise<T>): Promise<T> {
  const holder: Holder = { token: randomUUID(), pid: process.pid, host: hostname() };
  const key = `${path}.${holder.token}.tmp`;
  heldHere.add(holder.token);
  try {
    await writeFile(key, JSON.stringify(holder));
    for (let waits = 0; !(await take(path, key)); waits++) {
      const other = await holderOf(path);
      if (other !== null && isGone(other)) await breakLock(path, other, key);
      else if (waits >= WAITS_MAX) throw inUse(path, other);
      else await clock.sleep(WAIT_MS);
    }
    try {
      return await act();
    } finally {
      await rm(path, { force: true });
    }
  } catch (error) {
    throw asFileProblem(path, error);
  } finally {
    await rm(key, { force: true });
    heldHere.delete(holder.token);
  }
}

/**
 * Of several who find a lock left behind, one may remove it: who has made the file of its token. Looked at again by that
 * one, it is either still there, and then nobody else can remove or replace it, or gone already.
 */
async function breakLock(path: string, left: Holder, key: string): Promise<void> {
  const right = `${path}.${left.token}`;
  if (!(await take(right, key))) {
    const other = await holderOf(right);
    if (other !== null && isGone(other)) await rm(right, { force: true });
    return;
  }
  try {
    if ((await holderOf(path))?.token === left.token) await rm(path, { force: true });
  } finally {
    await rm(right, { force: true });
  }
}

/** A link appears with its content, or not at all. `false`: it is there. */
async function take(path: string, key: string): Promise<boolean> {
  try {
    await link(key, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** `null`: it is not there any more. */
async function holderOf(path: string): Promise<Holder | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder;
  } catch {
    return null;
  }
}

function isGone({ token, pid, host }: Holder): boolean {
  // Whether a process of another machine lives cannot be seen from here.
  if (host !== hostname()) return false;
  if (pid === process.pid) return !heldHere.has(token);
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

function inUse(path: string, holder: Holder | null): FileProblem {
  const who = holder === null ? 'somebody' : `process ${holder.pid} on ${holder.host}`;
  return new FileProblem(path, `is held by ${who}; if that is not running any more, remove this file`);
}
