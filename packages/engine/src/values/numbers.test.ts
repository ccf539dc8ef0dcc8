import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  absDecimal,
  absInt,
  addDecimal,
  addInt,
  clampDecimal,
  clampInt,
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
  negDecimal,
  negInt,
  roundDecimal,
  subDecimal,
  subInt,
  widen,
} from './numbers.ts';

/** The oracle works on bigints throughout: clamp and round as the language says. */
function clampTo(max: number, n: bigint): number {
  return n > BigInt(max) ? max : n < -BigInt(max) ? -max : Number(n);
}

function divideHalfAway(n: bigint, d: bigint): bigint {
  const size = n < 0n ? -n : n;
  const divisor = d < 0n ? -d : d;
  const whole = size / divisor;
  const rounded = (size - whole * divisor) * 2n >= divisor ? whole + 1n : whole;
  return n < 0n === d < 0n ? rounded : -rounded;
}

const SCALE = BigInt(DECIMAL_ONE);
const clampIntBig = (n: bigint): number => clampTo(INT_MAX, n);
const clampDecimalBig = (n: bigint): number => clampTo(DECIMAL_MAX, n);

/** Small values, values near the ends, and everything between. */
function numbersUpTo(max: number): fc.Arbitrary<number> {
  return fc
    .oneof(
      fc.integer({ min: -20_000, max: 20_000 }),
      fc.integer({ min: -max, max }),
      fc.integer({ min: max - 20_000, max }),
      fc.integer({ min: -max, max: -max + 20_000 }),
      // The region where products leave 2^53 but not the decimals' range.
      fc.integer({ min: -10_000_000_000, max: 10_000_000_000 }),
    )
    .map((n) => n + 0);
}

const ints = numbersUpTo(INT_MAX);
const decimals = numbersUpTo(DECIMAL_MAX);
const runs = { numRuns: 3000 };

describe('int arithmetic', () => {
  it.each([
    ['addInt', addInt, (a: bigint, b: bigint) => a + b],
    ['subInt', subInt, (a: bigint, b: bigint) => a - b],
    ['mulInt', mulInt, (a: bigint, b: bigint) => a * b],
  ] as const)('%s is the exact result, clamped', (_name, ours, exact) => {
    fc.assert(
      fc.property(ints, ints, (a, b) => {
        expect(ours(a, b)).toBe(clampIntBig(exact(BigInt(a), BigInt(b))));
      }),
      runs,
    );
  });

  it('div and mod truncate toward zero and are missing for a zero divisor', () => {
    fc.assert(
      fc.property(ints, ints, (a, b) => {
        expect(divInt(a, b)).toBe(b === 0 ? null : Number(BigInt(a) / BigInt(b)));
        expect(modInt(a, b)).toBe(b === 0 ? null : Number(BigInt(a) % BigInt(b)));
      }),
      runs,
    );
    expect([divInt(7, 2), divInt(-7, 2), divInt(7, -2), modInt(-7, 3), modInt(7, -3)]).toEqual([
      3, -3, -3, -1, 1,
    ]);
    expect(divInt(INT_MAX, 2)).toBe(4_503_599_627_370_495);
  });

  it('a result outside the range becomes the nearest end of it', () => {
    expect(addInt(INT_MAX, 1)).toBe(INT_MAX);
    expect(subInt(-INT_MAX, 1)).toBe(-INT_MAX);
    expect(mulInt(INT_MAX, INT_MAX)).toBe(INT_MAX);
    expect(mulInt(INT_MAX, -INT_MAX)).toBe(-INT_MAX);
    expect(clampInt(Number.POSITIVE_INFINITY)).toBe(INT_MAX);
    expect(clampInt(2 ** 53)).toBe(INT_MAX);
  });
});

describe('decimal arithmetic', () => {
  it.each([
    ['addDecimal', addDecimal, (a: bigint, b: bigint) => a + b],
    ['subDecimal', subDecimal, (a: bigint, b: bigint) => a - b],
    ['mulDecimal', mulDecimal, (a: bigint, b: bigint) => divideHalfAway(a * b, SCALE)],
  ] as const)('%s is the exact result, rounded half away and clamped', (_name, ours, exact) => {
    fc.assert(
      fc.property(decimals, decimals, (a, b) => {
        expect(ours(a, b)).toBe(clampDecimalBig(exact(BigInt(a), BigInt(b))));
      }),
      runs,
    );
  });

  it('rule 17: decimal * rounds half away from zero', () => {
    expect(mulDecimal(1, 5_000)).toBe(1); // 0.0001 × 0.5
    expect(mulDecimal(-1, 5_000)).toBe(-1);
    expect(mulDecimal(1, 4_999)).toBe(0);
    expect(mulDecimal(-1, 4_999)).toBe(0);
    expect(mulDecimal(3, 5_000)).toBe(2);
    // 2 000 000 000.0001 × 1.5: the product is beyond 2^53 and ends in a half.
    expect(mulDecimal(20_000_000_000_001, 15_000)).toBe(30_000_000_000_002);
    expect(mulDecimal(-20_000_000_000_001, 15_000)).toBe(-30_000_000_000_002);
  });

  it('rule 17: widening an int to decimal clamps', () => {
    fc.assert(
      fc.property(ints, (n) => {
        expect(widen(n)).toBe(clampDecimalBig(BigInt(n) * SCALE));
      }),
      runs,
    );
    expect(widen(500_000_000_000)).toBe(DECIMAL_MAX);
    expect(widen(500_000_000_001)).toBe(DECIMAL_MAX);
    expect(widen(-INT_MAX)).toBe(-DECIMAL_MAX);
  });

  it('rule 17: round goes to the nearest int, half away from zero', () => {
    fc.assert(
      fc.property(decimals, (n) => {
        expect(roundDecimal(n)).toBe(Number(divideHalfAway(BigInt(n), SCALE)));
      }),
      runs,
    );
    expect([4_999, 5_000, 14_999, 15_000, -4_999, -5_000, -15_000].map(roundDecimal)).toEqual([
      0, 1, 1, 2, 0, -1, -2,
    ]);
  });

  it('a result outside the range becomes the nearest end of it', () => {
    expect(addDecimal(DECIMAL_MAX, 1)).toBe(DECIMAL_MAX);
    expect(mulDecimal(DECIMAL_MAX, DECIMAL_MAX)).toBe(DECIMAL_MAX);
    expect(mulDecimal(DECIMAL_MAX, -DECIMAL_MAX)).toBe(-DECIMAL_MAX);
    expect(mulDecimal(DECIMAL_MAX, DECIMAL_ONE)).toBe(DECIMAL_MAX);
    expect(clampDecimal(Number.NEGATIVE_INFINITY)).toBe(-DECIMAL_MAX);
  });
});

describe('division', () => {
  const wide = fc.oneof(ints, decimals, fc.bigInt({ min: -(2n ** 90n), max: 2n ** 90n }));

  it('rule 17: / and avg divide exactly, rounded half away from zero and clamped', () => {
    fc.assert(
      fc.property(wide, wide, (n, d) => {
        const expected =
          BigInt(d) === 0n ? null : clampDecimalBig(divideHalfAway(BigInt(n) * SCALE, BigInt(d)));
        expect(divExact(n, d)).toBe(expected);
      }),
      runs,
    );
  });

  it('gives four digits, and the ends of the range beyond it', () => {
    expect(divExact(1, 3)).toBe(3_333);
    expect(divExact(2, 3)).toBe(6_667);
    expect(divExact(-2, 3)).toBe(-6_667);
    expect(divExact(1, 20_000)).toBe(1); // 0.00005
    expect(divExact(-1, 20_000)).toBe(-1);
    expect(divExact(1, 20_001)).toBe(0);
    expect(divExact(INT_MAX, 1)).toBe(DECIMAL_MAX);
    expect(divExact(-INT_MAX, 1)).toBe(-DECIMAL_MAX);
    expect(divExact(2n ** 200n, 3)).toBe(DECIMAL_MAX);
  });

  it('is missing for a zero divisor', () => {
    expect([divExact(1, 0), divExact(0, 0), divExact(1n, 0), divExact(1, 0n)]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});

it('no operation gives -0', () => {
  // toBe tells 0 from -0.
  const zeros = [
    negInt(0),
    negDecimal(0),
    absInt(0),
    absDecimal(0),
    clampInt(-0),
    clampDecimal(-0),
    addInt(0, 0),
    subInt(5, 5),
    mulInt(0, -5),
    subDecimal(0, 0),
    mulDecimal(0, -5),
    mulDecimal(-1, 1),
    widen(0),
    roundDecimal(-1),
    divExact(0, -5),
    divExact(0n, -5n),
    divExact(-1, 30_000),
    divExact(-1n, 30_000n),
    divInt(0, -5),
    divInt(-1, 2),
    modInt(-4, 2),
  ];
  for (const zero of zeros) expect(zero).toBe(0);
  expect([minOf(-1, 1), maxOf(-1, 1)]).toEqual([-1, 1]);
  expect([negInt(5), negDecimal(-5), absInt(-5), absDecimal(-INT_MAX)]).toEqual([-5, 5, 5, INT_MAX]);
});
