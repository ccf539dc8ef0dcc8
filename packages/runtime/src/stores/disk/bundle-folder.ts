import { randomUUID } from 'node:crypto';
import { BUNDLES_KEPT } from '../kept-bundle.ts';
import { bundleFile, bundleInFile } from './bundle-file.ts';
import type { AppendFile, Disk } from './disk.ts';
import {
  BUNDLE_FOLDER,
  type BundleName,
  bundleName,
  inOrderOfPutting,
  parseBundleName,
} from './file-names.ts';
import { hasCode } from './store-errors.ts';

/**
 * The bundles beside the partitions, a file for each. Any number of processes may put and look at the same time.
 *
 * A bundle is written under an unfinished name and renamed when it is safe on the disk, so that a crash takes nothing from
 * those that are there. Its number is higher than any that was seen: the highest were put last. Files are removed only
 * once the new one is safe.
 */
export class BundleFolder {
  private readonly disk: Disk;
  private readonly above: string;
  private readonly folder: string;
  private readonly tell: (message: string) => void;

  constructor(disk: Disk, above: string, tell: (message: string) => void) {
    this.disk = disk;
    this.above = above;
    this.folder = `${above}/${BUNDLE_FOLDER}`;
    this.tell = tell;
  }

  async put(version: string, bytes: Uint8Array): Promise<void> {
    await this.disk.makeFolder(this.folder);
    await this.disk.syncFolder(this.above);
    for (;;) {
      const names = await this.names();
      const last = names.findLast(({ unfinished }) => unfinished === null);
      if (last?.version === version && (await this.holds(last, bytes))) {
        // Whoever put it may have crashed before this.
        await this.disk.syncFolder(this.folder);
        return;
      }
      const name = { number: (names.at(-1)?.number ?? 0) + 1, version, unfinished: null };
      if (!(await this.write(name, bytes))) continue;
      // It is safe: that others stay is harmless, and whoever puts the next one tries again.
      await this.removeOthers(name.number).catch(() => {});
      return;
    }
  }

  /** A file that is damaged is told, and is as if it was not there: nothing else depends on it. */
  async get(version: string): Promise<Uint8Array | null> {
    for (;;) {
      const names = (await this.names()).filter(
        (name) => name.version === version && name.unfinished === null,
      );
      try {
        for (const name of names.reverse()) {
          const bytes = await this.read(name);
          if (bytes !== null) return bytes;
          this.tell(`${this.pathOf(name)}: is damaged; it is left out`);
        }
        return null;
      } catch (error) {
        // Somebody put it again, or newer ones, since the names were read.
        if (!hasCode(error, 'ENOENT')) throw error;
      }
    }
  }

  /** In the order in which they were put. */
  private async names(): Promise<BundleName[]> {
    try {
      const names = await this.disk.list(this.folder);
      return names
        .map(parseBundleName)
        .filter((name) => name !== null)
        .sort(inOrderOfPutting);
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return [];
      throw error;
    }
  }

  /** `false`: somebody else was in the way, and it is to be tried anew. They got on meanwhile, so this ends. */
  private async write(name: BundleName, bytes: Uint8Array): Promise<boolean> {
    // A name that nobody else takes: others may remove it, and must not be able to put theirs in its place. No more depends
    // on it, so that it may be left to chance.
    const unfinished = this.pathOf({ ...name, unfinished: randomUUID() });
    const file = await this.disk.createExclusive(unfinished);
    try {
      await writeWhole(file, bundleFile(name.version, bytes));
      await this.disk.rename(unfinished, this.pathOf(name));
    } catch (error) {
      // Who put another one meanwhile took it for something that a crash had left.
      if (hasCode(error, 'ENOENT')) return false;
      // On a full disk its bytes are somebody's room.
      await this.disk.remove(unfinished).catch(() => {});
      throw error;
    }
    await this.disk.syncFolder(this.folder);
    return true;
  }

  /** What was put long ago or put again since, and what crashes left of files with lower numbers than this. */
  private async removeOthers(number: number): Promise<void> {
    const kept = new Set<string>();
    for (const name of (await this.names()).reverse()) {
      const isFinished = name.unfinished === null;
      const isOld = isFinished ? kept.has(name.version) || kept.size === BUNDLES_KEPT : name.number < number;
      if (isOld) await this.remove(name);
      else if (isFinished) kept.add(name.version);
    }
  }

  /** Others may remove it at the same time. */
  private async remove(name: BundleName): Promise<void> {
    await this.disk.remove(this.pathOf(name)).catch(() => {});
  }

  private async holds(name: BundleName, bytes: Uint8Array): Promise<boolean> {
    try {
      const found = await this.read(name);
      return found !== null && Buffer.compare(found, bytes) === 0;
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return false;
      throw error;
    }
  }

  /** `null`: damaged. */
  private async read(name: BundleName): Promise<Uint8Array | null> {
    return bundleInFile(name.version, await this.disk.read(this.pathOf(name)));
  }

  private pathOf(name: BundleName): string {
    return `${this.folder}/${bundleName(name)}`;
  }
}

async function writeWhole(file: AppendFile, content: Uint8Array): Promise<void> {
  try {
    await file.write(content);
    await file.sync();
  } finally {
    await file.close();
  }
}
