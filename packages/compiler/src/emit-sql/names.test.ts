import { expect, test } from 'vitest';
import { Names } from './names.ts';

test('a name is given as it is, and again with a number, whatever its case', () => {
  const names = new Names();
  expect(['Order', 'order', 'ORDER', 'Order 2'].map((name) => names.unique(name))).toEqual([
    'Order',
    'order 2',
    'ORDER 3',
    'Order 2 2',
  ]);
});

test('a long name keeps its beginning, in 63 bytes, and never half a character', () => {
  const names = new Names();
  const long = `${'a'.repeat(58)}😀😀`;
  const [first, second] = [names.unique(long), names.unique(long)];
  expect([first, second]).toEqual([`${'a'.repeat(58)}…`, `${'a'.repeat(58)}… 2`]);
  for (const name of [first, second, names.unique('é'.repeat(60)), names.unique('é'.repeat(60))]) {
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(63);
    expect(name.isWellFormed()).toBe(true);
  }
});

test('a name of just 63 bytes stays whole', () => {
  expect(new Names().unique('b'.repeat(63))).toBe('b'.repeat(63));
});
