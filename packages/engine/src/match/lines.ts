import type { EventFieldRef } from '../contract/manifest.ts';
import type { MatchCondition } from '../contract/match.ts';
import {
  complementOf,
  intersect,
  isAll,
  isEmpty,
  PRESENT,
  rangeOf,
  setOf,
  unite,
  type ValueSet,
} from './value-set.ts';

/** A conjunction: for each field that it looks at, the values that it allows. */
export type Line = ReadonlyMap<EventFieldRef, ValueSet>;

/** An index spends a bit on each line, so a condition that multiplies out is better judged by itself. */
export const MAX_LINES = 8;

const ALWAYS: Line = new Map();

/** A condition as lines of which one must be true: none is never, one without fields always. `null`: too many. */
export function linesOf(condition: MatchCondition): readonly Line[] | null {
  return expand(condition, true);
}

function expand(condition: MatchCondition, wanted: boolean): readonly Line[] | null {
  switch (condition.op) {
    case 'and':
    case 'or': {
      const isUnion = (condition.op === 'or') === wanted;
      let lines: readonly Line[] | null = isUnion ? [] : [ALWAYS];
      for (const operand of condition.operands) {
        const more = expand(operand, wanted);
        if (lines === null || more === null) return null;
        lines = capped(isUnion ? [...lines, ...more] : product(lines, more));
      }
      return lines;
    }
    case 'not':
      return expand(condition.operand, !wanted);
    case 'in':
      return single(condition.field, setOf(condition.values), wanted);
    case 'between':
      return single(condition.field, rangeOf(condition.low, condition.high), wanted);
    case 'present':
      return single(condition.field, PRESENT, wanted);
    default:
      return neverCondition(condition);
  }
}

function single(field: EventFieldRef, set: ValueSet, wanted: boolean): readonly Line[] {
  const allowed = wanted ? set : complementOf(set);
  if (isEmpty(allowed)) return [];
  return isAll(allowed) ? [ALWAYS] : [new Map([[field, allowed]])];
}

function product(left: readonly Line[], right: readonly Line[]): readonly Line[] {
  return left.flatMap((a) => right.flatMap((b) => both(a, b)));
}

function both(a: Line, b: Line): readonly Line[] {
  const line = new Map(a);
  for (const [field, set] of b) {
    const other = line.get(field);
    const met = other === undefined ? set : intersect(other, set);
    if (isEmpty(met)) return [];
    line.set(field, met);
  }
  return [line];
}

/** Lines that look at one and the same field are one line. */
function capped(lines: readonly Line[]): readonly Line[] | null {
  if (lines.length <= 1) return lines;
  const merged: Line[] = [];
  const byField = new Map<EventFieldRef, ValueSet>();
  for (const line of lines) {
    const [first, second] = line;
    if (first === undefined) return [ALWAYS];
    if (second !== undefined) {
      merged.push(line);
      continue;
    }
    const [field, set] = first;
    const known = byField.get(field);
    byField.set(field, known === undefined ? set : unite(known, set));
  }
  for (const [field, set] of byField) {
    if (isAll(set)) return [ALWAYS];
    merged.push(new Map([[field, set]]));
  }
  return merged.length > MAX_LINES ? null : merged;
}

function neverCondition(condition: never): never {
  throw new Error(`unknown condition ${JSON.stringify(condition)}`);
}
