import { describe, expect, test } from 'vitest';
import {
  absolute,
  add,
  divide,
  greatest,
  least,
  multiply,
  negate,
  order,
  remainder,
  round,
  subtract,
  toDecimal,
  wholeQuotient,
} from './arithmetic.ts';
import { type NumberDatum, number } from './datum.ts';

const INT_MAX = 2 ** 53 - 1;
/** 500 000 000 000 as ten-thousandths. */
const DECIMAL_MAX = 5e15;
const TIMESTAMP_MAX = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

const int = (value: number): NumberDatum => number('int', value);
const dec = (tenThousandths: number): NumberDatum => number('decimal', tenThousandths);
const time = (ms: number): NumberDatum => number('timestamp', ms);
const span = (ms: number): NumberDatum => number('duration', ms);

describe('rule 17: arithmetic', () => {
  test('ints end at their range', () => {
    expect(add(int(INT_MAX), int(1))).toEqual(int(INT_MAX));
    expect(subtract(int(-INT_MAX), int(1))).toEqual(int(-INT_MAX));
    expect(multiply(int(INT_MAX), int(-2))).toEqual(int(-INT_MAX));
    expect(add(int(INT_MAX), int(-INT_MAX))).toEqual(int(0));
    expect(negate(int(-INT_MAX))).toEqual(int(INT_MAX));
    expect(absolute(int(-INT_MAX))).toEqual(int(INT_MAX));
  });

  test('decimals end at their range, and a product is rounded', () => {
    expect(add(dec(DECIMAL_MAX), dec(1))).toEqual(dec(DECIMAL_MAX));
    expect(subtract(dec(-DECIMAL_MAX), dec(1))).toEqual(dec(-DECIMAL_MAX));
    expect(multiply(dec(DECIMAL_MAX), dec(DECIMAL_MAX))).toEqual(dec(DECIMAL_MAX));
    expect(multiply(dec(1), dec(5_000))).toEqual(dec(1));
    expect(multiply(dec(1), dec(4_999))).toEqual(dec(0));
    expect(multiply(dec(-1), dec(5_000))).toEqual(dec(-1));
  });

  test('beside a decimal an int is widened first, and clamped by that', () => {
    expect(add(int(2), dec(5_000))).toEqual(dec(25_000));
    expect(subtract(dec(5_000), int(2))).toEqual(dec(-15_000));
    expect(subtract(int(INT_MAX), dec(DECIMAL_MAX))).toEqual(dec(0));
    expect(multiply(int(3), dec(5_000))).toEqual(dec(15_000));
    expect(toDecimal(int(-INT_MAX))).toEqual(dec(-DECIMAL_MAX));
    expect(toDecimal(dec(7))).toEqual(dec(7));
  });

  test('ADR 4: two ints are divided as they are, with a decimal the int is widened', () => {
    expect(divide(int(INT_MAX), int(INT_MAX))).toEqual(dec(10_000));
    expect(divide(int(INT_MAX), int(1))).toEqual(dec(DECIMAL_MAX));
    expect(divide(int(9e15), dec(DECIMAL_MAX))).toEqual(dec(10_000));
    expect(divide(int(1), int(3))).toEqual(dec(3_333));
    expect(divide(int(-2), int(3))).toEqual(dec(-6_667));
    expect(divide(dec(1), int(2))).toEqual(dec(1));
    expect(divide(dec(-1), int(2))).toEqual(dec(-1));
    expect(divide(int(0), int(-5))).toEqual(dec(0));
  });

  test('a divisor of zero leaves nothing', () => {
    expect(divide(int(1), int(0))).toBeNull();
    expect(divide(int(1), dec(0))).toBeNull();
    expect(wholeQuotient(int(1), int(0))).toBeNull();
    expect(remainder(int(1), int(0))).toBeNull();
  });

  test.each([
    [7, 2, 3, 1],
    [-7, 2, -3, -1],
    [7, -2, -3, 1],
    [-7, -2, 3, -1],
    [-INT_MAX, -1, INT_MAX, 0],
  ])('%d div %d is %d, mod %d: cut toward zero, with the sign of the first', (a, b, quotient, rest) => {
    expect(wholeQuotient(int(a), int(b))).toEqual(int(quotient));
    expect(remainder(int(a), int(b))).toEqual(int(rest));
  });

  test('instants end at 1970 and 9999, durations like an int', () => {
    expect(add(time(TIMESTAMP_MAX), span(1))).toEqual(time(TIMESTAMP_MAX));
    expect(subtract(time(0), span(1))).toEqual(time(0));
    expect(subtract(time(5), span(-2))).toEqual(time(7));
    expect(subtract(time(3), time(5))).toEqual(span(-2));
    expect(subtract(time(0), time(TIMESTAMP_MAX))).toEqual(span(-TIMESTAMP_MAX));
    expect(add(span(INT_MAX), span(1))).toEqual(span(INT_MAX));
    expect(subtract(span(-INT_MAX), span(1))).toEqual(span(-INT_MAX));
    expect(multiply(span(INT_MAX), int(-2))).toEqual(span(-INT_MAX));
    expect(negate(span(-3))).toEqual(span(3));
  });

  test('round goes to the nearest int, half away from zero', () => {
    expect([14_999, 15_000, -14_999, -15_000].map((d) => round(dec(d)))).toEqual([1, 2, -1, -2].map(int));
    expect(round(dec(DECIMAL_MAX))).toEqual(int(500_000_000_000));
    expect(round(int(-INT_MAX))).toEqual(int(-INT_MAX));
  });

  test('min and max of an int and a decimal are decimals', () => {
    expect(least(int(2), dec(25_000))).toEqual(dec(20_000));
    expect(greatest(int(2), dec(25_000))).toEqual(dec(25_000));
    expect(greatest(int(INT_MAX), dec(DECIMAL_MAX))).toEqual(dec(DECIMAL_MAX));
    expect([least(span(-1), span(1)), greatest(time(1), time(2))]).toEqual([span(-1), time(2)]);
  });

  test('order looks at the clamped values, too', () => {
    expect(order(int(INT_MAX), dec(DECIMAL_MAX))).toBe(0);
    expect(order(int(500_000_000_000), dec(DECIMAL_MAX - 1))).toBe(1);
    expect(order(int(-INT_MAX), int(-INT_MAX + 1))).toBe(-1);
  });
});
