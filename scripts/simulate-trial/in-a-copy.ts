/** A process of its own in a copy of the tree, for `scripts/simulate-trial.mjs`: so what is planted there is what runs. */
import process from 'node:process';
import type { Violation } from '../../tests/simulate/base/violation.ts';
import { runSeeds } from '../../tests/simulate/run-seeds.ts';

export type Answer =
  | { readonly kind: 'caught'; readonly seeds: number; readonly seed: number; readonly violation: Violation }
  | { readonly kind: 'survives'; readonly seeds: number };

const [from = 1, most = 1] = process.argv.slice(2).map(Number);
let seeds = 0;
let caught: Violation | undefined;
while (caught === undefined && seeds < most) {
  const seed = from + seeds;
  await runSeeds({ from: seed, end: seed + 1, step: 1 }, ({ violations }) => {
    caught = violations[0];
  });
  seeds++;
}
const answer: Answer =
  caught === undefined
    ? { kind: 'survives', seeds }
    : { kind: 'caught', seeds, seed: from + seeds - 1, violation: caught };
process.send?.(answer, undefined, undefined, () => process.exit());
