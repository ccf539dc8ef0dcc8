import { describe, expect, test } from 'vitest';
import { bool, number, text } from './datum.ts';
import { compare, same, testText } from './operators.ts';
import { byBytes, length, lower, matchesGlob } from './text.ts';

describe('rule 19: texts', () => {
  test('their order is that of their UTF-8 bytes', () => {
    const inOrder = ['', '\u0001', 'B', 'a', 'aa', 'b', '\u007f', '\u0080', '\u00e9', '\uffee', '\u{1f600}'];
    expect(inOrder.toReversed().sort(byBytes)).toEqual(inOrder);
    expect(byBytes('a', 'a')).toBe(0);
  });

  test('lower is A–Z only', () => {
    expect(lower('@AZ[`az{\u00c4\u0130')).toBe('@az[`az{\u00c4\u0130');
  });

  test('length counts code points', () => {
    expect(['', 'a', '\u00e9', '\u{1f600}x'].map(length)).toEqual([0, 1, 1, 2]);
  });

  test.each([
    ['', '', true],
    ['', '*', true],
    ['', '?', false],
    ['abc', 'a*c', true],
    ['abc', 'a*b', false],
    ['a\n\nc', 'a*c', true],
    ['\u{1f600}', '?', true],
    ['\u{1f600}', '??', false],
    ['ab', 'a?', true],
    ['abc', 'a?', false],
    ['a*', 'a\\*', true],
    ['ab', 'a\\*', false],
    ['a\\', 'a\\', true],
    ['a\\', 'a\\\\', true],
    ['ab', 'a\\b', true],
    ['a.c', 'a.c', true],
    ['abc', 'a.c', false],
    ['aXbXc', '*b*', true],
    ['ac', 'a**c', true],
    ['A', 'a', false],
  ])('the glob: %j fits %j: %s', (value, glob, fits) => {
    expect(matchesGlob(value, glob)).toBe(fits);
    expect(testText('matchesGlob', value, glob)).toBe(fits);
  });

  test('a pattern of many runs takes no exponential time', () => {
    expect(matchesGlob('a'.repeat(300), `${'*a'.repeat(60)}b`)).toBe(false);
  });

  test('everything contains, starts and ends with the empty text', () => {
    expect(testText('contains', '', '')).toBe(true);
    expect(testText('startsWith', 'a', '')).toBe(true);
    expect(testText('endsWith', 'a', '')).toBe(true);
    expect(testText('contains', 'abc', 'bc')).toBe(true);
    expect(testText('startsWith', 'abc', 'b')).toBe(false);
    expect(testText('endsWith', 'abc', 'bc')).toBe(true);
  });
});

describe('comparisons', () => {
  test('= is by value; an int beside a decimal is widened, and clamped', () => {
    expect(same(text('a'), text('a'))).toBe(true);
    expect(same(text('\u00e9'), text('e\u0301'))).toBe(false);
    expect(same(bool(true), bool(false))).toBe(false);
    expect(same(number('int', 2), number('decimal', 20_000))).toBe(true);
    expect(same(number('int', 2 ** 53 - 1), number('decimal', 5e15))).toBe(true);
  });

  test.each([
    ['=', false, true, false],
    ['!=', true, false, true],
    ['<', true, false, false],
    ['<=', true, true, false],
    ['>', false, false, true],
    ['>=', false, true, true],
  ] as const)('%s', (operator, less, equal, more) => {
    const holds = (a: number, b: number): boolean => compare(operator, number('int', a), number('int', b));
    expect([holds(1, 2), holds(2, 2), holds(3, 2)]).toEqual([less, equal, more]);
  });
});
