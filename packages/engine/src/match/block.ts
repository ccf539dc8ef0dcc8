import type { EventFieldRef } from '../contract/manifest.ts';
import type { Row } from '../contract/rules.ts';
import { Cells } from './cells.ts';
import type { Line } from './lines.ts';
import type { ValueSet } from './value-set.ts';

/** A line and the condition that it is part of. */
export interface ConditionLine {
  readonly condition: number;
  readonly line: Line;
}

/** More lines would share a table of cells that grows with their square. */
export const BLOCK_LINES = 1024;

/** Fields of which a scan takes the bits in one go; further ones only where these leave a bit. */
const AT_ONCE = 4;

/**
 * Some lines with, for each cell of each field, the set of lines that allow it, a bit a line. The lines that are true
 * of a row are the intersection of the sets of its cells.
 */
export class Block {
  /** By line: its condition. */
  readonly conditions: Int32Array;
  /** The sets, `width` words each. The first has all bits: it stands in where there are few fields. */
  private readonly bits: Int32Array;
  private readonly cells: readonly Cells[];
  /** By field: where the set of its cell 0 begins. */
  private readonly bases: Int32Array;
  /** By field: where the set of the cell of the row at hand begins. */
  private readonly starts: Int32Array;
  private readonly width: number;
  private seenAt = 0;

  constructor(lines: readonly ConditionLine[]) {
    this.conditions = Int32Array.from(lines, ({ condition }) => condition);
    this.width = Math.ceil(lines.length / 32);
    const byField = setsByField(lines);
    this.cells = [...byField].map(([field, sets]) => new Cells(field, [...sets.values()]));
    this.bases = new Int32Array(this.cells.length);
    this.starts = new Int32Array(Math.max(AT_ONCE, this.cells.length));
    let end = this.width;
    this.cells.forEach((cells, i) => {
      this.bases[i] = end;
      end += cells.size * this.width;
    });
    this.bits = new Int32Array(end).fill(-1, 0, this.width);
    [...byField.values()].forEach((sets, i) => {
      this.fill(this.cells[i] as Cells, this.bases[i] as number, sets);
    });
  }

  private fill(cells: Cells, base: number, sets: ReadonlyMap<number, ValueSet>): void {
    const { bits, width } = this;
    // A line that does not look at the field allows every cell.
    bits.fill(-1, base, base + cells.size * width);
    const free = bits.slice(0, width);
    for (const line of sets.keys()) free[line >>> 5] = (free[line >>> 5] as number) & ~(1 << (line & 31));
    for (let cell = 0; cell < cells.size; cell++) bits.set(free, base + cell * width);
    for (const [line, set] of sets) {
      const word = base + (line >>> 5);
      const bit = 1 << (line & 31);
      cells.within(set, (cell) => {
        const at = word + cell * width;
        bits[at] = (bits[at] as number) | bit;
      });
    }
  }

  /** Finds the cells of a row. `time` is another number for each row: the second look at one row is free. */
  look(row: Row, time: number): void {
    if (this.seenAt === time) return;
    this.seenAt = time;
    const { cells, bases, starts, width } = this;
    for (let i = 0; i < cells.length; i++) {
      starts[i] = (bases[i] as number) + (cells[i] as Cells).of(row) * width;
    }
  }

  /**
   * Writes the conditions of those lines from `from` to `to` (excluded) that are true of the row looked at, in the order
   * of the lines, from the start of `out`, and gives their number. Neighbours of one condition count once.
   */
  scan(from: number, to: number, out: Int32Array): number {
    const { bits, starts, conditions } = this;
    const fields = this.cells.length;
    const a = starts[0] as number;
    const b = starts[1] as number;
    const c = starts[2] as number;
    const d = starts[3] as number;
    const last = (to - 1) >>> 5;
    let count = 0;
    let previous = -1;
    let edge = -1 << (from & 31);
    for (let word = from >>> 5; word <= last; word++) {
      let left =
        edge &
        (bits[a + word] as number) &
        (bits[b + word] as number) &
        (bits[c + word] as number) &
        (bits[d + word] as number);
      edge = -1;
      for (let i = AT_ONCE; i < fields && left !== 0; i++)
        left &= bits[(starts[i] as number) + word] as number;
      if (word === last) left &= -1 >>> (31 - ((to - 1) & 31));
      while (left !== 0) {
        const bit = 31 - Math.clz32(left & -left);
        left &= left - 1;
        const condition = conditions[(word << 5) + bit] as number;
        if (condition === previous) continue;
        previous = condition;
        out[count++] = condition;
      }
    }
    return count;
  }

  /** The fields that a line looks at. */
  fieldsOf(line: number): readonly EventFieldRef[] {
    const bit = 1 << (line & 31);
    return this.cells.flatMap(({ field, size }, i) => {
      const base = (this.bases[i] as number) + (line >>> 5);
      for (let cell = 0; cell < size; cell++) {
        if (((this.bits[base + cell * this.width] as number) & bit) === 0) return [field];
      }
      return [];
    });
  }

  get bytes(): number {
    const tables = [this.conditions, this.bits, this.bases, this.starts];
    return [...tables.map(({ byteLength }) => byteLength), ...this.cells.map(({ bytes }) => bytes)].reduce(
      (a, b) => a + b,
      0,
    );
  }
}

/** By field, by line: what the line allows. Fields that most lines look at come first: they leave the fewest bits. */
function setsByField(
  lines: readonly ConditionLine[],
): ReadonlyMap<EventFieldRef, ReadonlyMap<number, ValueSet>> {
  const byField = new Map<EventFieldRef, Map<number, ValueSet>>();
  lines.forEach(({ line }, i) => {
    for (const [field, set] of line) {
      const sets = byField.get(field) ?? new Map<number, ValueSet>();
      byField.set(field, sets.set(i, set));
    }
  });
  return new Map([...byField].sort((a, b) => b[1].size - a[1].size));
}
