/**
 * The yearly rule of a zone, which holds after its last listed transition: the POSIX TZ footer of its TZif
 * file (RFC 9636, section 3.3), with the offsets east of UTC and all in milliseconds.
 */

import { civilFromDays, DAY_MS, daysFromCivil, daysInMonth, weekdayOfDays } from '../calendar.ts';

/** POSIX `Mm.w.d/t`: weekday `weekday` of week `week` (5: the last) of a month, at a time of the local day. */
export interface YearlyDate {
  readonly month: number;
  readonly week: number;
  /** Sunday 0 … Saturday 6, as POSIX counts. */
  readonly weekday: number;
  /** From local midnight; may be negative or beyond a day. */
  readonly timeMs: number;
}

/** Summer time goes from `start` (standard time) to `end` (summer time), which may lie in the next year. */
export interface YearRule {
  readonly standardMs: number;
  readonly summerMs: number;
  readonly start: YearlyDate;
  readonly end: YearlyDate;
}

/** The offset that the rule gives at an instant. No rule changes within a day of New Year. */
export function ruleOffsetAt(rule: YearRule, instantMs: number): number {
  const year = civilFromDays(Math.floor((instantMs + rule.standardMs) / DAY_MS)).year;
  const start = startOf(rule, year);
  const end = endOf(rule, year);
  const isSummer =
    start < end ? start <= instantMs && instantMs < end : instantMs < end || start <= instantMs;
  return isSummer ? rule.summerMs : rule.standardMs;
}

/** A change of the clocks: from `atMs` on, local time is UTC + `offsetMs`. */
export interface Transition {
  readonly atMs: number;
  readonly offsetMs: number;
}

/** The rule's transitions with fromMs <= atMs < toMs, in order of time. */
export function ruleTransitions(rule: YearRule, fromMs: number, toMs: number): readonly Transition[] {
  const found: Transition[] = [];
  const lastYear = civilFromDays(Math.floor(toMs / DAY_MS)).year;
  for (let year = civilFromDays(Math.floor(fromMs / DAY_MS)).year; year <= lastYear; year += 1) {
    const start = { atMs: startOf(rule, year), offsetMs: rule.summerMs };
    const end = { atMs: endOf(rule, year), offsetMs: rule.standardMs };
    for (const transition of start.atMs < end.atMs ? [start, end] : [end, start]) {
      if (fromMs <= transition.atMs && transition.atMs < toMs) found.push(transition);
    }
  }
  return found;
}

function startOf(rule: YearRule, year: number): number {
  return localMs(rule.start, year) - rule.standardMs;
}

function endOf(rule: YearRule, year: number): number {
  return localMs(rule.end, year) - rule.summerMs;
}

function localMs(date: YearlyDate, year: number): number {
  const first = daysFromCivil(year, date.month, 1);
  const firstWeekday = weekdayOfDays(first) % 7;
  const day = 1 + ((date.weekday - firstWeekday + 7) % 7) + (date.week - 1) * 7;
  // Week 5 is the last: at most one week too far.
  const inMonth = day > daysInMonth(year, date.month) ? day - 7 : day;
  return (first + inMonth - 1) * DAY_MS + date.timeMs;
}
