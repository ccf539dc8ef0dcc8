import { parseArgs } from 'node:util';
import { SCENARIOS } from '../../tests/faults/scenarios/all.ts';
import type { StoreKind } from '../../tests/faults/stores.ts';
import { type Asked, asked } from '../asking/asked.ts';

const STORES = ['disk', 'redis', 'postgres'] as const satisfies readonly StoreKind[];
const CLIENTS = ['kafkajs', 'platformatic'] as const;

export interface Request {
  readonly scenarios: readonly string[];
  /** `null`: as many as the scenario has by itself. */
  readonly times: number | null;
  readonly store: StoreKind;
  readonly client: (typeof CLIENTS)[number];
  readonly seed: number;
  readonly rate: number;
}

export const USAGE: string = `Does harm to real workers and real services, and asks whether the laws hold.

  npm run faults -- [scenario…] [--kills N] [--store KIND] [--client NAME] [--seed S] [--rate N]

  scenarios     ${Object.keys(SCENARIOS).join(', ')} (default: all)
  --kills N     how often the fault comes (default: 50 kills, and of the other faults a few)
  --store KIND  where workers keep state: ${STORES.join(', ')} (default: disk; \`store\` tries both others then)
  --client NAME ${CLIENTS.join(' or ')} (default: platformatic)
  --seed S      what is sent, and when who is hit (default: 1); what the machine makes of it differs each time
  --rate N      events a second (default: 2000)

The services are those that \`scripts/services up\` has started (NUDGE_SERVICES names the set); \`broker\` takes
\`--brokers 3\`. They are killed and started again: nothing else should use them. Build first.`;

export function readArguments(args: readonly string[]): Asked<Request> {
  return asked(() => {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        kills: { type: 'string' },
        store: { type: 'string', default: 'disk' },
        client: { type: 'string', default: 'platformatic' },
        seed: { type: 'string', default: '1' },
        rate: { type: 'string', default: '2000' },
      },
    });
    if (values.help) return 'help';
    const names = Object.keys(SCENARIOS);
    return {
      scenarios:
        positionals.length === 0 ? names : positionals.map((name) => oneOf('a scenario', name, names)),
      times: values.kills === undefined ? null : whole('kills', values.kills),
      store: oneOf('--store', values.store, STORES),
      client: oneOf('--client', values.client, CLIENTS),
      seed: whole('seed', values.seed),
      rate: whole('rate', values.rate),
    };
  });
}

function oneOf<T extends string>(what: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === text);
  if (found === undefined) throw new Error(`${what} is one of ${allowed.join(', ')}, not '${text}'`);
  return found;
}

function whole(option: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new Error(`--${option} takes a whole number above 0, not '${text}'`);
  return Number(text);
}
