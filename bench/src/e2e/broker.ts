import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { stateFile } from '../../../scripts/local-services/folders.mjs';
import {
  processesOf,
  readState,
  runningServices,
  type State,
} from '../../../scripts/local-services/state.mjs';
import type { StoreKind } from './rows.ts';

const SERVICES = fileURLToPath(new URL('../../../scripts/services', import.meta.url));

/** The services that are measured with. */
export interface Bench {
  readonly brokers: readonly string[];
  readonly brokerPids: readonly number[];
  readonly redisUrl: string | null;
  readonly postgresUrl: string | null;
  /** Takes down what was started for it. */
  end(): void;
}

/** Takes the set that runs; where it lacks something, starts one of its own. */
export function findServices(store: StoreKind, folder: string): Bench {
  const needed =
    store === 'redis' || store === 'postgres' ? (['kafka', store] as const) : (['kafka'] as const);
  const running = readState(stateFile);
  const services = runningServices(running);
  if (running !== null && needed.every((name) => services[name] !== null)) return benchOf(running, () => {});
  const own = join(folder, 'services.json');
  const run = (...args: string[]): void => {
    execFileSync(SERVICES, args, {
      env: { ...process.env, NUDGE_SERVICES: own },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  };
  run('up', ...needed);
  const state = readState(own);
  if (state === null) throw new Error('`scripts/services up` has started nothing');
  return benchOf(state, () => run('down'));
}

function benchOf(state: State, end: () => void): Bench {
  const { kafka, redis, postgres } = state;
  if (kafka === null) throw new Error('there is no Kafka');
  return {
    brokers: kafka.brokers,
    brokerPids: processesOf(state, 'kafka').flatMap(([, { pid }]) => (pid === null ? [] : [pid])),
    redisUrl: redis?.url ?? null,
    postgresUrl: postgres?.url ?? null,
    end,
  };
}
