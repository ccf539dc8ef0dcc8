/** The ends of the ranges of values, as the engine has them; the compiler may not import them. */
export const INT_MAX: number = Number.MAX_SAFE_INTEGER;
export const DECIMAL_MAX = 5_000_000_000_000_000;
/** Decimals are integers, times this. */
export const DECIMAL_ONE = 10_000;
export const INSTANT_MAX = 253_402_300_799_999;
export const DISTINCT_LIMIT = 1024;

/** An int as a decimal, clamped. */
export function widenInt(n: number): number {
  return Math.max(-DECIMAL_MAX, Math.min(DECIMAL_MAX, n * DECIMAL_ONE));
}
