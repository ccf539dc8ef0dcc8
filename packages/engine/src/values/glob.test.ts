import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compileGlob, matchesGlob } from './glob.ts';

const matches = (pattern: string, s: string): boolean => matchesGlob(compileGlob(pattern), s);

/** The oracle: straight from the definition, over lists of code points, trying everything. */
function matchesByDefinition(pattern: readonly string[], s: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return s.length === 0;
  if (first === '*')
    return Array.from({ length: s.length + 1 }, (_, i) => s.slice(i)).some((r) =>
      matchesByDefinition(rest, r),
    );
  if (s.length === 0) return false;
  if (first === '?') return matchesByDefinition(rest, s.slice(1));
  if (first === '\\' && rest.length > 0)
    return rest[0] === s[0] && matchesByDefinition(rest.slice(1), s.slice(1));
  return first === s[0] && matchesByDefinition(rest, s.slice(1));
}

const patterns = fc.string({
  unit: fc.constantFrom('a', 'b', '*', '*', '?', '\\', '😀', '\n'),
  maxLength: 8,
});
const texts = fc.string({ unit: fc.constantFrom('a', 'a', 'b', '*', '?', '\\', '😀', '\n'), maxLength: 8 });

it('rule 19: a glob matches as its definition says', () => {
  fc.assert(
    fc.property(patterns, texts, (pattern, s) => {
      expect(matches(pattern, s)).toBe(matchesByDefinition([...pattern], [...s]));
    }),
    { numRuns: 20_000 },
  );
});

it('rule 19: a glob matches the whole string', () => {
  expect([matches('b', 'abc'), matches('ab', 'abc'), matches('bc', 'abc'), matches('abc', 'abc')]).toEqual([
    false,
    false,
    false,
    true,
  ]);
  expect([matches('', ''), matches('', 'a'), matches('*', ''), matches('**', ''), matches('?', '')]).toEqual([
    true,
    false,
    true,
    true,
    false,
  ]);
});

it('rule 19: * is any run, line ends included', () => {
  expect(matches('a*z', 'a\n\r\n\u2028z')).toBe(true);
  expect(matches('*shop*', 'the shop\nfloor')).toBe(true);
  expect(matches('a*b*c', 'aXbYbZc')).toBe(true);
  expect(matches('a*b*c', 'aXcYb')).toBe(false);
});

it('rule 19: ? is one code point', () => {
  expect([matches('?', '😀'), matches('??', '😀'), matches('a?c', 'a😀c'), matches('*?', '😀')]).toEqual([
    true,
    false,
    true,
    true,
  ]);
});

it('rule 19: \\ escapes the next character', () => {
  expect([matches('\\*', '*'), matches('\\*', 'a'), matches('\\?', '?'), matches('\\\\', '\\')]).toEqual([
    true,
    false,
    true,
    true,
  ]);
  expect(matches('\\a', 'a')).toBe(true);
  expect(matches('50\\%', '50%')).toBe(true);
});

it('a \\ at the end stands for itself', () => {
  expect([matches('a\\', 'a\\'), matches('a\\', 'a')]).toEqual([true, false]);
});

it('hunts catastrophic backtracking: many stars over a long text that almost matches', () => {
  expect(matches(`${'*a'.repeat(200)}*b`, 'a'.repeat(20_000))).toBe(false);
  expect(matches(`${'*a'.repeat(200)}*`, 'a'.repeat(20_000))).toBe(true);
});
