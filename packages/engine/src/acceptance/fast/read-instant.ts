import { DAY_MS, daysFromCivil, daysInMonth } from '../../values/calendar.ts';
import { INSTANT_MAX, INSTANT_MIN } from '../../values/time.ts';
import type { Cursor } from './cursor.ts';
import { readInt } from './read-number.ts';
import { COLON, DIGIT_0, isDigit, MINUS, PLUS, POINT, QUOTE } from './units.ts';

const TIME_MARK = 0x54;
const UTC_MARK = 0x5a;

/** `"YYYY-MM-DDTHH:MM:SS"` with its quotes; a fraction and the offset come before the closing one. */
const SHORTEST = 22;

/**
 * Reads the instants that machines write: `YYYY-MM-DDTHH:MM:SS`, maybe a fraction, then `Z` or `±HH:MM`; and whole
 * epoch milliseconds. −1 for all other forms, and for what is out of range.
 */
export class InstantReader {
  /** The month that was read last: the events of a stream lie close together. */
  #year = 0;
  #month = 0;
  #monthDays = 0;
  #monthMs = 0;

  read(cursor: Cursor): number {
    const ms = cursor.unit() === QUOTE ? this.#readText(cursor) : readInt(cursor);
    return ms >= INSTANT_MIN && ms <= INSTANT_MAX ? ms : -1;
  }

  #readText(cursor: Cursor): number {
    const { text, at } = cursor;
    if (at + SHORTEST > cursor.end) return -1;
    const year = twoDigits(text, at + 1) * 100 + twoDigits(text, at + 3);
    const month = twoDigits(text, at + 6);
    const day = twoDigits(text, at + 9);
    const hour = twoDigits(text, at + 12);
    const minute = twoDigits(text, at + 15);
    const second = twoDigits(text, at + 18);
    if (
      text.charCodeAt(at + 5) !== MINUS ||
      text.charCodeAt(at + 8) !== MINUS ||
      text.charCodeAt(at + 11) !== TIME_MARK ||
      text.charCodeAt(at + 14) !== COLON ||
      text.charCodeAt(at + 17) !== COLON
    )
      return -1;
    // What is no digit makes its number so great, or so small, that it is refused.
    if (hour > 23 || minute > 59 || second > 59 || (hour | minute | second) < 0) return -1;
    const dayMs = this.#dayStart(year, month, day);
    if (dayMs < 0) return -1;
    const ms = dayMs + ((hour * 60 + minute) * 60 + second) * 1000;
    if (
      at + 26 <= cursor.end &&
      text.charCodeAt(at + 24) === UTC_MARK &&
      text.charCodeAt(at + 25) === QUOTE
    ) {
      // As `toISOString` writes it, and with it most producers.
      const tens = twoDigits(text, at + 21);
      const ones = text.charCodeAt(at + 23) - DIGIT_0;
      if (text.charCodeAt(at + 20) !== POINT || (tens | ones | (9 - ones)) < 0) return -1;
      cursor.at = at + 26;
      return ms + tens * 10 + ones;
    }
    cursor.at = at + 20;
    const fraction = readFraction(cursor);
    const offset = readOffset(cursor);
    return cursor.takes(QUOTE) ? ms + fraction - offset : -1;
  }

  /** −1 for a day that does not exist, and for one before 1970. */
  #dayStart(year: number, month: number, day: number): number {
    if (month !== this.#month || year !== this.#year) {
      if (year < 1970 || year > 9999 || month < 1 || month > 12) return -1;
      this.#year = year;
      this.#month = month;
      this.#monthDays = daysInMonth(year, month);
      this.#monthMs = daysFromCivil(year, month, 1) * DAY_MS;
    }
    return day < 1 || day > this.#monthDays ? -1 : this.#monthMs + (day - 1) * DAY_MS;
  }
}

/** So far from all numbers of two digits that no sum of two of them comes back. */
const NO_DIGITS = -1_000_000;

function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - DIGIT_0;
  const ones = text.charCodeAt(at + 1) - DIGIT_0;
  // The sign bit shows whether one of them is below 0 or above 9.
  return (tens | ones | (9 - tens) | (9 - ones)) < 0 ? NO_DIGITS : tens * 10 + ones;
}

/** The milliseconds of a fraction of any length; 0 without one, NaN for a point that no digit follows. */
function readFraction(cursor: Cursor): number {
  if (!cursor.takes(POINT)) return 0;
  const { text, at: from, end } = cursor;
  let ms = 0;
  let unitMs = 100;
  let at = from;
  for (; at < end; at++) {
    const unit = text.charCodeAt(at);
    if (!isDigit(unit)) break;
    ms += (unit - DIGIT_0) * unitMs;
    unitMs = unitMs === 100 ? 10 : unitMs === 10 ? 1 : 0;
  }
  cursor.at = at;
  return at > from ? ms : Number.NaN;
}

/** An offset east of UTC in ms; NaN where there is none, or another form of it. */
function readOffset(cursor: Cursor): number {
  if (cursor.takes(UTC_MARK)) return 0;
  const sign = cursor.unit();
  const { text, at, end } = cursor;
  if ((sign !== PLUS && sign !== MINUS) || at + 6 > end || text.charCodeAt(at + 3) !== COLON)
    return Number.NaN;
  const hour = twoDigits(text, at + 1);
  const minute = twoDigits(text, at + 4);
  if (hour > 23 || minute > 59 || (hour | minute) < 0) return Number.NaN;
  cursor.at = at + 6;
  const size = (hour * 60 + minute) * 60_000;
  return sign === MINUS ? -size : size;
}
