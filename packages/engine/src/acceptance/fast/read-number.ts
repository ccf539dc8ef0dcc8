import { DECIMAL_ONE } from '../../values/numbers.ts';
import type { Cursor } from './cursor.ts';
import { DIGIT_0, DIGIT_5, isDigit, MINUS, POINT, QUOTE } from './units.ts';

/** So many digits are an integer that a double holds exactly. */
const INT_DIGITS_MAX = 15;

/** Of so many digits in all, a double's shortest text gives the same ones back. */
const DECIMAL_DIGITS_MAX = 15;

/** More could be out of range. */
const WHOLE_DIGITS_MAX = 11;

/** A whole number in digits; NaN for any other. What follows is the caller's to look at. */
export function readInt(cursor: Cursor): number {
  const negative = cursor.takes(MINUS);
  const size = readDigits(cursor, INT_DIGITS_MAX, false);
  // Subtracting never gives −0.
  return negative ? 0 - size : size;
}

/** A scaled decimal from a JSON number, or from a string that holds one; NaN where it is not short and plain. */
export function readDecimal(cursor: Cursor): number {
  if (!cursor.takes(QUOTE)) return readScaled(cursor, false);
  const scaled = readScaled(cursor, true);
  return cursor.takes(QUOTE) ? scaled : Number.NaN;
}

function readScaled(cursor: Cursor, leadingZeros: boolean): number {
  const negative = cursor.takes(MINUS);
  const from = cursor.at;
  const whole = readDigits(cursor, WHOLE_DIGITS_MAX, leadingZeros);
  const wholeDigits = cursor.at - from;
  const scaled = whole * DECIMAL_ONE + readFraction(cursor, DECIMAL_DIGITS_MAX - wholeDigits);
  return negative ? 0 - scaled : scaled;
}

/** Behind a point one to `max` digits, rounded half up to four; 0 without a point, NaN for other numbers of digits. */
function readFraction(cursor: Cursor, max: number): number {
  if (!cursor.takes(POINT)) return 0;
  const from = cursor.at;
  let scaled = 0;
  let place = DECIMAL_ONE;
  for (let unit = cursor.unit(); isDigit(unit); unit = cursor.unit()) {
    place /= 10;
    if (place >= 1) scaled += (unit - DIGIT_0) * place;
    else if (cursor.at === from + 4 && unit >= DIGIT_5) scaled++;
    cursor.at++;
  }
  const count = cursor.at - from;
  return count > 0 && count <= max ? scaled : Number.NaN;
}

/** One to `max` digits; NaN for none, for more, and for a zero before others where that is no number. */
function readDigits(cursor: Cursor, max: number, leadingZeros: boolean): number {
  const from = cursor.at;
  const { text, end } = cursor;
  let value = 0;
  let at = from;
  for (; at < end; at++) {
    const unit = text.charCodeAt(at);
    if (!isDigit(unit)) break;
    value = value * 10 + unit - DIGIT_0;
  }
  cursor.at = at;
  const count = at - from;
  if (count === 0 || count > max) return Number.NaN;
  if (count > 1 && !leadingZeros && cursor.text.charCodeAt(from) === DIGIT_0) return Number.NaN;
  return value;
}
