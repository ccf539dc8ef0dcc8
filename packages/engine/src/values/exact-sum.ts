/**
 * Sums that never lose a unit: `sum` accumulates exactly and is clamped only when it is read (semantics 17),
 * so that taking an event out of a window gives back what was there before it came.
 */

import { clampDecimal, clampInt } from './numbers.ts';

/**
 * An integer of any size, in ints or scaled decimals. A number exactly if it is a safe integer, else a
 * bigint: one value has one form, so `===` compares.
 */
export type Exact = number | bigint;

export function addExact(a: Exact, b: Exact): Exact {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return shrink(BigInt(a) + BigInt(b));
}

export function subExact(a: Exact, b: Exact): Exact {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = a - b;
    if (Number.isSafeInteger(difference)) return difference;
  }
  return shrink(BigInt(a) - BigInt(b));
}

/** The int nearest to a sum of ints. */
export function exactToInt(sum: Exact): number {
  return clampInt(Number(sum));
}

/** The scaled decimal nearest to a sum of scaled decimals. */
export function exactToDecimal(sum: Exact): number {
  return clampDecimal(Number(sum));
}

function shrink(n: bigint): Exact {
  const small = Number(n);
  return Number.isSafeInteger(small) ? small : n;
}
