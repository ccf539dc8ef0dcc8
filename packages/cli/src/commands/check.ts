import { displayLine } from '@nudge/dsl';
import { type Command, Option } from 'commander';
import {
  type AssumptionFlags,
  addAssumptionOptions,
  assumptionsOf,
  countOption,
} from '../cost/assumption-options.ts';
import { checkStateLimit, type StateLimit } from '../cost/state-limit.ts';
import { type DiagnosticFormat, type Findings, printReport } from '../diagnostics.ts';
import { FINDINGS, GOOD, WrongUsage } from '../exit-status.ts';
import { checkFiles, hasErrors } from '../project/compile-project.ts';
import { readProject } from '../project/read-project.ts';
import type { Session, Start } from '../session.ts';

interface CheckOptions extends AssumptionFlags {
  readonly format: DiagnosticFormat;
  readonly maxStateBytes?: number;
}

export function addCheck(program: Command, start: Start): void {
  const command = program
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
    .option('--max-state-bytes <n>', 'refuse more bytes of state per user; needs --rate', countOption);
  addAssumptionOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  nudgec check
  nudgec check rules/shop --format sarif > shop.sarif
  nudgec check rules/shop --max-state-bytes 4000 --rate View=20/d Order=1/w`,
    )
    .action((paths: string[], options: CheckOptions) => start((session) => check(paths, options, session)));
}

async function check(paths: readonly string[], options: CheckOptions, session: Session): Promise<number> {
  const limit = limitOf(options);
  const projects = paths.map((path) => readProject(path, session.io.cwd));
  const findings: Findings[] = [];
  for (const project of projects) {
    const program = checkFiles(project);
    if (limit === null || hasErrors(program)) {
      findings.push(program);
      continue;
    }
    const { diagnostics, unrated } = await checkStateLimit(program, limit);
    findings.push({ files: program.files, diagnostics: [...program.diagnostics, ...diagnostics] });
    if (unrated.length > 0) warnOfUnrated(unrated, session);
  }
  printReport(findings, options.format, session);
  return findings.some(hasErrors) ? FINDINGS : GOOD;
}

function limitOf(options: CheckOptions): StateLimit | null {
  const { maxStateBytes, rate: rates = [] } = options;
  if (maxStateBytes === undefined) {
    if (rates.length > 0) throw new WrongUsage('--rate says nothing here without --max-state-bytes');
    return null;
  }
  if (rates.length === 0)
    throw new WrongUsage('--max-state-bytes needs to know how often events come: --rate');
  return { bytesMax: maxStateBytes, rates, assumptions: assumptionsOf(options) };
}

function warnOfUnrated(events: readonly string[], { io, err }: Session): void {
  const text = `no rate was given for ${events.join(', ')}: counted as none`;
  io.stderr.write(`${err.yellow('warning:')} ${displayLine(text)}\n`);
}
