import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { displayLine, displayText } from '@nudge/dsl';
import { FileProblem } from '@nudge/runtime';
import { WarehouseProblem } from '@nudge/warehouse';
import { Command, CommanderError, Option } from 'commander';
import { addBatch } from './commands/batch.ts';
import { addCheck } from './commands/check.ts';
import { addCompile } from './commands/compile.ts';
import { addCost } from './commands/cost.ts';
import { addDev } from './commands/dev.ts';
import { addFmt } from './commands/fmt.ts';
import { addInit } from './commands/init.ts';
import { addRun } from './commands/run.ts';
import { addTest } from './commands/test.ts';
import { BUG, GOOD, WRONG, WrongUsage } from './exit-status.ts';
import { fileProblemText } from './file-problem-text.ts';
import type { Io } from './io.ts';
import { paintFor } from './paint.ts';
import type { Session, Start } from './session.ts';

interface GlobalOptions {
  readonly color?: boolean;
  readonly debug?: boolean;
}

/** Runs `nudgec` with these arguments (without `node` and the script) and gives its exit status. It never throws. */
export async function main(args: readonly string[], io: Io): Promise<number> {
  let status = GOOD;
  const program = createProgram(io);
  const start: Start = async (command) => {
    status = await command(sessionOf(io, program.opts<GlobalOptions>()));
  };
  for (const add of [addInit, addCheck, addFmt, addCompile, addTest, addRun, addDev, addBatch, addCost])
    add(program, start);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return status;
  } catch (error) {
    // Commander has printed what it had to say; help and version are no mistakes.
    if (error instanceof CommanderError) return error.exitCode === 0 ? GOOD : WRONG;
    return reportFailure(error, io, program.opts<GlobalOptions>());
  }
}

function createProgram(io: Io): Command {
  return new Command('nudgec')
    .description('Compiles, tests and runs nudge rules.')
    .version(version(), '-V, --version', 'print the version')
    .addOption(new Option('--color', 'colour the output even where it is no terminal'))
    .addOption(new Option('--no-color', 'never colour the output'))
    .addOption(new Option('--debug', 'show the stack of an unexpected error'))
    .helpOption('-h, --help', 'print help for a command')
    .helpCommand('help [command]', 'print help for a command')
    .showHelpAfterError('(--help shows how it is used)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      // Its complaints quote the arguments.
      writeErr: (text) => io.stderr.write(displayText(text)),
      getOutHelpWidth: () => io.stdout.columns,
      getErrHelpWidth: () => io.stderr.columns,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .addHelpText(
      'after',
      `
Exit status: 0 good, 1 errors or failing tests were found, 2 wrong usage or unreadable input.

Begin with:
  nudgec init shop && cd shop && nudgec test`,
    );
}

function sessionOf(io: Io, { color }: GlobalOptions): Session {
  return { io, out: paintFor(io.stdout, io, color), err: paintFor(io.stderr, io, color) };
}

function reportFailure(error: unknown, io: Io, options: GlobalOptions): number {
  const { err } = sessionOf(io, options);
  const say = (text: string): void => io.stderr.write(`${err.red('nudgec:')} ${text}\n`);
  if (error instanceof FileProblem || error instanceof WrongUsage || error instanceof WarehouseProblem) {
    say(error instanceof FileProblem ? fileProblemText(error, io.cwd) : displayLine(error.message));
    return WRONG;
  }
  say(displayText(`this is a bug in nudgec: ${error instanceof Error ? error.message : String(error)}`));
  io.stderr.write(
    options.debug === true ? `${displayText(inspect(error))}\n` : '(--debug shows where; please report it)\n',
  );
  return BUG;
}

function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
