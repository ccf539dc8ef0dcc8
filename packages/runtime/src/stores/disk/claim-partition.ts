import type { OutboxRow } from '../../ports/effect-sink.ts';
import type { PartitionProgress } from '../../ports/state-store.ts';
import type { Disk } from './disk.ts';
import { parseSegmentName, type SegmentName, segmentName } from './file-names.ts';
import { type PastSegment, writeFrame } from './frame.ts';
import { readBody, type Tables } from './frame-body.ts';
import { FrameWriter } from './frame-writer.ts';
import { Ownership } from './ownership.ts';
import { PartitionLog } from './partition-log.ts';
import { readPast, readTip, type Tip } from './read-segments.ts';
import { RowTable } from './row-table.ts';
import { Segments } from './segments.ts';
import { DamagedStore, hasCode } from './store-errors.ts';
import { UserTable } from './user-table.ts';

export interface ClaimedPartition {
  readonly epoch: number;
  readonly progress: PartitionProgress | null;
  readonly outbox: readonly OutboxRow[];
  readonly tables: Tables;
  readonly log: PartitionLog;
}

const NO_BYTES = new Uint8Array(0);

/**
 * Takes a partition over: becomes its owner, reads how far the last one came, says in a segment of its own what of that
 * counts, and reads it. See `Ownership` for why nobody else can come in between.
 *
 * Of the past, all commits but the last are known to be safe on the disk, since each was synced before the next was
 * written. The last one may be in the system's memory only, even after a failed sync. So it is not relied on where it
 * stands, but written once more, into the new segment.
 */
export async function claimPartition(
  disk: Disk,
  folder: string,
  tell: (message: string) => void,
): Promise<ClaimedPartition> {
  const ownership = await Ownership.take(disk, folder);
  const log = new PartitionLog(disk, folder, ownership);
  try {
    const names = await disk.list(folder);
    const tip = await readTip(disk, folder, names, tell);
    const place = { epoch: ownership.epoch, number: 0 };
    const past = tip === null ? [] : pastOf(tip);
    const body = tip?.lastBody ?? NO_BYTES;
    const frame = firstFrame(place, past, body);
    // Before the rest is read: on a full disk this fails, and should fail soon.
    await log.begin(place, frame);

    const segments = new Segments();
    const tables: Tables = { segments, users: new UserTable(segments), rows: new RowTable(segments) };
    let progress: PartitionProgress | null = null;
    const apply = (name: SegmentName, length: number, bodies: readonly Uint8Array[]): void => {
      const segment = segments.begin(name);
      segments.grow(segment, length);
      for (const one of bodies) if (one.length > 0) progress = readBody(one, segment, tables);
    };
    for (const segment of past) {
      const isTip = segment.epoch === tip?.name.epoch && segment.number === tip.name.number;
      apply(segment, segment.length, isTip ? tip.bodies : await readPast(disk, folder, segment));
    }
    apply(place, frame.length, [body]);
    const outbox = tables.rows.settle();
    await removeOthers(disk, folder, names, ownership.epoch, past);
    return { epoch: ownership.epoch, progress, outbox, tables, log };
  } catch (error) {
    await log.close().catch(() => {});
    throw await reasonOf(error, ownership);
  }
}

function pastOf({ past, name, length }: Tip): readonly PastSegment[] {
  return length === 0 ? past : [...past, { ...name, length }];
}

function firstFrame(place: SegmentName, past: readonly PastSegment[], body: Uint8Array): Uint8Array {
  const writer = new FrameWriter();
  writeFrame(writer, {
    place,
    offset: 0,
    past,
    writeBody: () => writer.bytes(body),
    dropped: () => [],
  });
  return writer.written();
}

/** What no first frame names any more: segments of owners who were overtaken, and what was not removed in time. */
async function removeOthers(
  disk: Disk,
  folder: string,
  names: readonly string[],
  epoch: number,
  past: readonly PastSegment[],
): Promise<void> {
  const counts = new Set(past.map(segmentName));
  for (const name of names) {
    const segment = parseSegmentName(name);
    if (segment === null || segment.epoch > epoch || counts.has(name)) continue;
    // The next claim will try again.
    await disk.remove(`${folder}/${name}`).catch(() => {});
  }
}

/** A file that is missing was removed by a newer owner, or it is damage; and a number that is taken was ours once. */
async function reasonOf(error: unknown, ownership: Ownership): Promise<unknown> {
  if (!hasCode(error, 'ENOENT') && !hasCode(error, 'EEXIST')) return error;
  try {
    await ownership.check();
  } catch (overtaken) {
    return overtaken;
  }
  return new DamagedStore(
    `${(error as NodeJS.ErrnoException).message}: a file that holds commits is not there any more. ` +
      'Restore the folder from a copy, or remove it to begin anew from the input',
  );
}
