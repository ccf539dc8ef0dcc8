import { NUMBER_END, type NumberField, type TextField } from '../fields.ts';
import type { Clause, Predicate } from '../rule.ts';
import { maskOf } from './codes.ts';

/** Where a field's value stands: texts and flags among the codes, numbers among the numbers. */
export const SLOTS: Readonly<Record<TextField | NumberField | 'member', number>> = {
  country: 0,
  page: 1,
  plan: 2,
  member: 3,
  price: 0,
  score: 1,
};

const RANGE = 1;
const SLOT_SHIFT = 1;
const SLOT_BITS = 7;
const NEGATED = 16;
/** An alternative stands behind it, to be skipped if this one holds. */
const ALTERNATIVE = 32;

/** What is left to ask of candidates: predicates in flat arrays, three numbers and two bounds for each. */
export class ClauseTable {
  private readonly codes: number[] = [];
  private readonly bounds: number[] = [];

  get size(): number {
    return this.codes.length / 3;
  }

  add(clause: Clause): void {
    switch (clause.kind) {
      case 'not':
        this.push(clause.operand, NEGATED);
        break;
      case 'or':
        this.push(clause.operands[0], ALTERNATIVE);
        this.push(clause.operands[1], 0);
        break;
      default:
        this.push(clause, 0);
    }
  }

  private push(predicate: Predicate, flags: number): void {
    const slot = SLOTS[predicate.field] << SLOT_SHIFT;
    if (predicate.kind === 'range') {
      this.codes.push(RANGE | slot | flags, 0, 0);
      this.bounds.push(predicate.low ?? 0, predicate.high ?? NUMBER_END);
      return;
    }
    const { first, second } =
      predicate.kind === 'flag'
        ? { first: predicate.value ? 2 : 1, second: 0 }
        : maskOf(predicate.field, predicate.kind === 'in' ? predicate.values : [predicate.value]);
    this.codes.push(slot | flags, first, second);
    this.bounds.push(0, 0);
  }

  /** Asks all predicates from `start` to `end`. */
  compile(): (start: number, end: number, codes: Int32Array, numbers: Float64Array) => boolean {
    const table = Int32Array.from(this.codes);
    const bounds = Float64Array.from(this.bounds);
    return (start, end, codes, numbers) => {
      let i = start;
      while (i < end) {
        const what = table[i * 3] as number;
        const slot = (what >> SLOT_SHIFT) & SLOT_BITS;
        let holds: boolean;
        if ((what & RANGE) === 0) {
          const code = codes[slot] as number;
          holds = (((table[i * 3 + 1 + (code >> 5)] as number) >>> (code & 31)) & 1) === 1;
        } else {
          const value = numbers[slot] as number;
          holds = value >= (bounds[i * 2] as number) && value <= (bounds[i * 2 + 1] as number);
        }
        if (holds !== ((what & NEGATED) !== 0)) i += (what & ALTERNATIVE) === 0 ? 1 : 2;
        else if ((what & ALTERNATIVE) !== 0) i++;
        else return false;
      }
      return true;
    };
  }
}
