import type { AppendFile, Disk } from './disk.ts';
import { type SegmentName, segmentName } from './file-names.ts';
import type { Ownership } from './ownership.ts';

/** The segment file that an owner appends to. After any failure it is to be given up: a new owner begins a new file. */
export class PartitionLog {
  private readonly disk: Disk;
  private readonly folder: string;
  private readonly ownership: Ownership;
  private file: AppendFile | null = null;
  private length = 0;

  constructor(disk: Disk, folder: string, ownership: Ownership) {
    this.disk = disk;
    this.folder = folder;
    this.ownership = ownership;
  }

  /** Appends a frame as the first one of a new segment. */
  async begin(name: SegmentName, frame: Uint8Array): Promise<void> {
    await this.close();
    this.file = await this.disk.createExclusive(`${this.folder}/${segmentName(name)}`);
    this.length = 0;
    await this.write(this.file, frame);
    await this.file.sync();
    // The name has to be as safe as the content, before anybody is told that it counts.
    await this.disk.syncFolder(this.folder);
    await this.ownership.check();
  }

  /** When this resolves, the frame is safe on the disk, and counts. */
  async append(frame: Uint8Array): Promise<void> {
    const { file } = this;
    if (file === null) throw new Error('no segment was begun');
    await this.write(file, frame);
    // The look at the owners has to come after the write, not after the sync: a new owner reads what was written, and makes
    // its own copy of the last frame, so it does not need it to be safe. Whether it is safe decides what *this* owner says.
    await all([file.sync(), this.ownership.check()]);
  }

  async close(): Promise<void> {
    const { file } = this;
    this.file = null;
    await file?.close();
  }

  private async write(file: AppendFile, frame: Uint8Array): Promise<void> {
    try {
      await file.write(frame);
    } catch (error) {
      // Not whole, so it never counts; but on a full disk its bytes are somebody's room. After a failed `sync` nothing is
      // touched: what stands there may be whole, and the next owner decides.
      await file.truncate(this.length).catch(() => {});
      throw error;
    }
    this.length += frame.length;
  }
}

/** Both have ended before a failure is passed on, so that nothing is under way in a file that is then closed. */
async function all(tasks: readonly Promise<void>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(tasks)) {
    if (outcome.status === 'rejected') throw outcome.reason;
  }
}
