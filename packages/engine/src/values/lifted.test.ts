import { expect, it } from 'vitest';
import { lift1, lift2 } from './lifted.ts';
import { divInt, negInt } from './numbers.ts';

it('rule 17: an operation with a missing operand is missing', () => {
  const min = lift2<number, number, number>(Math.min);
  expect([min(1, 2), min(null, 2), min(1, null), min(null, null)]).toEqual([1, null, null, null]);
  expect([lift1(negInt)(3), lift1(negInt)(null)]).toEqual([-3, null]);
});

it('an operation that is itself missing stays so', () => {
  expect(lift2(divInt)(1, 0)).toBeNull();
});
