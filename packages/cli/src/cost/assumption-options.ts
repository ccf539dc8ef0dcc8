import { COST_ASSUMPTIONS, type CostAssumptions } from '@nudge/engine';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { durationLabel, durationOption, type Rate, rateOption } from './rate-option.ts';

/** As commander reads them. */
export interface AssumptionFlags {
  readonly rate?: readonly Rate[];
  readonly userBytes?: number;
  readonly idBytes?: number;
  readonly textBytes?: number;
  readonly numberMax?: number;
  readonly age?: number;
}

/** What the rules do not say of the data; defaults are shown here, so that they stand in one place. */
export function addAssumptionOptions(command: Command): Command {
  const { userIdBytes, eventIdBytes, textBytes, numberMax, ageMs } = COST_ASSUMPTIONS;
  const option = (flags: string, what: string, standard: string | number): Option =>
    new Option(flags, `${what} (default: ${standard})`);
  return command
    .option('--rate <rates...>', 'how often a user does what, as Order=2/d (s, m, h, d, w)', rateOption)
    .addOption(option('--user-bytes <n>', 'the length of a user id', userIdBytes).argParser(countOption))
    .addOption(option('--id-bytes <n>', 'the length of an event id', eventIdBytes).argParser(countOption))
    .addOption(option('--text-bytes <n>', 'the length of other texts', textBytes).argParser(countOption))
    .addOption(option('--number-max <n>', 'numbers lie from 0 to it', numberMax).argParser(countOption))
    .addOption(
      option('--age <duration>', 'how long users are known', durationLabel(ageMs)).argParser(durationOption),
    );
}

export function assumptionsOf(flags: AssumptionFlags): CostAssumptions {
  return {
    ...COST_ASSUMPTIONS,
    userIdBytes: flags.userBytes ?? COST_ASSUMPTIONS.userIdBytes,
    eventIdBytes: flags.idBytes ?? COST_ASSUMPTIONS.eventIdBytes,
    textBytes: flags.textBytes ?? COST_ASSUMPTIONS.textBytes,
    numberMax: flags.numberMax ?? COST_ASSUMPTIONS.numberMax,
    ageMs: flags.age ?? COST_ASSUMPTIONS.ageMs,
  };
}

/** The value of an option that is a whole number above zero. */
export function countOption(text: string): number {
  const count = Number(text);
  if (/^\d{1,15}$/.test(text) && count > 0) return count;
  throw new InvalidArgumentError('It is a whole number above zero.');
}
