import type { Disk } from './disk.ts';
import { inOrder, parseSegmentName, type SegmentName, segmentName } from './file-names.ts';
import { type Frame, hasFrameBehind, type PastSegment, readFrame } from './frame.ts';
import { DamagedStore } from './store-errors.ts';

/** The last segment that was begun: it says what counts. */
export interface Tip {
  readonly name: SegmentName;
  /** All segments before it that count, in order. */
  readonly past: readonly PastSegment[];
  /** What commits changed that stand in it, the last one excepted. */
  readonly bodies: readonly Uint8Array[];
  /** Their length in the file. */
  readonly length: number;
  /** The last commit, of which nobody knows whether it is safe on the disk. */
  readonly lastBody: Uint8Array;
}

/** Finds the tip among the names of a folder; `null`: nothing was ever committed. Throws `DamagedStore`. */
export async function readTip(
  disk: Disk,
  folder: string,
  names: readonly string[],
  log: (message: string) => void,
): Promise<Tip | null> {
  const segments = names.map(parseSegmentName).filter((name) => name !== null);
  for (const name of segments.sort(inOrder).reverse()) {
    const path = `${folder}/${segmentName(name)}`;
    const bytes = await disk.read(path);
    const tip = tipOf(path, name, bytes, log);
    if (tip !== null) return tip;
    log(`${path}: was begun, but its first commit was never completed; it is left out`);
  }
  return null;
}

function tipOf(
  path: string,
  name: SegmentName,
  bytes: Uint8Array,
  log: (message: string) => void,
): Tip | null {
  const frames: Frame[] = [];
  let end = 0;
  for (let frame = readFrame(bytes, name, 0); frame !== null; frame = readFrame(bytes, name, end)) {
    frames.push(frame);
    end = frame.end;
  }
  if (end < bytes.length) {
    if (hasFrameBehind(bytes, name, end)) throw damaged(path, end);
    if (end > 0)
      log(
        `${path}: the last ${bytes.length - end} bytes are of a commit that was never completed; they are cut`,
      );
  }
  const first = frames[0];
  const last = frames.at(-1);
  if (first === undefined || last === undefined) return null;
  if (first.past === null) throw damaged(path, 0);
  const dropped = new Set(frames.flatMap((frame) => frame.dropped.map(segmentName)));
  return {
    name,
    past: first.past.filter((segment) => !dropped.has(segmentName(segment))),
    bodies: frames.slice(0, -1).map((frame) => frame.body),
    length: frames.length === 1 ? 0 : (frames.at(-2) as Frame).end,
    lastBody: last.body,
  };
}

/** The commits of a segment from before. All of it was safe when it was named, so any flaw is damage. */
export async function readPast(disk: Disk, folder: string, segment: PastSegment): Promise<Uint8Array[]> {
  const path = `${folder}/${segmentName(segment)}`;
  // A former owner may have appended more; that does not count.
  const bytes = (await disk.read(path)).subarray(0, segment.length);
  const bodies: Uint8Array[] = [];
  for (let at = 0; at < segment.length; ) {
    const frame = readFrame(bytes, segment, at);
    if (frame === null) throw damaged(path, at);
    bodies.push(frame.body);
    at = frame.end;
  }
  return bodies;
}

function damaged(path: string, offset: number): DamagedStore {
  return new DamagedStore(
    `${path}: damaged at byte ${offset}: commits that were acknowledged cannot be read. ` +
      'Restore the folder from a copy, or remove it to begin anew from the input',
  );
}
