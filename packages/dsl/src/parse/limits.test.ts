import { describe, expect, test } from 'vitest';
import type { Expr } from '../syntax/tree.ts';
import { fileSizeMax, parseFile } from './parse-file.ts';

const parse = (text: string): ReturnType<typeof parseFile> => parseFile({ path: 'a.nudge', text });
const codes = (text: string): string[] => parse(text).diagnostics.map((d) => d.code);

describe('nesting', () => {
  const nested: readonly (readonly [string, (n: number) => string])[] = [
    ['parentheses', (n) => `const a = ${'('.repeat(n)}x${')'.repeat(n)}`],
    ['lists', (n) => `const a = ${'['.repeat(n)}x${']'.repeat(n)}`],
    ['calls', (n) => `const a = ${'f('.repeat(n)}x${')'.repeat(n)}`],
    ['conditions', (n) => `const a = ${'did A where '.repeat(n)}x`],
    ['aggregates', (n) => `const a = ${'count(A where '.repeat(n)}x${')'.repeat(n)}`],
    ['windows', (n) => `const a = ${'did A within '.repeat(n)}1h`],
    ['types', (n) => `event A { a: ${'list<'.repeat(n)}int${'>'.repeat(n)} }`],
  ];

  test.each(nested)('of %s is read to a depth that nobody writes, and refused beyond', (_, text) => {
    expect(codes(text(95))).toEqual([]);
    expect(codes(text(150))).toEqual(['N1201']);
    expect(codes(`${text(100_000)} const b = 1`)).toEqual(['N1201']);
  });

  test('leaves the other declarations alone', () => {
    const { tree } = parse(`const a = ${'('.repeat(1000)}x${')'.repeat(1000)}\nconst b = 1`);
    expect(tree.declarations.map((d) => d.broken)).toEqual([true, undefined]);
  });
});

describe('a chain of operators', () => {
  const depth = (expr: Expr): number => {
    if (expr.kind === 'logic' || expr.kind === 'arithmetic')
      return 1 + Math.max(depth(expr.left), depth(expr.right));
    if (expr.kind === 'not' || expr.kind === 'negate') return 1 + depth(expr.operand);
    return 1;
  };

  test.each([
    ['and', 'x and '],
    ['+', '1 + '],
    ['??', 'x ?? '],
    ['not', 'not '],
    ['-', '- '],
    ['<', '1 < '],
  ])('of %s is read to a length that nobody writes, and refused beyond', (operator, piece) => {
    const chained = operator === '<' ? ['N1104'] : [];
    expect(codes(`const a = ${piece.repeat(900)}x`)).toEqual(chained);
    expect(codes(`const a = ${piece.repeat(10_000)}x\nconst b = 1`)).toContain('N1201');
  });

  test('leaves a tree that can be walked by recursion', () => {
    const [decl] = parse(`const a = ${'x and '.repeat(900)}x`).tree.declarations;
    expect(decl?.kind === 'const' ? depth(decl.value) : 0).toBe(901);
  });

  test('counts chains within chains together', () => {
    expect(codes(`const a = ${`(${'x and '.repeat(90)}`.repeat(80)}x${')'.repeat(80)}`)).toEqual([]);
    expect(codes(`const a = ${'('.repeat(80)}x${`${' and x'.repeat(90)})`.repeat(80)}`)).toEqual(['N1201']);
  });

  test('does not limit lists', () => {
    expect(codes(`const a = [${'1, '.repeat(200_000)}1]`)).toEqual([]);
  });
});

describe('a file', () => {
  test('that is too large is refused whole', () => {
    const { tree, diagnostics } = parse('// x\n'.repeat(fileSizeMax / 5 + 1));
    expect(diagnostics.map((d) => d.code)).toEqual(['N1202']);
    expect(tree.declarations).toEqual([]);
  });

  test('shows a hundred mistakes and a word about the others', () => {
    const found = codes('const a = )\n'.repeat(300));
    expect(found).toHaveLength(101);
    expect(found.at(-1)).toBe('N1203');
  });
});

/*
 * Each of these once cost a square, a stack overflow or a minute somewhere: a quarter of a megabyte must be read while a test runs.
 */
describe('a quarter of a megabyte of', () => {
  const fill = (piece: string, rest = ''): string => piece.repeat((250_000 / piece.length) | 0) + rest;
  test.each([
    ['quotes', fill('"')],
    ['texts that are not closed', fill('"a\n')],
    ['texts on one line', fill('" "a ')],
    ['openings of comments', fill('/*\n')],
    ['backquotes', fill('`')],
    ['opening braces', fill('{')],
    ['closing braces', fill('}\n')],
    ['declarations that are not closed', fill('event X { a: string\n')],
    ['the same, indented at random', fill('  event X { a: string ')],
    ['declarations closed too early', fill('nudge N {\n on X }\n send T {} \n}\n')],
    ['wrong conditions', fill('segment S { when a and and b }\n')],
    ['wrong steps', `test "x" {${fill('  ann and\n')}}`],
    ['misspelt clauses', `nudge X {${fill(' wehn x\n')}}`],
    ['digits', fill('9')],
    ['holes', `template T() { en { a "${fill('{x}')}" } }`],
    ['unclosed holes', `template T() { en { a "${fill('{x ')}" } }`],
    ['escapes', `const a = "${fill('\\q')}"`],
    ['signs that mean nothing', fill('$ ')],
    ['words', fill('event ')],
    ['documentation', fill('/// x\nevent X { /// y\n a: int }\n')],
    ['comparisons with types', fill('list < a ', fill('>= '))],
    ['letters of other scripts', fill('ä')],
  ])('%s is read', (_, text) => {
    const { diagnostics } = parse(text);
    expect(diagnostics.length).toBeLessThanOrEqual(101);
  });
});
