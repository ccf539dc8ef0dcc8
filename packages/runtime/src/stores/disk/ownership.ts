import { StaleOwner } from '../../ports/state-store.ts';
import type { Disk } from './disk.ts';
import { ownerEpoch, ownerName, parseSegmentName } from './file-names.ts';
import { hasCode } from './store-errors.ts';

/**
 * Who owns a partition, when several processes share its folder and no lock can be trusted: whoever holds one may have been
 * stopped for an hour and go on in the middle of a write.
 *
 * A claim makes the file `owner-<epoch>`, whose number is higher than any that is there; only one can make it, and the
 * highest wins. Nobody is kept from writing; what a former owner writes is kept from counting:
 *
 * 1. An owner makes its file before it reads, and says in the first frame of its first segment which segments from before
 *    count, and to which length. From then on, what anybody else appends is behind the length or in a file not named.
 * 2. An owner has committed when it has written the whole frame and *then* seen no higher owner. Any higher one makes its
 *    file later, so it reads later, so it finds the frame: what was acknowledged is never lost.
 * 3. If it does see a higher one, the frame may count (it was written before the other read) or not. The owner is told
 *    `StaleOwner` in both cases; the new owner has the frame wholly or not at all.
 * 4. Files are removed only by an owner that wrote durably that they do not count and *then* saw no higher owner: all that
 *    come later read that. So nobody relies on a file that another one removes; an owner that finds one missing was
 *    overtaken while it read, and says so.
 *
 * Of two that claim at once, both may read the same past and both write a first frame. Readers take the highest: whatever
 * the lower one appends after the higher one has read fails by 2.
 */
export class Ownership {
  readonly epoch: number;
  private readonly disk: Disk;
  private readonly folder: string;

  private constructor(disk: Disk, folder: string, epoch: number) {
    this.disk = disk;
    this.folder = folder;
    this.epoch = epoch;
  }

  static async take(disk: Disk, folder: string): Promise<Ownership> {
    for (;;) {
      const names = await disk.list(folder);
      const epoch = highest(names) + 1;
      try {
        const file = await disk.createExclusive(`${folder}/${ownerName(epoch)}`);
        await file.close();
      } catch (error) {
        // Somebody else took the number. Each time around there is a new owner, so this ends.
        if (hasCode(error, 'EEXIST')) continue;
        throw error;
      }
      await disk.syncFolder(folder);
      await removeLower(disk, folder, names, epoch);
      return new Ownership(disk, folder, epoch);
    }
  }

  /** Throws `StaleOwner` if somebody claimed the partition later. */
  async check(): Promise<void> {
    for (const name of await this.disk.list(this.folder)) {
      const epoch = ownerEpoch(name);
      if (epoch !== null && epoch > this.epoch) {
        throw new StaleOwner(`${this.folder}: owner ${epoch} has taken over from owner ${this.epoch}`);
      }
    }
  }
}

/** Segments count too: an owner's file looks like one that somebody may remove by hand. */
function highest(names: readonly string[]): number {
  let epoch = 0;
  for (const name of names) {
    epoch = Math.max(epoch, ownerEpoch(name) ?? 0, parseSegmentName(name)?.epoch ?? 0);
  }
  return epoch;
}

/** Whoever looks finds the highest, so the others say nothing any more. */
async function removeLower(
  disk: Disk,
  folder: string,
  names: readonly string[],
  epoch: number,
): Promise<void> {
  for (const name of names) {
    if ((ownerEpoch(name) ?? epoch) >= epoch) continue;
    // Another claim may remove it at the same time; that it stays is harmless.
    await disk.remove(`${folder}/${name}`).catch(() => {});
  }
}
