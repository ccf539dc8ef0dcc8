import * as fs from 'node:fs';
import { mkdir, readdir, readFile, rename, unlink } from 'node:fs/promises';
import { promisify } from 'node:util';
import { syncFolder } from '../../files/sync-folder.ts';
import type { AppendFile, Disk } from './disk.ts';

/** States say much about people: nobody else on the machine has to read them. */
const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

// The calls of every commit go by descriptor: a `FileHandle` costs a wrapper and several promises for each.
const openFile = promisify(fs.open);
const closeFile = promisify(fs.close);
const syncFile = promisify(fs.fdatasync);
const truncateFile = promisify(fs.ftruncate);

/** The file system of the machine. */
export const nodeDisk: Disk = {
  async makeFolder(folder) {
    await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
  },
  list: (folder) => readdir(folder),
  read: (path) => readFile(path),
  async createExclusive(path) {
    return appendTo(await openFile(path, 'ax', FILE_MODE));
  },
  remove: (path) => unlink(path),
  rename: (from, to) => rename(from, to),
  syncFolder,
};

function appendTo(descriptor: number): AppendFile {
  return {
    async write(bytes) {
      for (let from = 0; from < bytes.length; ) from += await writeSome(descriptor, bytes, from);
    },
    sync: () => syncFile(descriptor),
    truncate: (length) => truncateFile(descriptor, length),
    close: () => closeFile(descriptor),
  };
}

function writeSome(descriptor: number, bytes: Uint8Array, from: number): Promise<number> {
  return new Promise((resolve, reject) => {
    fs.write(descriptor, bytes, from, bytes.length - from, null, (error, written) => {
      if (error === null) resolve(written);
      else reject(error);
    });
  });
}
