import { type Command, Option } from 'commander';
import { type AssumptionFlags, addAssumptionOptions, assumptionsOf } from '../cost/assumption-options.ts';
import { costJson } from '../cost/cost-json.ts';
import { costText } from '../cost/cost-text.ts';
import { projectCost } from '../cost/project-cost.ts';
import { FINDINGS, GOOD } from '../exit-status.ts';
import { compileProject } from '../project/compile-project.ts';
import { readProject } from '../project/read-project.ts';
import type { Session, Start } from '../session.ts';

interface CostOptions extends AssumptionFlags {
  readonly format: 'text' | 'json';
}

export function addCost(program: Command, start: Start): void {
  const command = program
    .command('cost')
    .summary('show what rules cost')
    .description(
      'Shows what a project makes the engine store of each user and do for each event: bytes that are always there, ' +
        'bytes for each event that is kept, and with rates the bytes per user to expect; and what finds each rule.',
    )
    .argument('<dir>', 'the project: a folder, or one file')
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text'));
  addAssumptionOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  nudgec cost rules/shop
  nudgec cost rules/shop --rate View=20/d CartAdd=2/d Order=1/w
  nudgec cost rules/shop --rate View=20/d --format json`,
    )
    .action((path: string, options: CostOptions) => start((session) => cost(path, options, session)));
}

async function cost(path: string, options: CostOptions, session: Session): Promise<number> {
  const { io, out } = session;
  const project = compileProject(readProject(path, io.cwd), session);
  if (project === null) return FINDINGS;
  const found = await projectCost(project, options.rate ?? [], assumptionsOf(options));
  io.stdout.write(options.format === 'json' ? costJson(found) : costText(found, out));
  return GOOD;
}
