import { ByteArena } from '@nudge/engine';
import type { Segment, Segments } from './segments.ts';

const FIRST_ROWS = 1024;

/** Keys and dues are given in pages of so many. */
const PAGE = 1_000;

export interface KeptUser {
  readonly key: string;
  /** Good until the table is changed. */
  readonly bytes: Uint8Array;
  readonly dueMs: number;
}

/**
 * The last state of every user, in memory, and which segment holds it. A row of numbers per user in columns: an object for
 * each would cost more memory than many states do, and time whenever garbage is collected.
 */
export class UserTable {
  private readonly segments: Segments;
  private readonly rowOf = new Map<string, number>();
  private readonly keyOf: string[] = [];
  private readonly states = new ByteArena();
  private slots = new Float64Array(FIRST_ROWS);
  private dues = new Float64Array(FIRST_ROWS);
  private segmentIds = new Int32Array(FIRST_ROWS);
  private entryBytes = new Uint32Array(FIRST_ROWS);
  /** The users of a segment are a chain, so that cleaning finds them without reading its file. */
  private next = new Int32Array(FIRST_ROWS);
  private previous = new Int32Array(FIRST_ROWS);

  constructor(segments: Segments) {
    this.segments = segments;
  }

  get stateBytes(): number {
    return this.states.contentBytes;
  }

  /** Keeps a state, of which `segment` has a copy that takes `entryBytes` there. */
  put(key: string, bytes: Uint8Array, dueMs: number, entryBytes: number, segment: Segment): void {
    let row = this.rowOf.get(key);
    if (row === undefined) {
      row = this.add(key);
    } else {
      const before = this.segments.get(this.segmentIds[row] as number);
      this.unlink(row, before);
      this.segments.lose(before, this.entryBytes[row] as number);
    }
    this.slots[row] = this.states.put(bytes, this.slots[row] as number);
    this.dues[row] = dueMs;
    this.entryBytes[row] = entryBytes;
    this.link(row, segment);
    this.segments.gain(segment, entryBytes);
  }

  load(key: string): Uint8Array | null {
    const row = this.rowOf.get(key);
    return row === undefined ? null : this.states.get(this.slots[row] as number);
  }

  /** One of the users whose last copy is in a segment that has some. */
  firstIn(segment: Segment): KeptUser {
    const row = segment.firstUser;
    return {
      key: this.keyOf[row] as string,
      bytes: this.states.get(this.slots[row] as number),
      dueMs: this.dues[row] as number,
    };
  }

  *keys(): Iterable<readonly string[]> {
    for (let from = 0; from < this.keyOf.length; from += PAGE) yield this.keyOf.slice(from, from + PAGE);
  }

  *withTimer(): Iterable<readonly { readonly key: string; readonly dueMs: number }[]> {
    let page: { key: string; dueMs: number }[] = [];
    for (let row = 0; row < this.keyOf.length; row++) {
      const dueMs = this.dues[row] as number;
      if (dueMs === Infinity) continue;
      page.push({ key: this.keyOf[row] as string, dueMs });
      if (page.length < PAGE) continue;
      yield page;
      page = [];
    }
    if (page.length > 0) yield page;
  }

  private add(key: string): number {
    const row = this.keyOf.length;
    if (row === this.slots.length) this.grow();
    this.keyOf.push(key);
    this.rowOf.set(key, row);
    this.slots[row] = -1;
    return row;
  }

  private grow(): void {
    const rows = this.slots.length * 2;
    this.slots = grown(this.slots, new Float64Array(rows));
    this.dues = grown(this.dues, new Float64Array(rows));
    this.segmentIds = grown(this.segmentIds, new Int32Array(rows));
    this.entryBytes = grown(this.entryBytes, new Uint32Array(rows));
    this.next = grown(this.next, new Int32Array(rows));
    this.previous = grown(this.previous, new Int32Array(rows));
  }

  private link(row: number, segment: Segment): void {
    const first = segment.firstUser;
    this.segmentIds[row] = segment.id;
    this.next[row] = first;
    this.previous[row] = -1;
    if (first >= 0) this.previous[first] = row;
    segment.firstUser = row;
  }

  private unlink(row: number, segment: Segment): void {
    const next = this.next[row] as number;
    const previous = this.previous[row] as number;
    if (next >= 0) this.previous[next] = previous;
    if (previous >= 0) this.next[previous] = next;
    else segment.firstUser = next;
  }
}

function grown<T extends Float64Array | Int32Array | Uint32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
