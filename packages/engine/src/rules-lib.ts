/**
 * The operations that compiled rules call. One object per engine, so that what was clamped is counted where it
 * happened. All take and give run-time values (see `Value`); an operand that is `null` is missing: comparisons are
 * then false and everything else is missing too (language, Missing and Arithmetic).
 */
import type { Value } from './contract/manifest.ts';
import { compileGlob, type Glob, matchesGlob } from './values/glob.ts';
import {
  absDecimal,
  absInt,
  DECIMAL_MAX,
  DECIMAL_ONE,
  divExact,
  divInt,
  INT_MAX,
  maxOf,
  minOf,
  modInt,
  mulDecimal,
  mulInt,
  negInt,
  roundDecimal,
} from './values/numbers.ts';
import { lengthCodePoints, lowerAscii } from './values/strings.ts';
import { dateOf, hourOf, INSTANT_MAX, INSTANT_MIN, weekdayOf } from './values/time.ts';

type Num = number | null;

/** Counts of what happened silently; a host may publish them. */
export interface RuleCounters {
  /** Results outside their range that became the nearest end of it. */
  clamped: number;
}

export interface RulesLib {
  addInt(a: Num, b: Num): Num;
  subInt(a: Num, b: Num): Num;
  mulInt(a: Num, b: Num): Num;
  negInt(a: Num): Num;
  absInt(a: Num): Num;
  divInt(a: Num, b: Num): Num;
  modInt(a: Num, b: Num): Num;
  addDecimal(a: Num, b: Num): Num;
  subDecimal(a: Num, b: Num): Num;
  mulDecimal(a: Num, b: Num): Num;
  absDecimal(a: Num): Num;
  /** `/` of two ints or of two decimals: a decimal, missing for a zero divisor. */
  divide(a: Num, b: Num): Num;
  /** An int as a decimal, clamped. */
  widen(a: Num): Num;
  round(a: Num): Num;
  minimum(a: Num, b: Num): Num;
  maximum(a: Num, b: Num): Num;
  /** Results are clamped to 1970–9999. */
  addTime(at: Num, ms: Num): Num;
  subTime(at: Num, ms: Num): Num;

  eq(a: Value, b: Value): boolean;
  ne(a: Value, b: Value): boolean;
  lt(a: Num, b: Num): boolean;
  le(a: Num, b: Num): boolean;
  gt(a: Num, b: Num): boolean;
  ge(a: Num, b: Num): boolean;
  oneOf(a: Value, list: readonly Value[] | null): boolean;
  noneOf(a: Value, list: readonly Value[] | null): boolean;

  contains(s: string | null, part: string | null): boolean;
  startsWith(s: string | null, part: string | null): boolean;
  endsWith(s: string | null, part: string | null): boolean;
  glob(pattern: string): Glob;
  matches(s: string | null, glob: Glob): boolean;
  lower(s: string | null): string | null;
  length(s: string | null): Num;
  hour(at: Num, zone: string | null): Num;
  weekday(at: Num, zone: string | null): Num;
  date(at: Num, zone: string | null): string | null;

  /** Compares `now` with `base + offset`, both in ms; missing is false. Never clamped, so that turns are exact. */
  nowCompare(test: Comparison, now: number, base: Num, offset: Num): boolean;
  /** `now` as far as `now - offset` lies in 1970–9999, else at the end of that: comparing it compares the clamped difference. */
  clampedNow(now: number, offset: Num): number;
  /** The first instant after `now` at which that comparison changes; `Infinity` if it never does again. */
  nowTurn(test: Comparison, now: number, base: Num, offset: Num): number;
}

/** A missing list holds nothing. */
const NOTHING: readonly Value[] = [];

export type Comparison = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge';

export function createRulesLib(counters: RuleCounters): RulesLib {
  const clamp = (n: number, low: number, high: number): number => {
    if (n >= low && n <= high) return n === 0 ? 0 : n;
    counters.clamped++;
    return n < low ? low : high;
  };
  const int = (n: number): number => clamp(n, -INT_MAX, INT_MAX);
  const decimal = (n: number): number => clamp(n, -DECIMAL_MAX, DECIMAL_MAX);
  const instant = (n: number): number => clamp(n, INSTANT_MIN, INSTANT_MAX);

  return {
    addInt: (a, b) => (a === null || b === null ? null : int(a + b)),
    subInt: (a, b) => (a === null || b === null ? null : int(a - b)),
    mulInt: (a, b) => {
      if (a === null || b === null) return null;
      if (Math.abs(a * b) > INT_MAX) counters.clamped++;
      return mulInt(a, b);
    },
    negInt: (a) => (a === null ? null : negInt(a)),
    absInt: (a) => (a === null ? null : absInt(a)),
    divInt: (a, b) => (a === null || b === null ? null : divInt(a, b)),
    modInt: (a, b) => (a === null || b === null ? null : modInt(a, b)),
    addDecimal: (a, b) => (a === null || b === null ? null : decimal(a + b)),
    subDecimal: (a, b) => (a === null || b === null ? null : decimal(a - b)),
    mulDecimal: (a, b) => {
      if (a === null || b === null) return null;
      if (Math.abs(a * b) > DECIMAL_MAX * DECIMAL_ONE) counters.clamped++;
      return mulDecimal(a, b);
    },
    absDecimal: (a) => (a === null ? null : absDecimal(a)),
    divide: (a, b) => (a === null || b === null ? null : divExact(a, b)),
    widen: (a) => (a === null ? null : decimal(a * DECIMAL_ONE)),
    round: (a) => (a === null ? null : roundDecimal(a)),
    minimum: (a, b) => (a === null || b === null ? null : minOf(a, b)),
    maximum: (a, b) => (a === null || b === null ? null : maxOf(a, b)),
    addTime: (at, ms) => (at === null || ms === null ? null : instant(at + ms)),
    subTime: (at, ms) => (at === null || ms === null ? null : instant(at - ms)),

    eq: (a, b) => a !== null && b !== null && a === b,
    ne: (a, b) => a !== null && b !== null && a !== b,
    lt: (a, b) => a !== null && b !== null && a < b,
    le: (a, b) => a !== null && b !== null && a <= b,
    gt: (a, b) => a !== null && b !== null && a > b,
    ge: (a, b) => a !== null && b !== null && a >= b,
    oneOf: (a, list) => a !== null && (list ?? NOTHING).includes(a),
    noneOf: (a, list) => a !== null && list !== null && !list.includes(null) && !list.includes(a),

    contains: (s, part) => s !== null && part !== null && s.includes(part),
    startsWith: (s, part) => s !== null && part !== null && s.startsWith(part),
    endsWith: (s, part) => s !== null && part !== null && s.endsWith(part),
    glob: compileGlob,
    matches: (s, glob) => s !== null && matchesGlob(glob, s),
    lower: (s) => (s === null ? null : lowerAscii(s)),
    length: (s) => (s === null ? null : lengthCodePoints(s)),
    hour: (at, zone) => (at === null || zone === null ? null : hourOf(at, zone)),
    weekday: (at, zone) => (at === null || zone === null ? null : weekdayOf(at, zone)),
    date: (at, zone) => (at === null || zone === null ? null : dateOf(at, zone)),

    nowCompare,
    clampedNow,
    nowTurn,
  };
}

function nowCompare(test: Comparison, now: number, base: Num, offset: Num): boolean {
  if (base === null || offset === null) return false;
  const edge = base + offset;
  switch (test) {
    case 'eq':
      return now === edge;
    case 'ne':
      return now !== edge;
    case 'lt':
      return now < edge;
    case 'le':
      return now <= edge;
    case 'gt':
      return now > edge;
    case 'ge':
      return now >= edge;
  }
}

function clampedNow(now: number, offset: Num): number {
  return offset === null ? now : Math.min(Math.max(now, INSTANT_MIN + offset), INSTANT_MAX + offset);
}

function nowTurn(test: Comparison, now: number, base: Num, offset: Num): number {
  if (base === null || offset === null) return Infinity;
  const edge = base + offset;
  switch (test) {
    // Time is whole milliseconds: "after the edge" begins one later.
    case 'lt':
    case 'ge':
      return edge > now ? edge : Infinity;
    case 'le':
    case 'gt':
      return edge + 1 > now ? edge + 1 : Infinity;
    case 'eq':
    case 'ne':
      return edge > now ? edge : edge + 1 > now ? edge + 1 : Infinity;
  }
}
