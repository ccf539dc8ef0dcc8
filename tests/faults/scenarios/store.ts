import { setTimeout as sleep } from 'node:timers/promises';
import { TcpProxy } from '../../../packages/runtime/test/support/tcp-proxy.ts';
import { type Common, type Judged, type LeftOut, type Scenario, tried } from '../scenario.ts';
import type { StoreKind } from '../stores.ts';
import type { Trial } from '../trial.ts';
import { service } from './services.ts';

const SLOW_MS = 200;
const RESIDENT_BYTES_MAX = 600 * 1024 * 1024;

/** Redis and PostgreSQL are killed, ended, slow, silent and cut off, and come back. */
export const store: Scenario = async (common) => {
  const kinds = (['redis', 'postgres'] as const).filter(
    (kind) => common.store === 'disk' || common.store === kind,
  );
  const found: (Judged | LeftOut)[] = [];
  for (const kind of kinds) found.push(await tryStore(common, kind));
  return found;
};

async function tryStore(common: Common, kind: Exclude<StoreKind, 'disk'>): Promise<Judged | LeftOut> {
  const scenario = `store-${kind}`;
  const place = common.services[kind];
  if (place === null) return { scenario, why: `no ${kind} runs; \`scripts/services up ${kind}\` starts one` };
  const proxy = await TcpProxy.start(place);
  try {
    return await tried(common, { scenario, store: kind, at: proxy }, async (trial) => {
      for (const slot of [0, 1]) trial.crew.start(slot);
      await trial.wait(5_000, 7_000);
      const faults = faultsOf(trial, kind, proxy);
      const rounds = common.times ?? 2;
      for (let round = 0; round < rounds; round++) {
        for (const [what, fault] of Object.entries(faults)) {
          trial.say(`${kind} is ${what}`);
          await fault();
          await trial.crew.gauges();
          await trial.wait(2_000, 5_000);
        }
      }
      const { residentBytesMax } = trial.crew;
      if (residentBytesMax > RESIDENT_BYTES_MAX)
        trial.breaks('bounds', `a worker held ${Math.round(residentBytesMax / 1024 / 1024)} MiB`);
      return `${rounds} times each of ${Object.keys(faults).join(', ')}`;
    });
  } finally {
    await proxy.stop();
  }
}

function faultsOf(
  trial: Trial,
  name: string,
  proxy: TcpProxy,
): Readonly<Record<string, () => Promise<void>>> {
  const down = (how: 'kill' | 'stop') => async (): Promise<void> => {
    try {
      await service(how, name);
      await trial.wait(2_000, 10_000);
      await trial.crew.gauges();
    } finally {
      await service('start', name);
    }
  };
  return {
    killed: down('kill'),
    ended: down('stop'),
    slow: async () => {
      proxy.delay(SLOW_MS);
      await trial.wait(5_000, 8_000);
      // What is still on its way must not be overtaken by what comes later.
      proxy.pause();
      await sleep(2 * SLOW_MS);
      proxy.delay(0);
      proxy.resume();
    },
    silent: async () => {
      proxy.pause();
      await trial.wait(3_000, 9_000);
      proxy.resume();
    },
    'cut off': async () => {
      for (let i = 0; i < 5; i++) {
        if (trial.random.chance(0.5)) proxy.cutBeforeAnswer();
        else proxy.cutAfter(trial.random.nextInt(100, 100_000));
        await trial.wait(300, 1_500);
      }
      proxy.cut();
    },
  };
}
