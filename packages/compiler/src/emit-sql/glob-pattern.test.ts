import { expect, test } from 'vitest';
import { likePattern } from './glob-pattern.ts';

test.each([
  ['a*b?', 'a%b_'],
  ['100%_!', '100!%!_!!'],
  ['\\*\\?\\\\', '*?\\'],
  ['\\a\\%', 'a!%'],
  ['a\\', 'a\\'],
  ['**', '%%'],
  ['😀?', '😀_'],
  ['', ''],
])('the glob %s is the pattern %s', (glob, pattern) => {
  expect(likePattern(glob)).toBe(pattern);
});
