import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkSource, hasErrors } from './check.ts';
import { attempts, Coverage, FEATURES, generatedCases } from './index.ts';

const SAMPLE = fc.sample(generatedCases, { numRuns: 300, seed: 4 });
const PROGRAMS = SAMPLE.map(({ source }) => checkSource(source));

describe('generated programs', () => {
  test('are without errors', () => {
    expect(PROGRAMS.filter(hasErrors)).toEqual([]);
  });

  test('are so nearly always at the first attempt', () => {
    expect(attempts.refused / attempts.made).toBeLessThan(0.02);
  });

  test('have one to four segments, one to three metrics and up to four nudges', () => {
    for (const { segments, metrics, nudges } of PROGRAMS) {
      expect(segments.length).toBeGreaterThanOrEqual(1);
      expect(segments.length).toBeLessThanOrEqual(4);
      expect(metrics.length).toBeGreaterThanOrEqual(1);
      expect(metrics.length).toBeLessThanOrEqual(3);
      expect(nudges.length).toBeLessThanOrEqual(4);
    }
  });

  test('hold every feature between them', () => {
    const coverage = new Coverage();
    for (const program of PROGRAMS) coverage.add(program);
    expect(coverage.missing().filter((name) => FEATURES.includes(name))).toEqual([]);
  });

  test('follow from the seed', () => {
    expect(fc.sample(generatedCases, { numRuns: 3, seed: 4 })).toEqual(SAMPLE.slice(0, 3));
  });
});
