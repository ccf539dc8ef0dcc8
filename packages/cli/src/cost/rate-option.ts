import { InvalidArgumentError } from 'commander';

/** How often one user does something. */
export interface Rate {
  /** The event's name as it was given, or `user.updated`, `user.consent`. */
  readonly name: string;
  readonly perMs: number;
}

/** The units that durations of the language have, too. */
const UNITS_MS: ReadonlyMap<string, number> = new Map([
  ['w', 604_800_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
]);

/** The value of `--rate`, which may be given several times. */
export function rateOption(text: string, before: readonly Rate[] = []): readonly Rate[] {
  const [, name = '', count = '', unit = ''] = /^([^=]+)=(\d+(?:\.\d+)?)\/([smhdw])$/.exec(text) ?? [];
  const unitMs = UNITS_MS.get(unit);
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
  const unitMs = UNITS_MS.get(unit);
  if (unitMs === undefined || Number(count) === 0) {
    throw new InvalidArgumentError('A duration looks like 90d: a number and s, m, h, d or w.');
  }
  return Number(count) * unitMs;
}

/** As an author writes it: `1d1h`. */
export function durationText(ms: number): string {
  let rest = ms;
  let text = '';
  for (const [unit, unitMs] of UNITS_MS) {
    if (unit === 'w') continue;
    const count = Math.floor(rest / unitMs);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * unitMs;
  }
  return text === '' ? `${rest}ms` : text;
}
