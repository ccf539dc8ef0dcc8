/** Reads one line of `table.ts`; `scripts/make-zones.py` writes them and says the same from its side. */

import type { YearlyDate, YearRule } from './rule.ts';

/** One zone. `offsetMs[i]` holds from `atMs[i - 1]` until before `atMs[i]`; `offsetMs[0]` before them all. */
export interface Zone {
  readonly atMs: Float64Array;
  readonly offsetMs: Int32Array;
  /** Takes over from the last of `atMs` on; without it the last offset stays. */
  readonly rule: YearRule | undefined;
}

/** The unit of the distances between transitions. */
const STEP_MS = 30_000;

/**
 * `names;offsets;transitions;rule`
 * - names, separated by spaces: all that share this history since 1970,
 * - offsets: seconds east of UTC, separated by commas; the first holds at 1970-01-01T00:00:00Z,
 * - transitions: the distance from the one before (the first: from 1970) in steps of 30 s, in base 36 with
 *   lower-case letters, then the offset from there on as an upper-case letter: A the first, B the second …
 * - rule: empty, or `standard,summer,start,end` in seconds, start and end as `month.week.weekday.seconds`.
 */
export function decodeZone(line: string): Zone {
  const [, offsetText = '', transitionText = '', ruleText = ''] = line.split(';');
  const offsets = offsetText.split(',').map((seconds) => Number(seconds) * 1000);
  const atMs: number[] = [];
  const offsetMs: number[] = [offsets[0] as number];
  let steps = 0;
  for (const [, distance, letter] of transitionText.matchAll(/([0-9a-z]+)([A-Z])/g)) {
    steps += Number.parseInt(distance as string, 36);
    atMs.push(steps * STEP_MS);
    offsetMs.push(offsets[(letter as string).charCodeAt(0) - 0x41] as number);
  }
  return { atMs: Float64Array.from(atMs), offsetMs: Int32Array.from(offsetMs), rule: decodeRule(ruleText) };
}

function decodeRule(text: string): YearRule | undefined {
  if (text === '') return undefined;
  const [standard = '', summer = '', start = '', end = ''] = text.split(',');
  return {
    standardMs: Number(standard) * 1000,
    summerMs: Number(summer) * 1000,
    start: decodeDate(start),
    end: decodeDate(end),
  };
}

function decodeDate(text: string): YearlyDate {
  const [month = 0, week = 0, weekday = 0, seconds = 0] = text.split('.').map(Number);
  return { month, week, weekday, timeMs: seconds * 1000 };
}
