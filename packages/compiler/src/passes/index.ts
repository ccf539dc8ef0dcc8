import type { IrProgram } from '../ir.ts';
import { assignLogs } from './assign-logs.ts';
import { dropUnusedAggregates } from './drop-unused-aggregates.ts';
import { foldConstants } from './fold-constants.ts';
import { indexMatches } from './index-matches.ts';
import { indexThresholds } from './index-thresholds.ts';
import { shareAggregates } from './share-aggregates.ts';

export interface Pass {
  readonly name: string;
  readonly run: (program: IrProgram) => IrProgram;
  /** Without it a program cannot be emitted; the others only make it cheaper and change no result. */
  readonly required: boolean;
}

/** All passes in the order in which they run; each line says what that order is for. */
export const PASSES: readonly Pass[] = [
  // First: what it folds away makes aggregates equal, or unused.
  { name: 'fold-constants', run: foldConstants, required: false },
  { name: 'drop-unused-aggregates', run: dropUnusedAggregates, required: false },
  // Before logs are assigned, which then are as few as they can be.
  { name: 'share-aggregates', run: shareAggregates, required: false },
  // After all that rewrites aggregates: later passes would have to keep the logs in step.
  { name: 'assign-logs', run: assignLogs, required: true },
  // After all that rewrites conditions, and where the logs are known: what it parts must stay as it is.
  { name: 'index-matches', run: indexMatches, required: false },
  // As late for the same reason, and after the aggregates have their final ids.
  { name: 'index-thresholds', run: indexThresholds, required: false },
];

/** Which passes run; without options all of them. */
export interface PassOptions {
  /** False: leave out the passes that only make rules cheaper. */
  readonly optimise?: boolean;
  /** Leave out these, by name. */
  readonly skipPasses?: readonly string[];
}

export function runPasses(program: IrProgram, { optimise = true, skipPasses = [] }: PassOptions): IrProgram {
  const odd = skipPasses.find((name) => !OPTIONAL_PASSES.includes(name));
  if (odd !== undefined) throw new Error(`there is no pass ${odd} that can be left out`);
  return PASSES.filter(({ required, name }) => required || (optimise && !skipPasses.includes(name))).reduce(
    (p, pass) => pass.run(p),
    program,
  );
}

/** The names that `skipPasses` may hold. */
export const OPTIONAL_PASSES: readonly string[] = PASSES.filter(({ required }) => !required).map(
  ({ name }) => name,
);
