import fc, { type Random, type Stream } from 'fast-check';
import type { GeneratedCase } from './case.ts';
import { checkSource, hasErrors } from './check.ts';
import { Dice } from './dice.ts';
import { FEATURES } from './features/features.ts';
import { generateHistory } from './history/history.ts';
import { generateProgram } from './program.ts';
import { smallerCases } from './shrink/smaller-cases.ts';
import { type CaseSpec, caseOf } from './spec.ts';

/** How often a program was made and had errors; what remains is few enough to try again. */
export const attempts = { made: 0, refused: 0 };

/**
 * Cases are drawn in one go, which is fast, and made smaller as what they are, programs and histories: a program of
 * few lines is worth more than one of small random numbers.
 */
class CaseArbitrary extends fc.Arbitrary<GeneratedCase> {
  generate(random: Random): fc.Value<GeneratedCase> {
    for (;;) {
      const spec = draw(random);
      const made = caseOf(spec);
      attempts.made++;
      if (!hasErrors(checkSource(made.source))) return new fc.Value(made, spec);
      attempts.refused++;
    }
  }

  /** Only what was made here has a form that can be made smaller. */
  canShrinkWithoutContext(_value: unknown): _value is GeneratedCase {
    return false;
  }

  shrink(_value: GeneratedCase, context: unknown): Stream<fc.Value<GeneratedCase>> {
    return fc.stream(valuesOf(context as CaseSpec));
  }
}

function draw(random: Random): CaseSpec {
  const dice = new Dice(random);
  dice.focus = new Set(dice.some(FEATURES, dice.int(2, 6)));
  const { world, program } = generateProgram(dice);
  return { program, history: generateHistory(dice, world) };
}

function* valuesOf(spec: CaseSpec): IterableIterator<fc.Value<GeneratedCase>> {
  for (const smaller of smallerCases(spec)) yield new fc.Value(caseOf(smaller), smaller);
}

export const generatedCases: fc.Arbitrary<GeneratedCase> = new CaseArbitrary();
