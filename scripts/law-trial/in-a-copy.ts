/** A process of its own in a copy of the tree, for `scripts/law-trial.mjs`: so what is planted there is what runs. */
import process from 'node:process';
import { Databases } from '../../tests/laws/databases.ts';
import type { LawCase } from '../../tests/laws/law-case.ts';
import { LAWS } from '../../tests/laws/laws/index.ts';
import { type Prepared, prepare } from '../../tests/laws/prepare.ts';
import { runLaws, WELL_TYPED } from '../../tests/laws/run-laws.ts';

export type Order =
  | { readonly kind: 'search'; readonly seed: number; readonly pairsMax: number; readonly msMax: number }
  | { readonly kind: 'check'; readonly cases: readonly LawCase[] };

/** The first case on which a law failed, and all laws that fail on it. */
export interface Caught {
  readonly law: string;
  readonly pairs: number;
  readonly message: string;
  readonly laws: readonly string[];
  readonly case: LawCase;
}

export type Answer =
  | {
      readonly kind: 'search';
      readonly tried: readonly string[];
      readonly pairs: number;
      readonly caught: Caught | null;
    }
  /** By case, the laws that fail on it. */
  | { readonly kind: 'check'; readonly laws: readonly (readonly string[])[] };

async function answer(order: Order): Promise<Answer> {
  const databases = new Databases();
  try {
    switch (order.kind) {
      case 'search':
        return await search(order, databases);
      case 'check': {
        const laws: string[][] = [];
        for (const each of order.cases) laws.push(await failingOn(each, databases));
        return { kind: 'check', laws };
      }
    }
  } finally {
    await databases.close();
  }
}

async function search(
  { seed, pairsMax, msMax }: Extract<Order, { kind: 'search' }>,
  databases: Databases,
): Promise<Answer> {
  const run = await runLaws({ seed, pairsMax, msMax, stopAtFirst: true, shrinkMsMax: 0 });
  const { pairs, failures } = run;
  const tried = run.laws.map(({ law }) => law);
  const [failure] = failures;
  if (failure === undefined) return { kind: 'search', tried, pairs, caught: null };
  const { law, message, case: found } = failure;
  const laws = await failingOn(found, databases);
  return { kind: 'search', tried, pairs, caught: { law, pairs, message, laws, case: found } };
}

async function failingOn(lawCase: LawCase, databases: Databases): Promise<string[]> {
  let prepared: Prepared;
  try {
    prepared = await prepare(lawCase);
  } catch {
    return [WELL_TYPED];
  }
  const failing: string[] = [];
  for (const law of LAWS) {
    try {
      await law.check(prepared, databases);
    } catch {
      failing.push(law.name);
    }
  }
  return failing;
}

process.once('message', async (order: Order) => {
  const message = await answer(order);
  // Databases may leave something behind that would keep the process alive.
  process.send?.(message, undefined, undefined, () => process.exit());
});
// Nobody waits for the answer any more.
process.once('disconnect', () => process.exit());
