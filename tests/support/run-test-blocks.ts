import { compileProgram, instantiate } from '@nudge/compiler';
import { checkProject } from '@nudge/dsl';
import { isZone } from '@nudge/engine';
import { runTest } from '../../packages/cli/src/testing/run-test.ts';
import { errorsOf, filesOf, type RulesText } from './play.ts';

/** Runs the `test` blocks of a project as `nudgec test` does: what failed, as `title: expected …, happened …`. */
export async function runTestBlocks(rules: RulesText): Promise<{ passed: number; failures: string[] }> {
  const problems = errorsOf(rules);
  if (problems.length > 0) throw new Error(`the rules have errors:\n${problems.join('\n')}`);
  const program = checkProject(filesOf(rules), { isZone });
  const bundle = await instantiate(compileProgram(program));
  const results = program.tests.map((test) => runTest(program, bundle, test, () => 0));
  const failures = results.flatMap(({ title, failure }) =>
    failure === undefined
      ? []
      : [`${title}: expected ${failure.expected}, happened ${failure.happened.join('; ')}`],
  );
  return { passed: results.length - failures.length, failures };
}
