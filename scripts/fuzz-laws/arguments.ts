import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { LAWS } from '../../tests/laws/laws/index.ts';
import { type Asked, asked } from '../asking/asked.ts';

export interface Request {
  readonly seed: number;
  readonly seconds: number;
  readonly pairs: number;
  readonly laws: readonly string[];
  readonly coverage: boolean;
}

const SECONDS_DEFAULT = 60;
const SEED_MAX = 2 ** 31 - 1;

export const USAGE: string = `Tries the laws on generated programs and histories, and makes what breaks one smaller.

  npm run fuzz -- [--seconds N] [--pairs N] [--seed S] [--law name,…] [--coverage]

  --seconds N   how long (default ${SECONDS_DEFAULT}, or without end if there is --pairs)
  --pairs N     end after so many pairs of a program and the history of one user
  --seed S      0 … ${SEED_MAX}; the same seed gives the same cases (default: another one every time)
  --law a,b     only these laws
  --coverage    say how often each part of the language was generated

Laws:
${LAWS.map(({ name, statement }) => `  ${name.padEnd(20)}${statement}`).join('\n')}

Examples:
  npm run fuzz -- --seconds 600
  npm run fuzz -- --pairs 20000 --seed 1 --coverage
  npm run fuzz -- --law snapshot,duplicate --seconds 30

A case that breaks a law is kept in tests/laws/found, where npm test tries it, and the command ends with 1.`;

export function readArguments(args: readonly string[]): Asked<Request> {
  return asked(() => {
    const { values } = parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        seconds: { type: 'string' },
        pairs: { type: 'string' },
        seed: { type: 'string' },
        law: { type: 'string', multiple: true, default: [] },
        coverage: { type: 'boolean', default: false },
      },
    });
    if (values.help) return 'help';
    const pairs = positive('pairs', values.pairs, Infinity);
    return {
      seed: seedOf(values.seed),
      seconds: positive('seconds', values.seconds, pairs === Infinity ? SECONDS_DEFAULT : Infinity),
      pairs,
      laws: lawsOf(values.law.flatMap((names) => names.split(','))),
      coverage: values.coverage,
    };
  });
}

function positive(option: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!(value > 0) || value === Infinity)
    throw new Error(`--${option} takes a number above 0, not '${text}'`);
  return value;
}

function seedOf(text: string | undefined): number {
  if (text === undefined) return randomInt(SEED_MAX);
  const seed = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(seed <= SEED_MAX))
    throw new Error(`--seed takes a whole number from 0 to ${SEED_MAX}, not '${text}'`);
  return seed;
}

function lawsOf(asked: readonly string[]): readonly string[] {
  const names = LAWS.map(({ name }) => name);
  const strange = asked.find((name) => !names.includes(name));
  if (strange !== undefined) throw new Error(`there is no law '${strange}'`);
  return asked.length === 0 ? names : asked;
}
