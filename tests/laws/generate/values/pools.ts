import type { Dice } from '../dice.ts';
import type { Grid } from '../world.ts';

/*
 * Literals of programs and values of histories come from the same small pools, so that comparisons are sometimes true
 * and sometimes false, and now and then from the ends of the ranges.
 */

const INTS = [0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 10, -1, -2];
const INT_MAX = Number.MAX_SAFE_INTEGER;
const INT_ENDS = [INT_MAX, -INT_MAX, INT_MAX - 1, 2 ** 52 + 1];

export function drawInt(dice: Dice): number {
  return dice.pick(dice.likely('end of a range', 0.03) ? INT_ENDS : INTS);
}

const DECIMALS = ['0', '0.5', '1', '1', '2', '2.5', '3', '1.25', '-0.5', '-1', '2.3333', '0.0001', '1.005'];
const DECIMAL_ENDS = ['500000000000', '-500000000000', '499999999999.9999', '-0.0001'];

export function drawDecimal(dice: Dice): string {
  return dice.pick(dice.likely('end of a range', 0.03) ? DECIMAL_ENDS : DECIMALS);
}

const TEXTS = ['a', 'b', 'A', 'ab', 'a b'];
const ODD_TEXTS = [
  '',
  ' ',
  'é',
  // The same in two code points: input is brought to NFC, and so are literals.
  'e\u0301',
  'A\u030Aa',
  '%',
  'a_b',
  '\\',
  'a\\%',
  '"a"',
  "o'a",
  'a\nb',
  'a\r\nb',
  '\t',
  '*?',
  '{a}',
  '\u{1F600}a',
  // UTF-8 and UTF-16 order these two differently.
  '\uFFEE',
  '\u{10000}',
  '2026-03-02',
];

export function drawText(dice: Dice): string {
  return dice.pick(dice.likely('odd text', 0.2) ? ODD_TEXTS : TEXTS);
}

const GLOBS = ['a*', '*b', '*', '?', 'a?b', '*a*', '?*', '\\*?', '*\\', '', 'é', '*\u{1F600}*', '*%*', 'a_*'];

export function drawGlob(dice: Dice): string {
  return dice.pick(GLOBS);
}

export const INSTANT_MAX = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
const INSTANT_ENDS = [0, 1, INSTANT_MAX, INSTANT_MAX - 1];
/** Around changes of clocks, leap days and midnights of the zones below. */
const CLOCK_CHANGES = [
  Date.UTC(2026, 2, 29, 1),
  Date.UTC(2026, 9, 25, 1),
  Date.UTC(2026, 2, 8, 7),
  Date.UTC(2026, 3, 4, 15),
  Date.UTC(2024, 1, 29, 18, 30),
  Date.UTC(2025, 11, 31, 23),
];

/** An instant of the grid, sometimes a millisecond beside it. */
export function drawInstant(dice: Dice, grid: Grid, from = 0, to = 60): number {
  const jitter = dice.chance(0.15) ? dice.pick([-1, 1]) : 0;
  const at = grid.startMs + dice.int(from, to) * grid.unitMs + jitter;
  return Math.min(Math.max(at, 0), INSTANT_MAX);
}

/** An instant as a value, which may be any. */
export function drawTimestamp(dice: Dice, grid: Grid): number {
  if (dice.likely('end of a range', 0.03)) return dice.pick(INSTANT_ENDS);
  if (dice.chance(0.1)) return dice.pick(CLOCK_CHANGES) + dice.pick([-1, 0, 0, 1, 3_600_000, -3_600_000]);
  return drawInstant(dice, grid);
}

const STEPS = [1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 10, 15, 20];

/** Longer than nothing. */
export function drawSpan(dice: Dice, { unitMs }: Grid): number {
  const jitter = unitMs > 1 && dice.chance(0.08) ? dice.pick([-1, 1]) : 0;
  return dice.pick(STEPS) * unitMs + jitter;
}

export const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe'];
