import { parseArgs } from 'node:util';
import { type Asked, asked } from '../asking/asked.ts';

export interface Seeds {
  readonly seeds: number;
  readonly from: number;
  readonly jobs: number;
}

export type Request = Seeds | { readonly traced: number };

const SEED_MAX = 2 ** 31 - 1;

export const USAGE: string = `Runs the real worker with a simulated clock, network, broker and store, and with crashes, duplicates, rebalances,
failing services, wrong clocks and reloads, all drawn from a seed; then compares what came out with an oracle.

  npm run -s simulate -- [--seeds N] [--from S] [--jobs N] [--trace]

  --seeds N   how many (default 1000)
  --from S    the first one (default 1); a seed gives the same simulation every time
  --jobs N    processes (default 1)
  --trace     print what happens in one seed, line by line

Examples:
  npm run -s simulate -- --seeds 10000 --jobs 2
  npm run -s simulate -- --from 4711 --trace

It ends with 1 if a law was broken.`;

export function readArguments(args: readonly string[]): Asked<Request> {
  return asked(() => {
    const { values } = parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        seeds: { type: 'string' },
        from: { type: 'string', default: '1' },
        jobs: { type: 'string', default: '1' },
        trace: { type: 'boolean', default: false },
      },
    });
    if (values.help) return 'help';
    const from = whole('from', values.from, 0);
    if (!values.trace)
      return {
        seeds: whole('seeds', values.seeds ?? '1000', 1),
        from,
        jobs: whole('jobs', values.jobs, 1),
      };
    if (values.seeds !== undefined && values.seeds !== '1') throw new Error('--trace is for one seed');
    return { traced: from };
  });
}

function whole(option: string, text: string, least: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= SEED_MAX))
    throw new Error(`--${option} takes a whole number from ${least} on, not '${text}'`);
  return value;
}
