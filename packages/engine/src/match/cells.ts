import type { EventFieldRef, Value } from '../contract/manifest.ts';
import type { Row } from '../contract/rules.ts';
import { fieldOf } from '../state/aggregate.ts';
import type { ValueSet, Word } from './value-set.ts';

/**
 * What the lines of a block can tell apart in one field: missing, each word that they name, the runs of numbers
 * between their cuts, and the rest. A cell is a number from 0.
 */
export class Cells {
  readonly field: EventFieldRef;
  readonly size: number;
  private readonly words: Map<Word, number>;
  private readonly cuts: Float64Array;

  constructor(field: EventFieldRef, sets: readonly ValueSet[]) {
    this.field = field;
    const cuts = new Set<number>();
    this.words = new Map();
    for (const set of sets) {
      for (const cut of set.cuts) cuts.add(cut);
      for (const word of set.words) {
        if (!this.words.has(word)) this.words.set(word, WORDS + this.words.size);
      }
    }
    cuts.delete(-Infinity);
    this.cuts = Float64Array.from(cuts).sort();
    this.size = WORDS + this.words.size + this.cuts.length + 1;
  }

  of(row: Row): number {
    const { field } = this;
    const value = typeof field === 'number' ? row.values[field] : fieldOf(row, field);
    return value === null || value === undefined ? MISSING : this.ofValue(value);
  }

  private ofValue(value: NonNullable<Value>): number {
    if (typeof value === 'number') return this.ofNumber(value);
    return this.words.get(value as Word) ?? OTHER;
  }

  /** The number of cuts up to `n`, by halving. */
  private ofNumber(n: number): number {
    const { cuts } = this;
    let low = 0;
    let size = cuts.length;
    while (size > 0) {
      const half = (size + 1) >>> 1;
      low += (cuts[low + half - 1] as number) <= n ? half : 0;
      size -= half;
    }
    return WORDS + this.words.size + low;
  }

  /** Calls `see` with each cell that lies in the set. */
  within(set: ValueSet, see: (cell: number) => void): void {
    if (set.missing) see(MISSING);
    if (set.others) {
      see(OTHER);
      for (const [word, cell] of this.words) if (!set.words.has(word)) see(cell);
    } else {
      for (const word of set.words) see(this.words.get(word) as number);
    }
    for (let i = 0; i < set.cuts.length; i += 2) {
      const from = this.ofNumber(set.cuts[i] as number);
      const end = set.cuts[i + 1];
      const to = end === undefined ? this.size : this.ofNumber(end);
      for (let cell = from; cell < to; cell++) see(cell);
    }
  }

  /** A rough measure: what a table of words takes is not told by the host. */
  get bytes(): number {
    return this.cuts.byteLength + this.words.size * BYTES_PER_WORD;
  }
}

const MISSING = 0;
const OTHER = 1;
const WORDS = 2;
const BYTES_PER_WORD = 48;
