import type { IrProgram } from '../ir.ts';
import { assignLogs } from './assign-logs.ts';
import { dropUnusedAggregates } from './drop-unused-aggregates.ts';
import { foldConstants } from './fold-constants.ts';
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
  // Last: later passes would have to keep the logs in step.
  { name: 'assign-logs', run: assignLogs, required: true },
];

export function runPasses(program: IrProgram, options: { readonly optimise: boolean }): IrProgram {
  return PASSES.filter((pass) => pass.required || options.optimise).reduce((p, pass) => pass.run(p), program);
}
