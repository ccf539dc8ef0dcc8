import type { AppendFile, Disk } from '../../../packages/runtime/src/stores/disk/disk.ts';
import type { Network } from '../base/network.ts';
import type { SimProcess } from '../base/sim-process.ts';

/**
 * A disk on which everything takes virtual time, so that a process may be killed, stopped or overtaken between any two
 * operations of a commit.
 */
export function slowDisk(inner: Disk, process: SimProcess, network: Network): Disk {
  const slow = <T>(what: string, act: () => Promise<T>): Promise<T> => network.call(process, what, act);
  return {
    makeFolder: (folder) => slow('make a folder', () => inner.makeFolder(folder)),
    list: (folder) => slow('list', () => inner.list(folder)),
    read: (path) => slow('read', () => inner.read(path)),
    createExclusive: async (path) => slowFile(await slow('create', () => inner.createExclusive(path)), slow),
    remove: (path) => slow('remove', () => inner.remove(path)),
    rename: (from, to) => slow('rename', () => inner.rename(from, to)),
    syncFolder: (folder) => slow('sync a folder', () => inner.syncFolder(folder)),
  };
}

function slowFile(
  inner: AppendFile,
  slow: <T>(what: string, act: () => Promise<T>) => Promise<T>,
): AppendFile {
  return {
    write: (bytes) => slow('write', () => inner.write(bytes)),
    sync: () => slow('sync', () => inner.sync()),
    truncate: (length) => slow('truncate', () => inner.truncate(length)),
    close: () => inner.close(),
  };
}
