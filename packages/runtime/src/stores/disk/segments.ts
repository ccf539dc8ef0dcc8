import { inOrder, type SegmentName } from './file-names.ts';
import type { PastSegment } from './frame.ts';
import { RowList } from './row-list.ts';

/** A segment file whose content counts, and how much of it still does. */
export interface Segment extends SegmentName {
  /** By which tables name it. */
  readonly id: number;
  /** Bytes of the file that count; those of a former owner behind them do not. */
  length: number;
  /** Users and rows whose last copy is here, and their bytes. */
  liveEntries: number;
  liveBytes: number;
  /** Of the entries: rows. */
  liveRows: number;
  /** The users that were ever written here, by their rows in `UserTable`: cleaning need not read the file. */
  readonly userRows: RowList;
}

/**
 * How much more than the live bytes the files (without the one that is written to) may hold before the emptiest is cleaned.
 * At 2.5, at least one is no more than two fifths alive, so that moving two bytes gives back five: the files cannot outgrow
 * it while each commit moves as much as it adds.
 */
const SPACE_FACTOR = 2.5;

/** The segments of a partition: which there are, which one is written to, which one is worth cleaning. */
export class Segments {
  private readonly byId = new Map<number, Segment>();
  private nextId = 0;
  private last: Segment | null = null;
  private emptied: Segment[] = [];
  private cleaned: Segment | null = null;
  private totalBytes = 0;
  private liveBytes = 0;

  get current(): Segment {
    if (this.last === null) throw new Error('no segment was begun');
    return this.last;
  }

  /** Of all files, as far as they count. */
  get bytes(): number {
    return this.totalBytes;
  }

  get(id: number): Segment {
    return this.byId.get(id) as Segment;
  }

  /** A segment behind all others; it is the one that is written to from now on. */
  begin({ epoch, number }: SegmentName): Segment {
    const id = this.nextId++;
    const segment: Segment = {
      id,
      epoch,
      number,
      length: 0,
      liveEntries: 0,
      liveBytes: 0,
      liveRows: 0,
      userRows: new RowList(),
    };
    this.byId.set(id, segment);
    const before = this.last;
    this.last = segment;
    if (before !== null && before.liveEntries === 0) this.emptied.push(before);
    return segment;
  }

  grow(segment: Segment, bytes: number): void {
    segment.length += bytes;
    this.totalBytes += bytes;
  }

  gain(segment: Segment, bytes: number): void {
    segment.liveEntries++;
    segment.liveBytes += bytes;
    this.liveBytes += bytes;
  }

  lose(segment: Segment, bytes: number): void {
    segment.liveEntries--;
    segment.liveBytes -= bytes;
    this.liveBytes -= bytes;
    if (segment.liveEntries === 0 && segment !== this.last) this.emptied.push(segment);
  }

  /** What the first frame of a new segment says of those before it. */
  past(): PastSegment[] {
    return [...this.byId.values()]
      .filter((segment) => segment !== this.last)
      .map(({ epoch, number, length }) => ({ epoch, number, length }))
      .sort(inOrder);
  }

  /** Segments of which nothing is needed any more; they are forgotten. */
  takeEmptied(): SegmentName[] {
    const taken = this.emptied;
    this.emptied = [];
    for (const segment of taken) {
      this.byId.delete(segment.id);
      this.totalBytes -= segment.length;
      if (this.cleaned === segment) this.cleaned = null;
    }
    return taken.map(({ epoch, number }) => ({ epoch, number }));
  }

  /** The segment that is to be cleaned, if the files take too much; one at a time, to its end. */
  toClean(): Segment | null {
    if (this.cleaned !== null && this.cleaned.liveEntries > 0) return this.cleaned;
    this.cleaned = null;
    const olderBytes = this.totalBytes - this.current.length;
    if (olderBytes > this.liveBytes * SPACE_FACTOR) this.cleaned = this.emptiest();
    return this.cleaned;
  }

  private emptiest(): Segment | null {
    let found: Segment | null = null;
    let leastAlive = Infinity;
    for (const segment of this.byId.values()) {
      if (segment === this.last || segment.liveEntries === 0) continue;
      const alive = segment.liveBytes / segment.length;
      if (alive >= leastAlive) continue;
      found = segment;
      leastAlive = alive;
    }
    return found;
  }
}
