import type { NumberDatum } from './datum.ts';
import { clamp, magnitude, type NumberKind, roundedQuotient, SCALE, widen } from './numbers.ts';

function result(kind: NumberKind, exact: bigint): NumberDatum {
  return { kind, value: clamp(kind, exact) };
}

export function toDecimal(a: NumberDatum): NumberDatum {
  return a.kind === 'int' ? { kind: 'decimal', value: widen(a.value) } : a;
}

/** Both as they stand, or, if one is an int beside a decimal, as two decimals. */
export function alike(a: NumberDatum, b: NumberDatum): readonly [NumberDatum, NumberDatum] {
  if (a.kind === 'int' && b.kind === 'decimal') return [toDecimal(a), b];
  if (a.kind === 'decimal' && b.kind === 'int') return [a, toDecimal(b)];
  return [a, b];
}

/** Of numbers, of durations, or of a timestamp and a duration; the kind of the first is that of the sum. */
export function add(left: NumberDatum, right: NumberDatum): NumberDatum {
  const [a, b] = alike(left, right);
  return result(a.kind, a.value + b.value);
}

export function subtract(left: NumberDatum, right: NumberDatum): NumberDatum {
  const [a, b] = alike(left, right);
  const kind = a.kind === 'timestamp' && b.kind === 'timestamp' ? 'duration' : a.kind;
  return result(kind, a.value - b.value);
}

/** Of two numbers, or of a duration and an int. */
export function multiply(left: NumberDatum, right: NumberDatum): NumberDatum {
  const [a, b] = alike(left, right);
  const product = a.value * b.value;
  return result(a.kind, a.kind === 'decimal' ? roundedQuotient(product, SCALE) : product);
}

/** Always a decimal. Two ints are divided as they are, beside a decimal an int is widened first (ADR 4). */
export function divide(left: NumberDatum, right: NumberDatum): NumberDatum | null {
  const [a, b] = alike(left, right);
  return b.value === 0n ? null : result('decimal', roundedQuotient(a.value * SCALE, b.value));
}

/** `div`: cut toward zero, as `bigint` divides. */
export function wholeQuotient(a: NumberDatum, b: NumberDatum): NumberDatum | null {
  return b.value === 0n ? null : result('int', a.value / b.value);
}

/** `mod`: with the sign of the dividend, as `bigint` has it. */
export function remainder(a: NumberDatum, b: NumberDatum): NumberDatum | null {
  return b.value === 0n ? null : result('int', a.value % b.value);
}

export function negate(a: NumberDatum): NumberDatum {
  return result(a.kind, -a.value);
}

export function absolute(a: NumberDatum): NumberDatum {
  return result(a.kind, magnitude(a.value));
}

/** To the nearest int. */
export function round(a: NumberDatum): NumberDatum {
  return a.kind === 'decimal' ? result('int', roundedQuotient(a.value, SCALE)) : a;
}

/** Negative, zero or positive, as the first is less than, equal to or greater than the second. */
export function order(left: NumberDatum, right: NumberDatum): number {
  const [a, b] = alike(left, right);
  return a.value < b.value ? -1 : a.value > b.value ? 1 : 0;
}

export function least(left: NumberDatum, right: NumberDatum): NumberDatum {
  const [a, b] = alike(left, right);
  return order(a, b) <= 0 ? a : b;
}

export function greatest(left: NumberDatum, right: NumberDatum): NumberDatum {
  const [a, b] = alike(left, right);
  return order(a, b) >= 0 ? a : b;
}
