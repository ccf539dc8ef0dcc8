import { OPTIONAL_PASSES, type PassOptions } from '@nudge/compiler';
import { type Command, InvalidArgumentError, Option } from 'commander';

/** As commander reads them. */
export interface PassFlags {
  readonly opt: boolean;
  readonly skipPass?: readonly string[];
}

/** The options of commands that compile: which of the passes of the compiler are left out. */
export function addPassOptions(command: Command): Command {
  return command
    .addOption(new Option('--no-opt', 'leave out all passes that only make rules cheaper'))
    .option('--skip-pass <name>', `leave out one, of ${OPTIONAL_PASSES.join(', ')}`, passOption);
}

export function passOptionsOf({ opt, skipPass = [] }: PassFlags): PassOptions {
  return { optimise: opt, skipPasses: skipPass };
}

/** The value of `--skip-pass`, which may be given several times. */
function passOption(name: string, before: readonly string[] = []): readonly string[] {
  if (OPTIONAL_PASSES.includes(name)) return [...before, name];
  throw new InvalidArgumentError(`The passes are ${OPTIONAL_PASSES.join(', ')}.`);
}
