import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { displayLine } from '@nudge/dsl';
import { asFileProblem, writeAtomically } from '@nudge/runtime';
import type { Command } from 'commander';
import { GOOD, WrongUsage } from '../exit-status.ts';
import { starterFiles } from '../init/starter-files.ts';
import type { Session, Start } from '../session.ts';

export function addInit(program: Command, start: Start): void {
  program
    .command('init')
    .summary('begin a project')
    .description(
      'Writes a small project that passes `nudgec check` and `nudgec test`. No file is overwritten.',
    )
    .argument('[dir]', 'the folder, made if need be', '.')
    .addHelpText('after', '\nExample:\n  nudgec init shop')
    .action((folder: string) => start((session) => init(folder, session)));
}

async function init(folder: string, session: Session): Promise<number> {
  const { io, out } = session;
  const target = resolve(io.cwd, folder);
  // In a clone of the project the command has a longer name.
  const calledAs = io.env['NUDGEC_CALLED_AS'] ?? 'nudgec';
  const files = [...starterFiles(calledAs)];
  const taken = files.map(([name]) => name).filter((name) => existsSync(join(target, name)));
  if (taken.length > 0)
    throw new WrongUsage(`${folder} has ${taken.join(' and ')} already; nothing was written`);
  try {
    mkdirSync(target, { recursive: true });
  } catch (error) {
    throw asFileProblem(target, error);
  }
  for (const [name, text] of files) {
    const file = writeAtomically(join(target, name));
    file.write(text);
    file.commit();
    io.stdout.write(`${displayLine(join(folder, name))}\n`);
  }
  const test = displayLine(`${calledAs} test ${folder}`);
  const run = displayLine(`${calledAs} run ${folder} --events ${join(folder, 'events.ndjson')}`);
  io.stderr.write(`\nNow try:\n  ${out.bold(test)}\n  ${out.bold(run)}\n`);
  return GOOD;
}
