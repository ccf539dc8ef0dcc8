import { expect, test } from 'vitest';
import { aggregateLabel } from './labels.ts';

test.each([
  [1, '1ms'],
  [59_999, '59s999ms'],
  [5_400_000, '1h30m'],
  [86_400_000, '24h'],
  [90_000_000, '1d1h'],
  [604_800_000, '7d'],
])('a window of %s ms is called %s', (ms, text) => {
  expect(aggregateLabel('sum', 'Order.amount', ms)).toBe(`sum(Order.amount) over ${text}`);
});

test('what has no window is called ever', () => {
  expect(aggregateLabel('count', 'Order', null)).toBe('count(Order) ever');
});
