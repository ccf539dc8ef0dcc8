import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Runs `work` while no other process holds `folder`.
 *
 * The lock is a folder with one file, named after its owner. It appears by a rename, so it never stands without
 * an owner. A dead owner's lock is cleared by removing *that owner's* file and then the folder if it is empty:
 * neither touches the lock of someone who came in between, so two that clear at once cannot both end up inside.
 *
 * @template T
 * @param {string} folder
 * @param {() => Promise<T>} work
 * @param {() => void} [onWait] called once when the lock is taken by someone alive
 * @returns {Promise<T>}
 */
export async function withLock(folder, work, onWait) {
  const owner = ownerName(process.pid);
  let waited = false;
  while (!take(folder, owner)) {
    const holder = holderOf(folder);
    if (holder !== undefined && !isAlive(holder)) {
      rmSync(join(folder, holder), { force: true });
    } else if (holder !== undefined) {
      if (!waited) onWait?.();
      waited = true;
      await sleep(50);
    }
    removeIfEmpty(folder);
  }
  const release = () => {
    rmSync(join(folder, owner), { force: true });
    removeIfEmpty(folder);
  };
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

/** @param {string} folder @param {string} owner */
function take(folder, owner) {
  mkdirSync(dirname(folder), { recursive: true });
  const prepared = mkdtempSync(`${folder}-`);
  writeFileSync(join(prepared, owner), '');
  try {
    renameSync(prepared, folder);
    return true;
  } catch {
    rmSync(prepared, { recursive: true, force: true });
    return false;
  }
}

/** @param {string} folder */
function holderOf(folder) {
  try {
    return readdirSync(folder)[0];
  } catch {
    return undefined;
  }
}

/** @param {string} folder */
function removeIfEmpty(folder) {
  try {
    rmdirSync(folder);
  } catch {
    // Gone already, or taken.
  }
}

/**
 * A process by its id and, where the system tells, its start: ids come round again, quickly in a container.
 *
 * @param {number} pid
 */
export function ownerName(pid) {
  return `${pid}-${startOf(pid)}`;
}

/** @param {string} name */
function isAlive(name) {
  const pid = Number(name.split('-')[0]);
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH') return false;
  }
  return name === ownerName(pid);
}

/** @param {number} pid */
function startOf(pid) {
  try {
    // Field 22 of proc_pid_stat(5); the second field may hold spaces, so count from behind its bracket.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '0';
  } catch {
    return '0';
  }
}
