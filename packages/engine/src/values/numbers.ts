/**
 * Arithmetic on `int` and `decimal`: total, clamped to the range, never `-0` and never `NaN`
 * (semantics 17; language.md, Arithmetic).
 *
 * An int is a safe integer. A decimal is held scaled: its value × 10⁴, an integer of at most
 * `DECIMAL_MAX`. A result outside its range becomes the nearest end of the range; a caller that counts
 * clamps compares. Missing operands are the caller's (`lifted.ts`).
 */

/** The greatest int, 2⁵³ − 1; the least is its negative. */
export const INT_MAX: number = Number.MAX_SAFE_INTEGER;

/** The greatest decimal, 500 000 000 000, as a scaled integer; the least is its negative. */
export const DECIMAL_MAX = 5_000_000_000_000_000;

/** Scaled units in 1: four fraction digits. */
export const DECIMAL_ONE = 10_000;

/** The int nearest to an integral `n`, which may lie outside the range or be infinite. */
export function clampInt(n: number): number {
  return n > INT_MAX ? INT_MAX : n < -INT_MAX ? -INT_MAX : n + 0;
}

/** The scaled decimal nearest to an integral scaled `n`, which may lie outside the range or be infinite. */
export function clampDecimal(n: number): number {
  return n > DECIMAL_MAX ? DECIMAL_MAX : n < -DECIMAL_MAX ? -DECIMAL_MAX : n + 0;
}

// A double sum or product is exact up to 2^53, and rounding is monotone: a true result beyond the range
// cannot come back into it. So clamping the double is clamping the exact result.

export function addInt(a: number, b: number): number {
  return clampInt(a + b);
}

export function subInt(a: number, b: number): number {
  return clampInt(a - b);
}

export function mulInt(a: number, b: number): number {
  return clampInt(a * b);
}

export function addDecimal(a: number, b: number): number {
  return clampDecimal(a + b);
}

export function subDecimal(a: number, b: number): number {
  return clampDecimal(a - b);
}

/** Scaled × scaled, rounded half away from zero to four digits. */
export function mulDecimal(a: number, b: number): number {
  const product = a * b;
  if (Number.isSafeInteger(product)) return clampDecimal(divideRounded(product, DECIMAL_ONE));
  return clampBigDecimal(divideRoundedBig(BigInt(a) * BigInt(b), BigInt(DECIMAL_ONE)));
}

export function negInt(a: number): number {
  return 0 - a;
}

export function negDecimal(a: number): number {
  return 0 - a;
}

export function absInt(a: number): number {
  return Math.abs(a);
}

export function absDecimal(a: number): number {
  return Math.abs(a);
}

/** The smaller of two values of one unit. */
export function minOf(a: number, b: number): number {
  return Math.min(a, b);
}

/** The greater of two values of one unit. */
export function maxOf(a: number, b: number): number {
  return Math.max(a, b);
}

/** int → scaled decimal. An int beyond ±500 000 000 000 is clamped. */
export function widen(int: number): number {
  return clampDecimal(int * DECIMAL_ONE);
}

/** Scaled decimal → the nearest int, half away from zero. */
export function roundDecimal(scaled: number): number {
  return divideRounded(scaled, DECIMAL_ONE);
}

/**
 * `n / d` as a scaled decimal, rounded half away from zero and clamped; null for a zero divisor. `n` and `d`
 * are integers of one unit (two ints, two scaled decimals, or an exact sum and the same), so the unit
 * cancels. A bigint takes part exactly, which is how `avg` divides the exact sum.
 */
export function divExact(n: number | bigint, d: number | bigint): number | null {
  if (typeof n === 'number' && typeof d === 'number') {
    if (d === 0) return null;
    const scaled = n * DECIMAL_ONE;
    if (Number.isSafeInteger(scaled)) return clampDecimal(divideRounded(scaled, d));
  }
  const divisor = BigInt(d);
  if (divisor === 0n) return null;
  return clampBigDecimal(divideRoundedBig(BigInt(n) * BigInt(DECIMAL_ONE), divisor));
}

/** The quotient of two ints, truncated toward zero; null for a zero divisor. */
export function divInt(a: number, b: number): number | null {
  // Taking the remainder off first leaves an exact division; `a / b` alone may round up to an integer.
  return b === 0 ? null : (a - (a % b)) / b + 0;
}

/** The remainder that goes with `divInt`: it has the sign of `a`; null for a zero divisor. */
export function modInt(a: number, b: number): number | null {
  return b === 0 ? null : (a % b) + 0;
}

/** Safe integers, d ≠ 0: n / d to the nearest integer, half away from zero. Exact. */
function divideRounded(n: number, d: number): number {
  const rest = n % d;
  const quotient = (n - rest) / d;
  const restSize = Math.abs(rest);
  // restSize >= size / 2, without the doubling, which could leave the safe range.
  if (restSize < Math.abs(d) - restSize) return quotient + 0;
  return n < 0 === d < 0 ? quotient + 1 : quotient - 1;
}

function divideRoundedBig(n: bigint, d: bigint): bigint {
  const size = n < 0n ? -n : n;
  const divisor = d < 0n ? -d : d;
  const quotient = (2n * size + divisor) / (2n * divisor);
  return n < 0n === d < 0n ? quotient : -quotient;
}

/** Beyond 2^53 the conversion rounds, but never back into the range. */
function clampBigDecimal(n: bigint): number {
  return clampDecimal(Number(n));
}
