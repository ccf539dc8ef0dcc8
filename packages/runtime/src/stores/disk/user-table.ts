import { ByteArena } from '@nudge/engine';
import type { Segment, Segments } from './segments.ts';

const FIRST_ROWS = 1024;

/** The numbers of a user, side by side: what is touched together should come with one look into memory. */
const ROW_FLOATS = 3;
const ROW_WORDS = 6;
/** Of the floats of a row; the third holds two words. */
const SLOT = 0;
const DUE = 1;
/** Of the words of a row. */
const SEGMENT = 4;
const ENTRY_BYTES = 5;

/** Keys and dues are given in pages of so many. */
const PAGE = 1_000;

export interface KeptUser {
  readonly key: string;
  /** Good until the table is changed. */
  readonly bytes: Uint8Array;
  readonly dueMs: number;
}

/**
 * The last state of every user, in memory, and which segment holds it. A row of numbers per user in one array: an object for
 * each would cost more memory than many states do, and time whenever garbage is collected.
 */
export class UserTable {
  private readonly segments: Segments;
  private readonly rowOf = new Map<string, number>();
  private readonly keyOf: string[] = [];
  private readonly states = new ByteArena();
  private floats = new Float64Array(FIRST_ROWS * ROW_FLOATS);
  private words = new Uint32Array(this.floats.buffer);

  constructor(segments: Segments) {
    this.segments = segments;
  }

  get stateBytes(): number {
    return this.states.contentBytes;
  }

  /** Keeps a state, of which `segment` has a copy that takes `entryBytes` there. */
  put(key: string, bytes: Uint8Array, dueMs: number, entryBytes: number, segment: Segment): void {
    const row = this.rowOf.get(key) ?? this.add(key);
    const { floats, words } = this;
    const float = row * ROW_FLOATS;
    const word = row * ROW_WORDS;
    const slot = floats[float + SLOT] as number;
    if (slot >= 0) {
      this.segments.lose(
        this.segments.get(words[word + SEGMENT] as number),
        words[word + ENTRY_BYTES] as number,
      );
    }
    floats[float + SLOT] = this.states.put(bytes, slot);
    floats[float + DUE] = dueMs;
    words[word + SEGMENT] = segment.id;
    words[word + ENTRY_BYTES] = entryBytes;
    this.segments.gain(segment, entryBytes);
    segment.userRows.push(row);
  }

  load(key: string): Uint8Array | null {
    const row = this.rowOf.get(key);
    return row === undefined ? null : this.stateOf(row);
  }

  /** Takes one of the users whose last copy is in a segment, and who was not taken before; `null`: there is none left. */
  takeFrom(segment: Segment): KeptUser | null {
    for (let row = segment.userRows.pop(); row !== undefined; row = segment.userRows.pop()) {
      // Else a later segment has a newer state.
      if (this.words[row * ROW_WORDS + SEGMENT] === segment.id) return this.userOf(row);
    }
    return null;
  }

  *keys(): Iterable<readonly string[]> {
    for (let from = 0; from < this.keyOf.length; from += PAGE) yield this.keyOf.slice(from, from + PAGE);
  }

  *withTimer(): Iterable<readonly { readonly key: string; readonly dueMs: number }[]> {
    let page: { key: string; dueMs: number }[] = [];
    for (let row = 0; row < this.keyOf.length; row++) {
      const dueMs = this.floats[row * ROW_FLOATS + DUE] as number;
      if (dueMs === Infinity) continue;
      page.push({ key: this.keyOf[row] as string, dueMs });
      if (page.length < PAGE) continue;
      yield page;
      page = [];
    }
    if (page.length > 0) yield page;
  }

  private userOf(row: number): KeptUser {
    return {
      key: this.keyOf[row] as string,
      bytes: this.stateOf(row),
      dueMs: this.floats[row * ROW_FLOATS + DUE] as number,
    };
  }

  private stateOf(row: number): Uint8Array {
    return this.states.get(this.floats[row * ROW_FLOATS + SLOT] as number);
  }

  private add(key: string): number {
    const row = this.keyOf.length;
    if (row * ROW_FLOATS === this.floats.length) {
      const grown = new Float64Array(this.floats.length * 2);
      grown.set(this.floats);
      this.floats = grown;
      this.words = new Uint32Array(grown.buffer);
    }
    this.keyOf.push(key);
    this.rowOf.set(key, row);
    this.floats[row * ROW_FLOATS + SLOT] = -1;
    return row;
  }
}
