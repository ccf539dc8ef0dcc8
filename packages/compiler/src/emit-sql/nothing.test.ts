import { checkProject } from '@nudge/dsl';
import { describe, expect, test } from 'vitest';
import { compileToIr } from '../compile-program.ts';
import { mayHoldOnNothing } from './nothing.ts';

const given = `
  event A { n: int?  t: timestamp?  s: string? }
  user { vip: bool = false  age: int? }
  segment Never { when did A within 1h }
  segment Perhaps { when did not A within 1h }`;

function judged(condition: string): boolean {
  const program = checkProject([{ path: 'a.nudge', text: `${given} segment S { when ${condition} }` }]);
  expect(program.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  // The passes fold what is plain; here it is to be seen.
  const ir = compileToIr(program, { optimise: false });
  return mayHoldOnNothing(
    ir,
    ir.segments.findIndex(({ name }) => name === 'S'),
  );
}

describe('of a user without events may be true:', () => {
  test.each([
    'count(A) over 1h = 0',
    'count(A) over 1h < 5',
    'did not A within 1h',
    'sum(A.n) ever <= 0.5',
    'last(A.n) ever is missing',
    'last(A.n) ever ?? 7 > 6',
    'user.vip',
    'user.age > 3',
    'Perhaps',
    'not Never',
    'now > 2026-03-02T10:00:00Z',
    'did A within 1h or user.vip',
    'last(A.s) ever ?? "x" in ["x"]',
  ])('%s', (condition) => {
    expect(judged(condition)).toBe(true);
  });
});

describe('of a user without events is false:', () => {
  test.each([
    'count(A) over 1h >= 1',
    'sum(A.n) ever > 0.5',
    'avg(A.n) over 1h >= 0',
    'last(A.n) ever is present',
    'last(A.n) ever = 3',
    'last(A.s) ever in ["x"]',
    'last(A.s) ever starts with "x"',
    'min(A.n) over 1h between 1 and 2',
    'now - last(A.at) ever > 3d',
    'Never',
    'did A within 1h and user.vip',
    'Never or distinct(A.s) ever > 2',
    'not (count(A) over 1h = 0)',
  ])('%s', (condition) => {
    expect(judged(condition)).toBe(false);
  });
});
