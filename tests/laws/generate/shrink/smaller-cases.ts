import { checkSource, hasErrors } from '../check.ts';
import { type Piece, render } from '../piece.ts';
import type { CaseSpec } from '../spec.ts';
import { fewerRecords, plainerRecords } from './smaller-history.ts';
import { fewerDeclarations, simplerParts } from './smaller-program.ts';

/** Smaller cases, those that lose much first. Their programs have no errors. */
export function* smallerCases(spec: CaseSpec): Generator<CaseSpec> {
  yield* withProgram(spec, fewerDeclarations(spec.program));
  for (const history of fewerRecords(spec.history)) yield { ...spec, history };
  yield* withProgram(spec, simplerParts(spec.program));
  for (const history of plainerRecords(spec.history)) yield { ...spec, history };
}

function* withProgram(spec: CaseSpec, programs: Iterable<Piece>): Generator<CaseSpec> {
  for (const program of programs) if (!hasErrors(checkSource(render(program)))) yield { ...spec, program };
}
