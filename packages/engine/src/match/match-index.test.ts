import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventFieldRef, Value } from '../contract/manifest.ts';
import type { MatchCondition } from '../contract/match.ts';
import type { Row } from '../contract/rules.ts';
import { holds } from './holds.ts';
import { linesOf } from './lines.ts';
import { createMatchIndex } from './match-index.ts';

const field = (): fc.Arbitrary<EventFieldRef> =>
  fc.constantFrom<EventFieldRef>(0, 1, 2, 3, 4, 5, 'at', 'session', 'id');

/** Few values of each kind, so that they meet; a text, a bool and a number that look alike are not one value. */
const scalar = fc.constantFrom<Value>('', '1', 'true', 'a', 'b', 'c', true, false, -1, 0, 1, 2, 3, 7);
const bound = fc.option(fc.integer({ min: -3, max: 9 }));
const value = fc.oneof(
  { weight: 8, arbitrary: scalar },
  { weight: 2, arbitrary: fc.constant(null) },
  fc.integer({ min: -5, max: 12 }),
  fc.constantFrom<Value>(Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER, 'z'),
  fc.array(scalar, { maxLength: 2 }),
);

const { condition } = fc.letrec<{ condition: MatchCondition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.record({ op: fc.constant('in' as const), field: field(), values: fc.array(scalar, { maxLength: 3 }) }),
    fc.record({ op: fc.constant('between' as const), field: field(), low: bound, high: bound }),
    fc.record({ op: fc.constant('present' as const), field: field() }),
    fc.record({ op: fc.constant('not' as const), operand: tie('condition') }),
    fc.record({
      op: fc.constantFrom('and' as const, 'or' as const),
      operands: fc.array(tie('condition'), { maxLength: 3 }),
    }),
  ),
}));

const row: fc.Arbitrary<Row> = fc.record({
  id: fc.constantFrom('a', '1'),
  at: fc.integer({ min: 0, max: 8 }),
  user: fc.constant('u'),
  tenant: fc.constant('default'),
  session: fc.constantFrom(null, 'a', 'b'),
  device: fc.constant(null),
  values: fc.array(value, { minLength: 6, maxLength: 6 }),
});

const fits = (c: MatchCondition | null): boolean => c === null || linesOf(c) !== null;

function expectSame(conditions: readonly (MatchCondition | null)[], rows: readonly Row[]): void {
  const index = createMatchIndex(conditions);
  for (const r of rows) {
    const count = index.match(r);
    expect([...index.found.subarray(0, count)]).toEqual(
      conditions.flatMap((c, i) => (c === null || holds(c, r) ? [i] : [])),
    );
  }
}

describe('a match index', () => {
  it('finds what is true of an event, in order, whatever the conditions', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(condition, { freq: 20 }).filter(fits), { maxLength: 60 }),
        fc.array(row, { minLength: 1, maxLength: 6 }),
        expectSame,
      ),
      { numRuns: 400 },
    );
  });

  it('does so too with more lines than a block holds, split by the values that they name', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(condition, { freq: 20 }).filter(fits), { minLength: 5, maxLength: 40 }),
        fc.array(row, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 3500, max: 5000 }),
        (some, rows, size) => {
          const many = Array.from({ length: size }, (_, i): MatchCondition | null => {
            const one = some[i % some.length] as MatchCondition | null;
            if (one === null || i % 3 === 0) return one;
            const named: MatchCondition = { op: 'in', field: 6, values: [i % 200, `n${i % 50}`] };
            return i % 3 === 1 ? { op: 'and', operands: [named, one] } : { op: 'or', operands: [named, one] };
          });
          const widened = rows.map((r, i) => ({
            ...r,
            values: [...r.values, i % 2 === 0 ? i * 31 : `n${i}`],
          }));
          expectSame(many.filter(fits), widened);
        },
      ),
      { numRuns: 12 },
    );
  });

  it('takes values at both ends of the range of numbers', () => {
    const max = Number.MAX_SAFE_INTEGER;
    const at = (n: number): Row => ({
      id: 'a',
      at: 0,
      user: 'u',
      tenant: 'default',
      session: null,
      device: null,
      values: [n],
    });
    const conditions: MatchCondition[] = [
      { op: 'in', field: 0, values: [max] },
      { op: 'in', field: 0, values: [-max] },
      { op: 'between', field: 0, low: max, high: null },
      { op: 'between', field: 0, low: null, high: -max },
      { op: 'not', operand: { op: 'between', field: 0, low: -max, high: max } },
    ];
    expectSame(conditions, [at(max), at(-max), at(0), at(-0), at(max - 1)]);
  });

  it('refuses a condition that multiplies out', () => {
    const pairs = [0, 1, 2, 3].map(
      (i): MatchCondition => ({
        op: 'or',
        operands: [
          { op: 'in', field: 2 * i, values: ['a'] },
          { op: 'in', field: 2 * i + 1, values: ['a'] },
        ],
      }),
    );
    expect(linesOf({ op: 'and', operands: pairs })).toBeNull();
    expect(() => createMatchIndex([{ op: 'and', operands: pairs }])).toThrow('condition 0');
    expect(linesOf({ op: 'and', operands: pairs.slice(1) })).toHaveLength(8);
  });

  it('makes one line of many tests of one field', () => {
    const values = Array.from({ length: 30 }, (_, i) => `v${i}`);
    const either = values.map((v): MatchCondition => ({ op: 'in', field: 0, values: [v] }));
    expect(linesOf({ op: 'or', operands: either })).toHaveLength(1);
    expect(linesOf({ op: 'not', operand: { op: 'or', operands: either } })).toHaveLength(1);
    const whole: MatchCondition = {
      op: 'or',
      operands: [{ op: 'not', operand: either[0] as MatchCondition }, ...either],
    };
    expect(linesOf(whole)).toEqual([new Map()]);
  });

  it('says which part of it serves a condition', () => {
    const conditions: (MatchCondition | null)[] = Array.from({ length: 5000 }, (_, i) => ({
      op: 'and',
      operands: [
        { op: 'in', field: 0, values: [`v${i % 100}`] },
        { op: 'between', field: 1, low: i, high: null },
      ],
    }));
    conditions.push(null, { op: 'or', operands: [] }, { op: 'present', field: 2 });
    const { served, lines } = createMatchIndex(conditions).describe();
    expect(served[7]).toEqual({ kind: 'hash', hashed: [0], bitmaps: [1] });
    expect(served.slice(5000)).toEqual([
      { kind: 'always', hashed: [], bitmaps: [] },
      { kind: 'never', hashed: [], bitmaps: [] },
      { kind: 'bitmap', hashed: [], bitmaps: [2] },
    ]);
    expect(lines).toBe(5002);
  });
});
