import { parseArgs } from 'node:util';
import { type Asked, asked } from '../../scripts/asking/asked.ts';
import type { Pace } from './windows.ts';
import { QUICK, THOROUGH } from './windows.ts';

const SECTIONS = ['stateless', 'stateful', 'compile', 'load'] as const;

export type Section = (typeof SECTIONS)[number];

export interface Request {
  readonly sections: readonly Section[];
  /** `null`: each section's own numbers. */
  readonly rules: readonly number[] | null;
  readonly users: readonly number[];
  readonly eventsPerUserDay: number | null;
  readonly names: readonly string[] | null;
  readonly json: string | null;
  readonly quick: boolean;
  readonly pace: Pace;
}

export const USAGE: string = `Measures what rules cost, beside the engines that one would pick instead and limits written by hand.

  npm run bench -- [--only SECTION,…] [--rules N,…] [--users N,…] [--json FILE] [--quick]

  --only a,b     of ${SECTIONS.join(', ')} (default: all)
  --rules N,…    how many rules (stateful: segments); default 10,100,1000,10000, compile and load 1000,10000
  --users N,…    how many users in stateful; default 10000,1000000
  --rate N       events of a user and day in stateful; default 100, from 100,000 users on 10
  --name a,b     only these rows of stateless and stateful
  --json FILE    the rows as JSON, too (from the root of the project)
  --quick        short windows, little warm-up, 10,000 users: rough figures in minutes

All of it takes about an hour; nothing else should run meanwhile. The table goes to standard output.

Examples:
  npm run bench -- --quick
  npm run bench -- --only stateless --rules 100,10000 --json out/bench.json
  npm run bench -- --only stateless --rules 10000 --name nudge,indexed,codegen
  npm run bench -- --only stateful --rules 10000 --users 10000`;

export function readArguments(args: readonly string[]): Asked<Request> {
  return asked(() => {
    const { values } = parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        only: { type: 'string', multiple: true, default: [] },
        rules: { type: 'string', multiple: true, default: [] },
        users: { type: 'string', multiple: true, default: [] },
        rate: { type: 'string' },
        name: { type: 'string', multiple: true, default: [] },
        json: { type: 'string' },
        quick: { type: 'boolean', default: false },
      },
    });
    if (values.help) return 'help';
    const rules = numbers('rules', values.rules);
    const users = numbers('users', values.users);
    const names = parts(values.name);
    const { quick } = values;
    return {
      sections: sectionsOf(parts(values.only)),
      rules: rules.length === 0 ? null : rules,
      users: users.length > 0 ? users : quick ? [10_000] : [10_000, 1_000_000],
      eventsPerUserDay: values.rate === undefined ? null : (numbers('rate', [values.rate])[0] ?? null),
      names: names.length === 0 ? null : names,
      json: values.json ?? null,
      quick,
      pace: quick ? QUICK : THOROUGH,
    };
  });
}

function parts(lists: readonly string[]): string[] {
  return lists.flatMap((list) => list.split(',')).filter((part) => part !== '');
}

function numbers(option: string, lists: readonly string[]): number[] {
  return parts(lists).map((text) => {
    const value = Number(text);
    if (!(Number.isSafeInteger(value) && value > 0))
      throw new Error(`--${option} takes whole numbers above 0, not '${text}'`);
    return value;
  });
}

function sectionsOf(asked: readonly string[]): readonly Section[] {
  const strange = asked.find((name) => !(SECTIONS as readonly string[]).includes(name));
  if (strange !== undefined)
    throw new Error(`there is no section '${strange}'; they are ${SECTIONS.join(', ')}`);
  return asked.length === 0 ? SECTIONS : SECTIONS.filter((name) => asked.includes(name));
}
