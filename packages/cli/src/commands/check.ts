import { type Command, Option } from 'commander';
import { type DiagnosticFormat, type Findings, printReport } from '../diagnostics.ts';
import { FINDINGS, GOOD } from '../exit-status.ts';
import { checkFiles, hasErrors } from '../project/compile-project.ts';
import { readProject } from '../project/read-project.ts';
import type { Session, Start } from '../session.ts';

interface CheckOptions {
  readonly format: DiagnosticFormat;
}

export function addCheck(program: Command, start: Start): void {
  program
    .command('check')
    .summary('find mistakes')
    .description(
      'Checks projects: a folder is the project of all .nudge files below it, a file is a project of its own. ' +
        'Text goes to standard error, the other formats to standard output.',
    )
    .argument('[paths...]', 'projects', ['.'])
    .addOption(
      new Option('--format <format>', 'how to print what is found')
        .choices(['text', 'json', 'sarif', 'github'])
        .default('text'),
    )
    .addHelpText(
      'after',
      '\nExamples:\n  nudgec check\n  nudgec check rules/shop --format sarif > shop.sarif',
    )
    .action((paths: string[], options: CheckOptions) => start((session) => check(paths, options, session)));
}

async function check(paths: readonly string[], { format }: CheckOptions, session: Session): Promise<number> {
  const projects = paths.map((path) => readProject(path, session.io.cwd));
  const findings: Findings[] = projects.map(checkFiles);
  printReport(findings, format, session);
  return findings.some(hasErrors) ? FINDINGS : GOOD;
}
