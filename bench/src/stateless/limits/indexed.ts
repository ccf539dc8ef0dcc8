import { NUMBER_END, NUMBER_STEP, TEXTS, type TextField } from '../fields.ts';
import type { SyncMatcher } from '../matcher.ts';
import type { Clause, Rule } from '../rule.ts';
import { shareOf } from '../share.ts';
import type { Workload } from '../workload.ts';
import { ClauseTable, SLOTS } from './clause-table.ts';
import { codeOf } from './codes.ts';
import { RangeIndex } from './range-index.ts';

/**
 * The limit of plain indexing: each rule stands under its most selective clause only. Equality and membership are looked
 * up by value, ranges by the interval between two cut points; the rest is asked of each candidate.
 */
export function createIndexed({ rulesOfType, rules, events }: Workload): SyncMatcher {
  const table = new ClauseTable();
  const starts = new Int32Array(rules.length);
  const ends = new Int32Array(rules.length);
  const indexes = rulesOfType.map((ofType) => {
    const index = new TypeIndex();
    for (const rule of ofType) {
      const clauses = rule.clauses.toSorted((a, b) => shareOf(a) - shareOf(b));
      const access = clauses.find((clause) => clause.kind in INDEXED) ?? null;
      starts[rule.id] = table.size;
      for (const clause of clauses) if (clause !== access) table.add(clause);
      ends[rule.id] = table.size;
      index.add(rule, access);
    }
    index.freeze();
    return index;
  });
  const hold = table.compile();
  const codes = new Int32Array(4);
  const numbers = new Float64Array(2);

  const take = (candidates: Int32Array, out: Int32Array, before: number): number => {
    let count = before;
    for (let k = 0; k < candidates.length; k++) {
      const id = candidates[k] as number;
      if (hold(starts[id] as number, ends[id] as number, codes, numbers)) out[count++] = id;
    }
    return count;
  };

  return {
    kind: 'sync',
    match: (i, out) => {
      const event = events[i];
      const index = indexes[event?.type ?? 0];
      if (event === undefined || index === undefined) return 0;
      const { fields } = event;
      codes[SLOTS.country] = codeOf('country', fields.country);
      codes[SLOTS.page] = codeOf('page', fields.page);
      codes[SLOTS.plan] = codeOf('plan', fields.plan);
      codes[SLOTS.member] = fields.member ? 1 : 0;
      numbers[SLOTS.price] = fields.price;
      numbers[SLOTS.score] = fields.score;
      let count = take(index.country[codes[SLOTS.country] as number] as Int32Array, out, 0);
      count = take(index.page[codes[SLOTS.page] as number] as Int32Array, out, count);
      count = take(index.plan[codes[SLOTS.plan] as number] as Int32Array, out, count);
      count = take(index.price.at(fields.price), out, count);
      count = take(index.score.at(fields.score), out, count);
      return take(index.always, out, count);
    },
  };
}

const INDEXED = { equals: true, in: true, range: true };

class TypeIndex {
  country: readonly Int32Array[] = [];
  page: readonly Int32Array[] = [];
  plan: readonly Int32Array[] = [];
  readonly price: RangeIndex = new RangeIndex();
  readonly score: RangeIndex = new RangeIndex();
  always: Int32Array = new Int32Array(0);
  private readonly lists: Record<TextField, number[][]> = {
    country: TEXTS.country.map(() => []),
    page: TEXTS.page.map(() => []),
    plan: TEXTS.plan.map(() => []),
  };
  private readonly others: number[] = [];

  add(rule: Rule, access: Clause | null): void {
    switch (access?.kind) {
      case 'equals':
      case 'in': {
        const values = access.kind === 'in' ? access.values : [access.value];
        for (const value of values) this.lists[access.field][codeOf(access.field, value)]?.push(rule.id);
        break;
      }
      case 'range':
        this[access.field].add(rule.id, access.low ?? 0, access.high ?? NUMBER_END);
        break;
      default:
        this.others.push(rule.id);
    }
  }

  freeze(): void {
    const packed = (field: TextField): Int32Array[] => this.lists[field].map((ids) => Int32Array.from(ids));
    this.country = packed('country');
    this.page = packed('page');
    this.plan = packed('plan');
    this.price.freeze(NUMBER_STEP.price);
    this.score.freeze(NUMBER_STEP.score);
    this.always = Int32Array.from(this.others);
  }
}
