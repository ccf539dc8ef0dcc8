import { compileProgram, instantiate, OPTIONAL_PASSES } from '@nudge/compiler';
import { formatFile } from '@nudge/dsl';
import { allLines, runEngine } from '../engine-run.ts';
import { Counterexample, type Law, same } from '../law.ts';
import { checkRules, type Prepared } from '../prepare.ts';

export const sameProgram: Law = {
  name: 'same-program',
  statement:
    'Formatting and compiling again changes no result, nor does leaving out the optional passes, all or one.',
  async check(prepared) {
    const formatted = formatFile({ path: 'program.nudge', text: prepared.case.source });
    if (!('text' in formatted)) {
      throw new Counterexample('a checked program cannot be formatted', [], [JSON.stringify(formatted)]);
    }
    await compare('formatted', prepared, compileProgram(checkRules(formatted.text)));
    await compare(
      'without the optional passes',
      prepared,
      compileProgram(prepared.program, { optimise: false }),
    );
    const pass = prepared.choices('same-program').pick(OPTIONAL_PASSES);
    await compare(
      `without the pass ${pass}`,
      prepared,
      compileProgram(prepared.program, { skipPasses: [pass] }),
    );
  },
};

async function compare(
  what: string,
  { bundle, input, run, case: { endMs } }: Prepared,
  compiled: ReturnType<typeof compileProgram>,
): Promise<void> {
  // A bundle of the same hash is the same bundle.
  if (compiled.manifest.hash === bundle.manifest.hash) return;
  same(what, allLines(run), allLines(runEngine(await instantiate(compiled), input, endMs)));
}
