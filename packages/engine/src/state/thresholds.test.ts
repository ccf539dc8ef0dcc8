import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AggregateSpec } from '../contract/manifest.ts';
import { nextFall, readAggregate } from './aggregate.ts';
import { createLog, insertEntry, type Log, trimLog } from './log.ts';
import { ThresholdIndex } from './thresholds.ts';

const WINDOWS = [2, 3, 5, 9, 20, 40];

const event = fc.record({ wait: fc.integer({ min: 0, max: 6 }), value: fc.integer({ min: 0, max: 4 }) });
const threshold = fc.record({
  windowMs: fc.constantFrom(...WINDOWS),
  level: fc.integer({ min: -1, max: 14 }),
});

function spec(counts: boolean, windowMs: number): AggregateSpec {
  const fn = counts ? 'count' : 'sum';
  return { log: 0, function: fn, windowMs, valueKind: 'int', correlated: false, field: null };
}

function valueAt(log: Log, counts: boolean, windowMs: number, t: number): number {
  return readAggregate(log, spec(counts, windowMs), t) as number;
}

describe('thresholds on a count or sum', () => {
  it('give all that an event has crossed, and no other', () => {
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 40 }),
        fc.array(threshold, { maxLength: 60 }),
        fc.boolean(),
        (events, thresholds, counts) => {
          const index = new ThresholdIndex(
            thresholds.map((each, segment) => ({ ...each, segment })),
            counts,
          );
          const log = createLog(['count', 'sum'], false, false);
          let t = 100;
          events.forEach(({ wait, value }, i) => {
            t += wait;
            const before = thresholds.map(({ windowMs }) => valueAt(log, counts, windowMs, t));
            insertEntry(log, t, `e${i}`, value);
            const expected = thresholds.flatMap(({ windowMs, level }, segment) =>
              valueAt(log, counts, windowMs, t) >= level && (before[segment] as number) < level
                ? [segment]
                : [],
            );
            const found: number[] = [];
            index.crossed(log, t, counts ? 1 : value, (segment) => {
              found.push(segment);
            });
            expect(found.sort((a, b) => a - b)).toEqual(expected);
            if (i % 5 === 0) trimLog(log, t - 3, 40, true);
          });
        },
      ),
    );
  });

  it('give all that an event which comes late may have crossed', () => {
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 30 }),
        fc.array(threshold, { maxLength: 40 }),
        fc.nat(60),
        fc.boolean(),
        (events, thresholds, ago, counts) => {
          const log = createLog(['count', 'sum'], false, false);
          let now = 100;
          events.forEach(({ wait, value }, i) => {
            now += wait;
            insertEntry(log, now, `e${i}`, value);
          });
          const at = Math.max(0, now - ago);
          const index = new ThresholdIndex(
            thresholds.map((each, segment) => ({ ...each, segment })),
            counts,
          );
          const history = (): boolean[][] =>
            thresholds.map(({ windowMs, level }) =>
              Array.from({ length: now - at + 1 }, (_, k) => valueAt(log, counts, windowMs, at + k) >= level),
            );
          const before = history();
          insertEntry(log, at, 'late', 2);
          const found = new Set<number>();
          index.reachable(log, at, now, (segment) => {
            found.add(segment);
          });
          history().forEach((after, segment) => {
            if (after.some((holds, k) => holds !== before[segment]?.[k])) expect(found).toContain(segment);
          });
        },
      ),
    );
  });

  it('say when time alone brings the value below a level, also where values are below zero', () => {
    const any = fc.record({ wait: fc.integer({ min: 0, max: 6 }), value: fc.integer({ min: -3, max: 4 }) });
    fc.assert(
      fc.property(
        fc.array(any, { maxLength: 25 }),
        threshold,
        fc.boolean(),
        (events, { windowMs, level }, counts) => {
          const log = createLog(['count', 'sum'], false, false);
          let now = 100;
          events.forEach(({ wait, value }, i) => {
            now += wait;
            insertEntry(log, now, `e${i}`, value);
          });
          const holds = (t: number): boolean => valueAt(log, counts, windowMs, t) >= level;
          let turn = now + 1;
          while (turn < now + 100 && holds(turn) === holds(now)) turn++;
          const fall = nextFall(log, spec(counts, windowMs), level, now);
          if (turn < now + 100) expect(fall).toBeLessThanOrEqual(turn);
          if (log.steady || counts) expect(fall).toBe(turn < now + 100 ? turn : Infinity);
        },
      ),
    );
  });
});
