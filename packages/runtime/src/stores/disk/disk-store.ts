import { type PartitionStore, type StateStore, StoreUnavailable } from '../../ports/state-store.ts';
import { checkBundle, isVersion } from '../kept-bundle.ts';
import { BundleFolder } from './bundle-folder.ts';
import { claimPartition } from './claim-partition.ts';
import type { Disk } from './disk.ts';
import { DiskPartition } from './disk-partition.ts';
import { BUNDLE_FOLDER, FORMAT, markedFormat, markerName, partitionFolder } from './file-names.ts';
import { nodeDisk } from './node-disk.ts';
import { asUnavailable, ForeignFolder, hasCode } from './store-errors.ts';

export interface DiskStoreOptions {
  readonly folder: string;
  /** A segment that is longer is not appended to any more. */
  readonly segmentBytes?: number;
  readonly disk?: Disk;
  /** Told what recovery found and could deal with. */
  readonly log?: (message: string) => void;
}

const SEGMENT_BYTES = 16 * 1024 * 1024;

/** Made by file systems themselves, in the root of a volume that is otherwise empty. */
const OF_FILE_SYSTEMS: ReadonlySet<string> = new Set(['lost+found']);

/**
 * State in a folder of this machine: the default. Throws `ForeignFolder` when the folder is somebody else's, and
 * `StoreUnavailable` when it cannot be used now.
 */
export async function openDiskStore(options: DiskStoreOptions): Promise<StateStore> {
  const { folder, disk = nodeDisk, segmentBytes = SEGMENT_BYTES, log = () => {} } = options;
  try {
    await disk.makeFolder(folder);
    await claimFolder(disk, folder);
  } catch (error) {
    throw asUnavailable(folder, error);
  }
  return new DiskStore(disk, folder, segmentBytes, log);
}

async function claimFolder(disk: Disk, folder: string): Promise<void> {
  const names = (await disk.list(folder)).filter((name) => !OF_FILE_SYSTEMS.has(name));
  const formats = names.map(markedFormat).filter((format) => format !== null);
  if (formats.length === 1 && formats[0] === String(FORMAT)) {
    // Whoever made it may have crashed before this: then a power loss would take the mark from a folder that holds state.
    await disk.syncFolder(folder);
    return;
  }
  if (formats.length > 0) {
    throw new ForeignFolder(
      `${folder}: holds state in the form ${formats.join(', ')}; this version of nudge reads the form ${FORMAT}. ` +
        'Use that version, or another folder',
    );
  }
  if (names.length > 0) {
    throw new ForeignFolder(
      `${folder}: holds something that is not state of nudge (${names.sort().slice(0, 3).join(', ')}). Use an empty folder`,
    );
  }
  try {
    const file = await disk.createExclusive(`${folder}/${markerName()}`);
    await file.close();
  } catch (error) {
    // Another process was as early.
    if (!hasCode(error, 'EEXIST')) throw error;
  }
  await disk.syncFolder(folder);
}

class DiskStore implements StateStore {
  private readonly disk: Disk;
  private readonly folder: string;
  private readonly segmentBytes: number;
  private readonly log: (message: string) => void;
  private readonly bundles: BundleFolder;
  private readonly claimed = new Map<number, DiskPartition>();
  private closed = false;

  constructor(disk: Disk, folder: string, segmentBytes: number, log: (message: string) => void) {
    this.disk = disk;
    this.folder = folder;
    this.segmentBytes = segmentBytes;
    this.log = log;
    this.bundles = new BundleFolder(disk, folder, log);
  }

  async claim(partition: number): Promise<PartitionStore> {
    this.expectOpen();
    const folder = `${this.folder}/${partitionFolder(partition)}`;
    try {
      await this.disk.makeFolder(folder);
      await this.disk.syncFolder(this.folder);
      const claimed = await claimPartition(this.disk, folder, this.log);
      const owner = new DiskPartition(this.disk, folder, this.segmentBytes, claimed, (released) => {
        if (this.claimed.get(partition) === released) this.claimed.delete(partition);
      });
      this.keep(partition, owner);
      return owner;
    } catch (error) {
      throw asUnavailable(folder, error);
    }
  }

  async keepBundle(version: string, bytes: Uint8Array): Promise<void> {
    checkBundle(version, bytes);
    this.expectOpen();
    await this.orUnavailable(() => this.bundles.put(version, bytes));
  }

  async bundle(version: string): Promise<Uint8Array | null> {
    this.expectOpen();
    return isVersion(version) ? this.orUnavailable(() => this.bundles.get(version)) : null;
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const owner of [...this.claimed.values()]) await owner.release();
  }

  private expectOpen(): void {
    if (this.closed) throw new StoreUnavailable(`${this.folder}: the store was closed`);
  }

  private async orUnavailable<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw asUnavailable(`${this.folder}/${BUNDLE_FOLDER}`, error);
    }
  }

  /** Of two owners of a partition the one from before must not hold its file and its memory for ever. */
  private keep(partition: number, owner: DiskPartition): void {
    const other = this.claimed.get(partition);
    // Claims at the same time may end in any order.
    if (other !== undefined && other.epoch > owner.epoch) {
      owner.overtaken();
      return;
    }
    other?.overtaken();
    this.claimed.set(partition, owner);
  }
}
