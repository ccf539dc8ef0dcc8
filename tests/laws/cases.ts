import fc from 'fast-check';
import { generatedCases } from './generate/index.ts';
import type { LawCase } from './law-case.ts';

/** What is generated, with the number that a law's own choices follow from: it is no part of what is made smaller. */
export const generatedLawCases: fc.Arbitrary<LawCase> = fc
  .tuple(generatedCases, fc.noShrink(fc.nat()))
  .map(([generated, salt]) => ({ ...generated, salt }));
