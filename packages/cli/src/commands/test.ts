import { resolve } from 'node:path';
import { instantiate } from '@nudge/compiler';
import { displayLine } from '@nudge/dsl';
import { FileProblem } from '@nudge/runtime';
import { type Command, Option } from 'commander';
import { FINDINGS, GOOD, WrongUsage } from '../exit-status.ts';
import { fileProblemText } from '../file-problem-text.ts';
import { type CheckFiles, checkFilesAgain, compileProject } from '../project/compile-project.ts';
import { addPassOptions, type PassFlags, passOptionsOf } from '../project/pass-options.ts';
import { readProject } from '../project/read-project.ts';
import type { Session, Start } from '../session.ts';
import { reportJson } from '../testing/report-json.ts';
import { reportJunit } from '../testing/report-junit.ts';
import { reportText } from '../testing/report-text.ts';
import { runTest } from '../testing/run-test.ts';
import type { TestResult } from '../testing/test-result.ts';
import { changesOf } from '../testing/watch-files.ts';

interface TestOptions extends PassFlags {
  readonly filter?: string;
  readonly reporter: 'text' | 'json' | 'junit';
  readonly watch?: boolean;
}

export function addTest(program: Command, start: Start): void {
  const command = program
    .command('test')
    .summary('run the `test` blocks')
    .description(
      'Runs the `test` blocks of projects. A failing test shows its line, what was expected, what happened instead, ' +
        'and what its user met up to there. The report goes to standard output.',
    )
    .argument('[paths...]', 'projects: folders, or single files', ['.'])
    .option('--filter <text>', 'only tests whose title contains this text')
    .addOption(
      new Option('--reporter <reporter>', 'how to report').choices(['text', 'json', 'junit']).default('text'),
    )
    .option('--watch', 'run again whenever a file changes, until Ctrl-C');
  addPassOptions(command)
    .addHelpText(
      'after',
      '\nExamples:\n  nudgec test\n  nudgec test rules/shop --filter "abandoned cart"\n  nudgec test --watch',
    )
    .action((paths: string[], options: TestOptions) => {
      return start((session) =>
        options.watch === true ? watch(paths, options, session) : test(paths, options, session),
      );
    });
}

async function test(
  paths: readonly string[],
  options: TestOptions,
  session: Session,
  check?: CheckFiles,
): Promise<number> {
  const { filter, reporter } = options;
  const projects = paths.map((path) => readProject(path, session.io.cwd));
  const results: TestResult[] = [];
  let broken = false;
  let known = 0;
  for (const project of projects) {
    const compiled = compileProject(project, session, { passes: passOptionsOf(options), check });
    broken ||= compiled === null;
    if (compiled === null) continue;
    const { program } = compiled;
    known += program.tests.length;
    const chosen = program.tests.filter(({ title }) => filter === undefined || title.includes(filter));
    if (chosen.length === 0) continue;
    const bundle = await instantiate(compiled.compiled);
    results.push(...chosen.map((one) => runTest(program, bundle, one, session.io.clockMs)));
  }
  if (filter !== undefined && results.length === 0 && !broken) {
    // A filter that is misspelt must not look like success in CI.
    throw new WrongUsage(`none of the ${known} tests has a title with \`${filter}\``);
  }
  if (known === 0 && !broken) session.io.stderr.write('there are no `test` blocks\n');
  const report = { text: textReport, json: reportJson, junit: reportJunit }[reporter];
  session.io.stdout.write(report(results, session));
  await session.io.stdout.drained();
  return broken || results.some(({ failure }) => failure !== undefined) ? FINDINGS : GOOD;
}

function textReport(results: readonly TestResult[], session: Session): string {
  return reportText(results, session.out);
}

async function watch(paths: readonly string[], options: TestOptions, session: Session): Promise<number> {
  const { io } = session;
  const absolute = paths.map((path) => resolve(io.cwd, path));
  // Watching begins before the first run, so that what is saved during it is not missed.
  const changes = changesOf(absolute, io.interrupted());
  const check = checkFilesAgain();
  await testOnce(paths, options, session, check);
  for await (const _ of changes) {
    if (io.stdout.isTerminal) io.stdout.write(CLEAR_SCREEN);
    await testOnce(paths, options, session, check);
  }
  return GOOD;
}

const CLEAR_SCREEN = '\u001b[2J\u001b[3J\u001b[H';

/** While watching, a file that is gone for a moment or a filter that matches nothing yet is no reason to end. */
async function testOnce(
  paths: readonly string[],
  options: TestOptions,
  session: Session,
  check: CheckFiles,
): Promise<void> {
  const { io, err } = session;
  try {
    await test(paths, options, session, check);
  } catch (error) {
    if (!(error instanceof WrongUsage || error instanceof FileProblem)) throw error;
    const text = error instanceof FileProblem ? fileProblemText(error, io.cwd) : displayLine(error.message);
    io.stderr.write(`${err.red('nudgec:')} ${text}\n`);
  }
  io.stderr.write(`${err.dim('waiting for changes, Ctrl-C to stop')}\n`);
}
