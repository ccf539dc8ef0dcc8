import { describe, expect, test } from 'vitest';
import { clamp, magnitude, type NumberKind, roundedQuotient, widen } from './numbers.ts';

describe('numbers', () => {
  test.each<[NumberKind, bigint, bigint]>([
    ['int', -9_007_199_254_740_991n, 9_007_199_254_740_991n],
    ['decimal', -5_000_000_000_000_000n, 5_000_000_000_000_000n],
    ['timestamp', 0n, BigInt(Date.UTC(9999, 11, 31, 23, 59, 59, 999))],
    ['duration', -9_007_199_254_740_991n, 9_007_199_254_740_991n],
  ])('rule 17: the range of %s is %d to %d, and what leaves it becomes its end', (kind, low, high) => {
    expect([clamp(kind, low), clamp(kind, low - 1n), clamp(kind, low - 10n ** 30n)]).toEqual([low, low, low]);
    expect([clamp(kind, high), clamp(kind, high + 1n), clamp(kind, high + 10n ** 30n)]).toEqual([
      high,
      high,
      high,
    ]);
    expect([clamp(kind, low + 1n), clamp(kind, high - 1n)]).toEqual([low + 1n, high - 1n]);
  });

  test('rule 17: widening an int clamps', () => {
    expect(widen(500_000_000_000n)).toBe(5_000_000_000_000_000n);
    expect(widen(500_000_000_001n)).toBe(5_000_000_000_000_000n);
    expect(widen(-9_007_199_254_740_991n)).toBe(-5_000_000_000_000_000n);
    expect(widen(-7n)).toBe(-70_000n);
  });

  test.each([
    [5n, 2n, 3n],
    [-5n, 2n, -3n],
    [5n, -2n, -3n],
    [-5n, -2n, 3n],
    [1n, 3n, 0n],
    [-1n, 3n, 0n],
    [2n, 3n, 1n],
    [0n, -3n, 0n],
    [49n, 100n, 0n],
    [50n, 100n, 1n],
    [-50n, 100n, -1n],
    [10n ** 40n + 5n, 10n, 10n ** 39n + 1n],
  ])('rule 17: %d by %d is %d: half away from zero', (dividend, divisor, quotient) => {
    expect(roundedQuotient(dividend, divisor)).toBe(quotient);
  });

  test('a magnitude has no sign', () => {
    expect([magnitude(-3n), magnitude(3n), magnitude(0n)]).toEqual([3n, 3n, 0n]);
  });
});
