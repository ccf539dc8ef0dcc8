import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chanceOfOneBelow, chanceOfReaching, keptOver } from './poisson.ts';
import { evenVarintBytes, varintBytes } from './varint-bytes.ts';

/** Added up term by term. */
function reaching(least: number, mean: number): number {
  let term = Math.exp(-mean);
  let below = 0;
  for (let k = 0; k < least; k++) {
    below += term;
    term *= mean / (k + 1);
  }
  return 1 - below;
}

describe('chanceOfReaching', () => {
  it('is what adding up gives', () => {
    const mean = fc.double({ min: 1e-3, max: 300, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 }), mean, (least, m) => {
        expect(chanceOfReaching(least, m)).toBeCloseTo(reaching(least, m), 8);
      }),
    );
  });

  it('grows with the mean by the chance of standing one below', () => {
    const mean = fc.double({ min: 0.5, max: 50, noNaN: true });
    const least = fc.double({ min: 0.5, max: 60, noNaN: true });
    fc.assert(
      fc.property(least, mean, (n, m) => {
        const d = 1e-4;
        const slope = (chanceOfReaching(n, m + d) - chanceOfReaching(n, m - d)) / (2 * d);
        expect(chanceOfOneBelow(n, m)).toBeCloseTo(slope, 5);
      }),
    );
  });

  it('is certain of nothing to reach, and impossible where nothing comes', () => {
    expect([chanceOfReaching(0, 3), chanceOfReaching(-1, 0), chanceOfReaching(2, 0)]).toEqual([1, 1, 0]);
    expect(chanceOfReaching(1e6, 1e3)).toBe(0);
    expect(chanceOfReaching(1e3, 1e6)).toBe(1);
  });
});

describe('keptOver', () => {
  it('has a byte for each instant where all are near, and the bytes of the gaps where they are far', () => {
    const near = keptOver(100, 0.1, 0.5);
    expect(near.entries).toBe(10.5);
    expect(near.instantBytes).toBe(near.entries);
    // One event in 11.6 days on the average: every gap but a few of 600 takes four bytes or five.
    const far = keptOver(6e11, 1e-9, 0);
    expect(far.instantBytes / far.entries).toBeGreaterThan(4.5);
    expect(far.instantBytes / far.entries).toBeLessThan(5);
  });

  it('is nothing where nothing comes', () => {
    expect(keptOver(1e9, 0, 0)).toEqual({ entries: 0, some: 0, instantBytes: 0 });
  });
});

describe('the lengths of numbers', () => {
  it('follow the binary form', () => {
    expect([0, 127, 128, 16_383, 16_384, 2 ** 40].map(varintBytes)).toEqual([1, 1, 2, 2, 3, 6]);
    expect(evenVarintBytes(0)).toBe(1);
    expect(evenVarintBytes(256)).toBe(1.5);
  });
});
