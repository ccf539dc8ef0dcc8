import { expect, test } from 'vitest';
import { durationText } from './durations.ts';

test.each([
  [0, '0s'],
  [90_000, '1m30s'],
  [90_061_001, '1d1h1m1s1ms'],
  [-3_600_000, '-1h'],
])('%d ms is %s', (ms, text) => {
  expect(durationText(ms)).toBe(text);
});
