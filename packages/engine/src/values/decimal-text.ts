/**
 * Decimals as text: read from JSON numbers and CSV cells (semantics 6), printed as JSON (Output) and in
 * templates (language.md, Templates).
 */

import { DECIMAL_MAX, DECIMAL_ONE } from './numbers.ts';

/** A decimal that was read (scaled, value × 10⁴), or why it is none. */
export type DecimalRead = { readonly kind: 'decimal'; readonly scaled: number } | 'out_of_range';

/**
 * A number as `JSON.parse` gives it: its shortest round-trip text, rounded half away from zero to four
 * digits. So `1.00005` is 1.0001 although the double is a little less. The range is judged after rounding;
 * what JSON overflows to infinity is out of it.
 */
export function parseJsonNumber(n: number): DecimalRead {
  if (Number.isSafeInteger(n)) return scaledOrOut(n * DECIMAL_ONE);
  // ECMAScript's Number::toString is the shortest text that reads back, the same in every engine.
  const text = String(Math.abs(n));
  // From 1e21 on the text has an exponent, below 1e-6 too; the one is out of range, the other rounds to 0.
  if (!(Math.abs(n) < 1e15)) return 'out_of_range';
  if (text.includes('e')) return { kind: 'decimal', scaled: 0 };
  return readDigits(text, n < 0);
}

const DECIMAL_PATTERN = /^-?\d+(?:\.\d+)?$/;

/** Text of the form `-?\d+(\.\d+)?`, of any length, in linear time; null for any other text. */
export function parseDecimalText(text: string): DecimalRead | null {
  if (!DECIMAL_PATTERN.test(text)) return null;
  const negative = text.startsWith('-');
  return readDigits(negative ? text.slice(1) : text, negative);
}

/** Canonical JSON text: no exponent, no trailing zeros, never `-0`: `25`, `25.5`, `-0.0001`. */
export function decimalToJson(scaled: number): string {
  const size = Math.abs(scaled);
  const fraction = size % DECIMAL_ONE;
  const whole = String((size - fraction) / DECIMAL_ONE);
  const sign = scaled < 0 ? '-' : '';
  if (fraction === 0) return sign + whole;
  let digits = String(fraction).padStart(4, '0');
  while (digits.endsWith('0')) digits = digits.slice(0, -1);
  return `${sign}${whole}.${digits}`;
}

/** How many fraction digits a template may ask for. */
export type FractionDigits = 0 | 1 | 2 | 3 | 4;

const UNITS: Readonly<Record<FractionDigits, number>> = { 0: 10_000, 1: 1_000, 2: 100, 3: 10, 4: 1 };

/**
 * A decimal for people: `digits` fraction digits, rounded half away from zero, after the decimal mark
 * `mark`; no grouping, and what rounds to zero has no sign: `1234.50`, `1234,5`, `0.00`.
 */
export function formatDecimal(scaled: number, digits: FractionDigits, mark: string): string {
  const unit = UNITS[digits];
  const size = Math.abs(scaled);
  const rest = size % unit;
  const units = (size - rest) / unit + (rest * 2 >= unit ? 1 : 0);
  const sign = scaled < 0 && units !== 0 ? '-' : '';
  if (digits === 0) return sign + String(units);
  const text = String(units).padStart(digits + 1, '0');
  return sign + text.slice(0, -digits) + mark + text.slice(-digits);
}

/** `digits` is `\d+(\.\d+)?`. Five fraction digits decide: rounding looks at the magnitude. */
function readDigits(digits: string, negative: boolean): DecimalRead {
  const point = digits.indexOf('.');
  const whole = point < 0 ? digits : digits.slice(0, point);
  const fraction = point < 0 ? '' : digits.slice(point + 1, point + 6);
  let start = 0;
  while (start < whole.length && whole.charCodeAt(start) === 0x30) start += 1;
  if (whole.length - start > 12) return 'out_of_range';
  const kept = Number(fraction.slice(0, 4).padEnd(4, '0'));
  const up = fraction.length === 5 && fraction.charCodeAt(4) >= 0x35 ? 1 : 0;
  const size = Number(whole.slice(start)) * DECIMAL_ONE + kept + up;
  return scaledOrOut(negative ? 0 - size : size);
}

function scaledOrOut(scaled: number): DecimalRead {
  return Math.abs(scaled) > DECIMAL_MAX ? 'out_of_range' : { kind: 'decimal', scaled: scaled + 0 };
}
