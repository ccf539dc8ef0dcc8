/** The numbers of the language (semantics, rules 6 and 17): computed exactly, then brought into their range. */

export type NumberKind = 'int' | 'decimal' | 'timestamp' | 'duration';

/** A decimal is a whole number of ten-thousandths. */
export const SCALE = 10_000n;

const INT_MAX = 9_007_199_254_740_991n;
const DECIMAL_MAX: bigint = 500_000_000_000n * SCALE;
/** 9999-12-31T23:59:59.999Z. */
export const TIMESTAMP_MAX = 253_402_300_799_999n;

const RANGES: Readonly<Record<NumberKind, readonly [low: bigint, high: bigint]>> = {
  int: [-INT_MAX, INT_MAX],
  decimal: [-DECIMAL_MAX, DECIMAL_MAX],
  timestamp: [0n, TIMESTAMP_MAX],
  duration: [-INT_MAX, INT_MAX],
};

/** A result outside its range becomes the nearest end of it. */
export function clamp(kind: NumberKind, exact: bigint): bigint {
  const [low, high] = RANGES[kind];
  if (exact < low) return low;
  return exact > high ? high : exact;
}

/** An int as a decimal. */
export function widen(int: bigint): bigint {
  return clamp('decimal', int * SCALE);
}

/** The quotient as a whole number, rounded half away from zero. The divisor is not zero. */
export function roundedQuotient(dividend: bigint, divisor: bigint): bigint {
  const [a, b] = [magnitude(dividend), magnitude(divisor)];
  const size = (2n * a + b) / (2n * b);
  return dividend < 0n === divisor < 0n ? size : -size;
}

export function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}
