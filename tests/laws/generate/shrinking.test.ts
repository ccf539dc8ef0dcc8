import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkSource, hasErrors } from './check.ts';
import { coverageOf, type GeneratedCase, generatedCases } from './index.ts';

/** The smallest case found that breaks a property. */
function smallest(holds: (made: GeneratedCase) => boolean): GeneratedCase {
  const { counterexample } = fc.check(fc.property(generatedCases, holds), { seed: 4, numRuns: 1000 });
  if (counterexample === null) throw new Error('the property was not broken');
  return counterexample[0];
}

const linesOf = ({ source }: GeneratedCase): number =>
  source.split('\n').filter((line) => line.trim() !== '').length;

describe('a case that breaks a property is made smaller', () => {
  test('down to a program of a few lines', () => {
    const made = smallest(({ source }) => !source.includes('distinct('));
    expect(linesOf(made)).toBeLessThanOrEqual(7);
    expect(made.records).toEqual([]);
    expect(made.userRows).toEqual([]);
    expect(hasErrors(checkSource(made.source))).toBe(false);
  });

  test('also where parts of a program depend on each other', () => {
    const made = smallest(({ source }) => !coverageOf(checkSource(source)).has('correlated filter'));
    expect(linesOf(made)).toBeLessThanOrEqual(20);
  });

  test('down to the records that matter', () => {
    const hasUpdates = ({ records }: GeneratedCase): boolean =>
      records.filter((line) => line.includes('"user.updated"')).length >= 2;
    const made = smallest((each) => !hasUpdates(each));
    expect(made.records).toHaveLength(2);
    expect(made.source.trim()).toBe('');
  });
});
