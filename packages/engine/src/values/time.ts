/**
 * Instants are whole milliseconds since 1970 UTC, within `INSTANT_MIN` … `INSTANT_MAX` (semantics 6). What
 * is local to a zone comes from the shipped table (`zones/`).
 */

import { civilFromDays, DAY_MS, daysFromCivil, daysInMonth, floorMod, weekdayOfDays } from './calendar.ts';
import { localToInstant, offsetAt } from './zones/zones.ts';

/** 1970-01-01T00:00:00.000Z */
export const INSTANT_MIN = 0;

/** 9999-12-31T23:59:59.999Z */
export const INSTANT_MAX = 253_402_300_799_999;

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** The instant nearest to a computed one that may have left 1970–9999. */
export function clampInstant(ms: number): number {
  return ms > INSTANT_MAX ? INSTANT_MAX : ms < INSTANT_MIN ? INSTANT_MIN : ms + 0;
}

/** `YYYY-MM-DDTHH:MM:SS.sssZ` */
export function formatInstant(ms: number): string {
  const time = floorMod(ms, DAY_MS);
  const hour = Math.floor(time / HOUR_MS);
  const minute = Math.floor(time / MINUTE_MS) % 60;
  const second = Math.floor(time / 1000) % 60;
  const milli = String(time % 1000).padStart(3, '0');
  return `${formatDay(Math.floor(ms / DAY_MS))}T${pad2(hour)}:${pad2(minute)}:${pad2(second)}.${milli}Z`;
}

/** The hour on the wall clock of a zone, 0–23. */
export function hourOf(ms: number, zone: string): number {
  return Math.floor(floorMod(ms + offsetAt(zone, ms), DAY_MS) / HOUR_MS);
}

/** The weekday in a zone: Monday 1 … Sunday 7. */
export function weekdayOf(ms: number, zone: string): number {
  return weekdayOfDays(Math.floor((ms + offsetAt(zone, ms)) / DAY_MS));
}

/**
 * The date in a zone, `YYYY-MM-DD`. At the ends of the range of instants it may be one day outside:
 * `1969-12-31` in the west, `10000-01-01` in the east.
 */
export function dateOf(ms: number, zone: string): string {
  return formatDay(Math.floor((ms + offsetAt(zone, ms)) / DAY_MS));
}

/**
 * Reads ISO 8601: `YYYY-MM-DD`, then `T`, `t` or a space, `HH:MM`, `HH:MM:SS` or `HH:MM:SS.fff…` (or with a
 * comma), then `Z`, `z`, `±HH:MM`, `±HHMM`, `±HH` or nothing; with nothing it is local time of `zone`.
 * Digits below the millisecond are cut. Null for any other text, a date without a time, a day that does
 * not exist, second 60 and hour 24; `out_of_range` for an instant outside 1970–9999.
 */
export function parseInstant(text: string, zone = 'UTC'): number | 'out_of_range' | null {
  const day = parseDay(text);
  const separator = text.charAt(10);
  if (day === null || (separator !== 'T' && separator !== ' ' && separator !== 't')) return null;
  const hour = digits(text, 11, 2);
  const minute = digits(text, 14, 2);
  if (text.charAt(13) !== ':' || hour < 0 || hour > 23 || minute < 0 || minute > 59) return null;
  let local = day * DAY_MS + hour * HOUR_MS + minute * MINUTE_MS;
  let at = 16;
  if (text.charAt(at) === ':') {
    const second = digits(text, 17, 2);
    if (second < 0 || second > 59) return null;
    local += second * 1000;
    at = 19;
    const mark = text.charAt(at);
    if (mark === '.' || mark === ',') {
      const start = at + 1;
      at = start;
      while (isDigit(text.charCodeAt(at))) at += 1;
      if (at === start) return null;
      local += Number(text.slice(start, Math.min(at, start + 3)).padEnd(3, '0'));
    }
  }
  if (at === text.length) return inRange(localToInstant(zone, local));
  const offset = parseOffset(text, at);
  return offset === null ? null : inRange(local - offset);
}

function inRange(ms: number): number | 'out_of_range' {
  return ms < INSTANT_MIN || ms > INSTANT_MAX ? 'out_of_range' : ms + 0;
}

/** The first ten characters as days since 1970. */
function parseDay(text: string): number | null {
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 2);
  const day = digits(text, 8, 2);
  if (year < 0 || text.charAt(4) !== '-' || text.charAt(7) !== '-') return null;
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  return daysFromCivil(year, month, day);
}

/** All of `text` from `at` on as an offset east of UTC, in ms. */
function parseOffset(text: string, at: number): number | null {
  const sign = text.charAt(at);
  const left = text.length - at;
  if (sign === 'Z' || sign === 'z') return left === 1 ? 0 : null;
  if (sign !== '+' && sign !== '-') return null;
  const colon = text.charAt(at + 3) === ':';
  if (left !== 3 && left !== (colon ? 6 : 5)) return null;
  const hour = digits(text, at + 1, 2);
  const minute = left === 3 ? 0 : digits(text, at + (colon ? 4 : 3), 2);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return null;
  return (hour * HOUR_MS + minute * MINUTE_MS) * (sign === '-' ? -1 : 1);
}

/** `count` ASCII digits from `at` on as a number, or −1. */
function digits(text: string, at: number, count: number): number {
  let value = 0;
  for (let i = at; i < at + count; i += 1) {
    const unit = text.charCodeAt(i);
    if (!isDigit(unit)) return -1;
    value = value * 10 + unit - 0x30;
  }
  return value;
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

function formatDay(days: number): string {
  const { year, month, day } = civilFromDays(days);
  return `${String(year).padStart(4, '0')}-${pad2(month)}-${pad2(day)}`;
}

function pad2(n: number): string {
  return n < 10 ? `0${n}` : String(n);
}
