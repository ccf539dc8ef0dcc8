import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AggregateFunction, AggregateSpec, Value } from '../contract/manifest.ts';
import { divExact } from '../values/numbers.ts';
import { nextLeave, readAggregate } from './aggregate.ts';
import { createLog, insertEntry, trimLog } from './log.ts';

const FUNCTIONS: readonly AggregateFunction[] = [
  'count',
  'sum',
  'avg',
  'min',
  'max',
  'first',
  'last',
  'distinct',
];

function spec(fn: AggregateFunction, windowMs: number | null): AggregateSpec {
  return { log: 0, function: fn, windowMs, valueKind: 'int', correlated: false, field: null };
}

interface Fact {
  readonly at: number;
  readonly id: string;
  readonly value: number;
}

/** The definition, straight over all facts: (t − W, t], ordered by (instant, id). */
function naive(fn: AggregateFunction, facts: readonly Fact[], windowMs: number | null, t: number): Value {
  const values = facts
    .filter(({ at }) => at <= t && (windowMs === null || at > t - windowMs))
    .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
    .map(({ value }) => value);
  const sum = values.reduce((a, b) => a + b, 0);
  switch (fn) {
    case 'count':
      return values.length;
    case 'sum':
      return sum;
    case 'avg':
      return divExact(sum, values.length);
    case 'min':
      return values.length === 0 ? null : Math.min(...values);
    case 'max':
      return values.length === 0 ? null : Math.max(...values);
    case 'first':
      return values[0] ?? null;
    case 'last':
      return values[values.length - 1] ?? null;
    case 'distinct':
      return new Set(values).size;
  }
}

const facts = fc
  .uniqueArray(
    fc.tuple(
      fc.integer({ min: 0, max: 60 }),
      fc.integer({ min: -5, max: 5 }),
      fc.integer({ min: 0, max: 99 }),
    ),
    {
      selector: ([, , id]) => id,
      maxLength: 40,
    },
  )
  .map((list) => list.map(([at, value, id]): Fact => ({ at, value, id: `e${String(id).padStart(2, '0')}` })));

describe('aggregates over a log', () => {
  it('agree with their definition at every instant, whatever the order of arrival', () => {
    fc.assert(
      fc.property(facts, fc.integer({ min: 1, max: 30 }), (list, windowMs) => {
        const log = createLog(FUNCTIONS, true, false);
        for (const { at, id, value } of list) insertEntry(log, at, id, value);
        for (let t = 0; t <= 100; t += 7) {
          for (const fn of FUNCTIONS) {
            expect(readAggregate(log, spec(fn, windowMs), t)).toBe(naive(fn, list, windowMs, t));
            expect(readAggregate(log, spec(fn, null), t)).toBe(naive(fn, list, null, t));
          }
        }
      }),
    );
  });

  it('answer the same after what is too old was forgotten or folded', () => {
    fc.assert(
      fc.property(
        facts,
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 0, max: 70 }),
        (list, windowMs, horizon) => {
          const log = createLog(FUNCTIONS, true, false);
          for (const { at, id, value } of list) insertEntry(log, at, id, value);
          trimLog(log, horizon, windowMs, false);
          for (let t = horizon; t <= horizon + 40; t += 3) {
            for (const fn of FUNCTIONS) {
              expect(readAggregate(log, spec(fn, windowMs), t)).toBe(naive(fn, list, windowMs, t));
              expect(readAggregate(log, spec(fn, null), t)).toBe(naive(fn, list, null, t));
            }
          }
        },
      ),
    );
  });

  it('rule 10: an event at s has left a window W at s + W, on the dot', () => {
    const log = createLog(['count'], false, false);
    insertEntry(log, 1000, 'a', null);
    expect(readAggregate(log, spec('count', 50), 1049)).toBe(1);
    expect(readAggregate(log, spec('count', 50), 1050)).toBe(0);
    expect(nextLeave(log, 50, 1049)).toBe(1050);
    expect(nextLeave(log, 50, 1050)).toBe(Number.POSITIVE_INFINITY);
  });

  it('rule 17: a sum beyond the safe integers stays exact and is clamped only when it is read', () => {
    const log = createLog(['sum'], false, false);
    const max = Number.MAX_SAFE_INTEGER;
    insertEntry(log, 1, 'a', max);
    insertEntry(log, 2, 'b', max);
    insertEntry(log, 3, 'c', -max);
    insertEntry(log, 4, 'd', -3);
    expect(readAggregate(log, spec('sum', 100), 2)).toBe(max);
    expect(readAggregate(log, spec('sum', 100), 4)).toBe(max - 3);
  });

  it('rule 21: distinct ends at 1,024', () => {
    const log = createLog(['distinct'], true, false);
    for (let i = 0; i < 1500; i++) insertEntry(log, i, `e${i}`, i);
    expect(readAggregate(log, spec('distinct', null), 1499)).toBe(1024);
    trimLog(log, 1400, 0, false);
    expect(readAggregate(log, spec('distinct', null), 1499)).toBe(1024);
    expect(readAggregate(log, spec('distinct', 1000), 1499)).toBe(100);
  });
});
