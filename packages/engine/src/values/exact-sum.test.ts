import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addExact, type Exact, exactToDecimal, exactToInt, subExact } from './exact-sum.ts';
import { DECIMAL_MAX, INT_MAX } from './numbers.ts';

const terms = fc.oneof(
  fc.integer({ min: -1000, max: 1000 }),
  fc.maxSafeInteger(),
  fc.constantFrom(INT_MAX, -INT_MAX, DECIMAL_MAX, -DECIMAL_MAX),
);

function total(values: readonly number[]): Exact {
  return values.reduce<Exact>((sum, value) => addExact(sum, value + 0), 0);
}

it('rule 17: sum accumulates exactly', () => {
  fc.assert(
    fc.property(fc.array(terms), (values) => {
      const exact = values.reduce((sum, value) => sum + BigInt(value), 0n);
      const ours = total(values);
      expect(BigInt(ours)).toBe(exact);
      // One form for one value: a number exactly where it is safe.
      expect(typeof ours).toBe(Number.isSafeInteger(Number(exact)) ? 'number' : 'bigint');
    }),
  );
});

it('rule 17: what leaves a window leaves no trace in its sum', () => {
  fc.assert(
    fc.property(fc.array(terms), fc.array(terms), (stay, leave) => {
      const sum = leave.reduce<Exact>((rest, value) => subExact(rest, value), total([...stay, ...leave]));
      expect(sum).toBe(total(stay));
    }),
  );
});

it('rule 17: sum is clamped when read, not before', () => {
  const far = addExact(INT_MAX, INT_MAX);
  expect(far).toBe(18_014_398_509_481_982n);
  expect([exactToInt(far), exactToInt(subExact(0, far))]).toEqual([INT_MAX, -INT_MAX]);
  expect(exactToInt(subExact(far, INT_MAX))).toBe(INT_MAX);
  expect(exactToInt(subExact(subExact(far, INT_MAX), 1))).toBe(INT_MAX - 1);
  expect([exactToDecimal(far), exactToDecimal(-far as bigint)]).toEqual([DECIMAL_MAX, -DECIMAL_MAX]);
  expect([exactToDecimal(DECIMAL_MAX + 1), exactToDecimal(12_345)]).toEqual([DECIMAL_MAX, 12_345]);
});

it('never gives -0', () => {
  expect(addExact(INT_MAX, -INT_MAX)).toBe(0);
  expect(subExact(0, 0)).toBe(0);
  expect(exactToInt(subExact(2n ** 60n, 2n ** 60n))).toBe(0);
});
