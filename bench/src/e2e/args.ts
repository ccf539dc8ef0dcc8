import { parseArgs } from 'node:util';
import { type Asked, asked } from '../../../scripts/asking/asked.ts';
import type { ClientName, StoreKind } from './rows.ts';

const PARTS = ['throughput', 'latency', 'steady'] as const;
const CLIENTS = ['kafkajs', 'platformatic'] as const satisfies readonly ClientName[];
const STORES = ['disk', 'memory', 'redis', 'postgres'] as const satisfies readonly StoreKind[];

type Part = (typeof PARTS)[number];

export interface Request {
  readonly parts: readonly Part[];
  readonly rules: readonly number[];
  readonly workers: readonly number[];
  readonly client: ClientName;
  readonly store: StoreKind;
  readonly seconds: number;
  /** Of the first paced load, before it counts. */
  readonly settleSeconds: number;
  /** 0: not at all. */
  readonly steadyMinutes: number;
  readonly events: number;
  /** Events a second of latency and steady; `null`: half of what one worker was measured to do. */
  readonly rate: number | null;
  /** Events that are committed together at most; `null`: the runtime's own number. */
  readonly batch: number | null;
  readonly baselines: boolean;
  readonly json: string | null;
  readonly profileFolder: string | null;
}

export const USAGE: string = `Measures the runtime on a real Kafka broker, from an event in a topic to a nudge in another.

  npm run bench:e2e -- [--only PART,…] [--rules N,…] [--workers N,…] [--client NAME] [--store KIND] [--seconds N]
                       [--settle N] [--steady MINUTES] [--events N] [--rate N] [--batch N] [--no-baselines] [--json FILE]
                       [--cpu-prof FOLDER]

  --only a,b       of ${PARTS.join(', ')} (default: throughput and latency, and steady where --steady is given)
  --rules N,…      half of them segments over windows, half nudges; default 1000,10000
  --workers N,…    processes of one consumer group; default 1,2
  --client NAME    of the workers: ${CLIENTS.join(' or ')} (default: platformatic, as the runtime's)
  --store KIND     of the workers: ${STORES.join(', ')} (default: disk)
  --seconds N      how long each figure is measured at most; default 20
  --settle N       seconds of the first paced load before it counts, and a sixth of it of each later one: a broker that
                   has just started compiles its busiest code for minutes; default 180
  --steady MINUTES half load for so long, with memory sampled every 10 s
  --events N       preloaded into the topic; a third of them warms; default 3000000
  --rate N         events a second of latency and steady (default: half of what one worker was measured to do)
  --batch N        events that a worker commits together at most (default: the runtime's own)
  --no-baselines   workers only
  --json FILE      what was measured as JSON, too (from the root of the project)
  --cpu-prof DIR   V8's sampling profile of one worker at full speed; the table says where its time goes

The broker is one that \`scripts/services up kafka\` has started (NUDGE_SERVICES names its set), else one of our own.
Nothing else should run meanwhile.

Examples:
  npm run bench:e2e -- --json out/e2e.json
  npm run bench:e2e -- --only throughput --rules 1000 --workers 1 --no-baselines --cpu-prof out/profile
  npm run bench:e2e -- --only steady --steady 60 --rules 1000 --rate 50000`;

export function readArguments(args: readonly string[]): Asked<Request> {
  return asked(() => {
    const { values } = parseArgs({
      args: [...args],
      allowNegative: true,
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        only: { type: 'string', multiple: true, default: [] },
        rules: { type: 'string', multiple: true, default: ['1000,10000'] },
        workers: { type: 'string', multiple: true, default: ['1,2'] },
        client: { type: 'string', default: 'platformatic' },
        store: { type: 'string', default: 'disk' },
        seconds: { type: 'string', default: '20' },
        settle: { type: 'string', default: '180' },
        steady: { type: 'string' },
        events: { type: 'string', default: '3000000' },
        rate: { type: 'string' },
        batch: { type: 'string' },
        baselines: { type: 'boolean', default: true },
        json: { type: 'string' },
        'cpu-prof': { type: 'string' },
      },
    });
    if (values.help) return 'help';
    const steadyMinutes = values.steady === undefined ? 0 : above0('steady', values.steady);
    const only = listOf(values.only).map((name) => oneOf('only', name, PARTS));
    if (only.includes('steady') && steadyMinutes === 0)
      throw new Error('--only steady needs --steady MINUTES');
    const byDefault = PARTS.filter((part) => part !== 'steady' || steadyMinutes > 0);
    return {
      parts: only.length === 0 ? byDefault : only,
      rules: listOf(values.rules).map((text) => whole('rules', text)),
      workers: listOf(values.workers).map((text) => whole('workers', text)),
      client: oneOf('client', values.client, CLIENTS),
      store: oneOf('store', values.store, STORES),
      seconds: above0('seconds', values.seconds),
      settleSeconds: above0('settle', values.settle),
      steadyMinutes,
      events: whole('events', values.events),
      rate: values.rate === undefined ? null : whole('rate', values.rate),
      batch: values.batch === undefined ? null : whole('batch', values.batch),
      baselines: values.baselines,
      json: values.json ?? null,
      profileFolder: values['cpu-prof'] ?? null,
    };
  });
}

function listOf(lists: readonly string[]): string[] {
  return lists.flatMap((list) => list.split(',')).filter((part) => part !== '');
}

function oneOf<T extends string>(option: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === text);
  if (found === undefined) throw new Error(`--${option} takes ${allowed.join(', ')}, not '${text}'`);
  return found;
}

function above0(option: string, text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value)))
    throw new Error(`--${option} takes a number above 0, not '${text}'`);
  return value;
}

function whole(option: string, text: string): number {
  const value = above0(option, text);
  if (!Number.isSafeInteger(value)) throw new Error(`--${option} takes whole numbers, not '${text}'`);
  return value;
}
