import type { AggregateFunction, Value } from '../contract/manifest.ts';
import type { Exact } from '../values/exact-sum.ts';

/** The largest answer of `distinct` (semantics, rule 21). */
export const DISTINCT_LIMIT = 1024;

/**
 * What is left of entries that are too old to be looked at one by one. Only logs that some aggregate reads `ever`
 * have it, and only the parts that its functions need are filled.
 */
export interface Folded {
  readonly functions: readonly AggregateFunction[];
  count: number;
  sum: Exact;
  min: Value;
  max: Value;
  first: Value;
  last: Value;
  /** At most DISTINCT_LIMIT values: beyond that the answer cannot change any more. */
  distinct: Set<Value>;
}

export function createFolded(functions: readonly AggregateFunction[]): Folded {
  return { functions, count: 0, sum: 0, min: null, max: null, first: null, last: null, distinct: new Set() };
}

/** Takes the values of entries in that are about to be cut off. */
export function foldValues(folded: Folded, values: readonly Value[]): void {
  for (const fn of folded.functions) {
    for (const value of values) if (value !== null) foldValue(folded, fn, value);
  }
}

function foldValue(folded: Folded, fn: AggregateFunction, value: Value): void {
  switch (fn) {
    case 'min':
      if (folded.min === null || (value as number) < (folded.min as number)) folded.min = value;
      return;
    case 'max':
      if (folded.max === null || (value as number) > (folded.max as number)) folded.max = value;
      return;
    case 'first':
      if (folded.first === null) folded.first = value;
      return;
    case 'last':
      folded.last = value;
      return;
    case 'distinct':
      if (folded.distinct.size < DISTINCT_LIMIT) folded.distinct.add(value);
      return;
    case 'count':
    case 'sum':
    case 'avg':
      // Kept by the log itself.
      return;
  }
}
