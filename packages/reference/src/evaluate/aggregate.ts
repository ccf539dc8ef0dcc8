import type { AggregateFunction } from '@nudge/dsl';
import { greatest, least } from '../values/arithmetic.ts';
import { type Datum, isNumber, type Known, type NumberDatum, number } from '../values/datum.ts';
import { clamp, roundedQuotient, SCALE } from '../values/numbers.ts';

const DISTINCT_MAX = 1024;

/** The function over the values of a field, by (instant, id) of their events; `sumKind` is the kind of the field. */
export function aggregate(
  fn: Exclude<AggregateFunction, 'count'>,
  values: readonly Datum[],
  sumKind: 'int' | 'decimal',
): Datum {
  const known = values.filter((value) => value !== null);
  switch (fn) {
    case 'sum':
      return number(sumKind, clamp(sumKind, exactSum(known)));
    case 'avg':
      return average(known, sumKind);
    case 'min':
      return known.length === 0 ? null : known.filter(isNumber).reduce(least);
    case 'max':
      return known.length === 0 ? null : known.filter(isNumber).reduce(greatest);
    case 'first':
      return known[0] ?? null;
    case 'last':
      return known.at(-1) ?? null;
    case 'distinct':
      return number('int', Math.min(DISTINCT_MAX, countDifferent(known)));
    default: {
      const never: never = fn;
      return never;
    }
  }
}

function exactSum(values: readonly Known[]): bigint {
  return values.filter(isNumber).reduce((total: bigint, { value }: NumberDatum) => total + value, 0n);
}

/** The exact sum by the exact count, as `/` divides; that of ints is not widened before (ADR 4). */
function average(values: readonly Known[], kind: 'int' | 'decimal'): Datum {
  if (values.length === 0) return null;
  const sum = exactSum(values);
  const count = BigInt(values.length);
  const scaled = kind === 'int' ? roundedQuotient(sum * SCALE, count) : roundedQuotient(sum, count);
  return number('decimal', clamp('decimal', scaled));
}

/** They are all of one type, and not lists. */
function countDifferent(values: readonly Known[]): number {
  return new Set(values.map((value) => (value.kind === 'list' ? value.items : value.value))).size;
}
