import { expect, test } from 'vitest';
import { closest } from './closest.ts';

const KEYS = ['brokers', 'bundle', 'store', 'topic', 'tls'];

test.each([
  ['brokrs', 'brokers'],
  ['bundel', 'bundle'],
  ['STORE', 'store'],
  ['tsl', 'tls'],
  ['password', undefined],
  ['x'.repeat(10_000), undefined],
])('%s: %s', (word, meant) => {
  expect(closest(word, KEYS)).toBe(meant);
});
