/*
 * Exact arithmetic of constants, as `semantics.md` (rules 6 and 17) gives it: a decimal is a whole number of
 * ten-thousandths; what leaves its range becomes the nearest end of it; every rounding is half away from zero.
 */

export const INT_MAX: bigint = 9_007_199_254_740_991n;
export const DECIMAL_SCALE: bigint = 10_000n;
export const DECIMAL_MAX: bigint = 500_000_000_000n * DECIMAL_SCALE;
/** The last millisecond of the year 9999. */
const TIMESTAMP_MAX = 253_402_300_799_999n;

export type NumberKind = 'int' | 'decimal' | 'timestamp' | 'duration';

const ranges: Record<NumberKind, readonly [low: bigint, high: bigint]> = {
  int: [-INT_MAX, INT_MAX],
  decimal: [-DECIMAL_MAX, DECIMAL_MAX],
  timestamp: [0n, TIMESTAMP_MAX],
  duration: [-INT_MAX, INT_MAX],
};

export function clamp(kind: NumberKind, value: bigint): number {
  const [low, high] = ranges[kind];
  return Number(value < low ? low : value > high ? high : value);
}

/** The quotient rounded half away from zero. The divisor is not zero. */
export function divideRounding(dividend: bigint, divisor: bigint): bigint {
  const negative = dividend < 0n !== divisor < 0n;
  const a = dividend < 0n ? -dividend : dividend;
  const b = divisor < 0n ? -divisor : divisor;
  const quotient = (2n * a + b) / (2n * b);
  return negative ? -quotient : quotient;
}

/** An int in the representation of a decimal. */
export function widen(value: number): number {
  return clamp('decimal', BigInt(value) * DECIMAL_SCALE);
}
