import { durationText, UNIT_MS } from '@nudge/dsl';
import { InvalidArgumentError } from 'commander';

/** How often one user does something. */
export interface Rate {
  /** The event's name as it was given, or `user.updated`, `user.consent`. */
  readonly name: string;
  readonly perMs: number;
}

/** The value of `--rate`, which may be given several times. */
export function rateOption(text: string, before: readonly Rate[] = []): readonly Rate[] {
  const [, name = '', count = '', unit = ''] = /^([^=]+)=(\d+(?:\.\d+)?)\/([smhdw])$/.exec(text) ?? [];
  const unitMs = UNIT_MS.get(unit);
  if (unitMs === undefined) {
    throw new InvalidArgumentError('A rate looks like Order=2/d: so many of one user in s, m, h, d or w.');
  }
  if (before.some((rate) => rate.name === name)) {
    throw new InvalidArgumentError(`${name} has a rate already.`);
  }
  return [...before, { name, perMs: Number(count) / unitMs }];
}

/** The value of an option that is a duration, in ms. */
export function durationOption(text: string): number {
  const [, count = '', unit = ''] = /^(\d{1,6})([smhdw])$/.exec(text) ?? [];
  const unitMs = UNIT_MS.get(unit);
  if (unitMs === undefined || Number(count) === 0) {
    throw new InvalidArgumentError('A duration looks like 90d: a number and s, m, h, d or w.');
  }
  return Number(count) * unitMs;
}

/** As an author writes it, in whole seconds if there are any: `1d1h`. */
export function durationLabel(ms: number): string {
  return durationText(ms < 1000 ? ms : ms - (ms % 1000));
}
