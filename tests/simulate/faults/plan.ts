import { STEPS, type Step } from '../../../packages/runtime/src/ports/observer.ts';
import { DEFAULT_LIMITS, type WorkerLimits } from '../../../packages/runtime/src/worker/options.ts';
import type { Weather } from '../base/network.ts';
import type { Random } from '../base/random.ts';

export type StoreKind = 'memory' | 'disk' | 'forgetful';

/** What a simulation is like: drawn from the seed before anything happens. */
export interface Plan {
  readonly partitions: number;
  /** Workers at one time at most. */
  readonly slots: number;
  readonly store: StoreKind;
  readonly limits: WorkerLimits;
  /** How wrong each worker's clock is. */
  readonly skewsMs: readonly number[];
  /** Instants of the virtual clock. */
  readonly faults: readonly Fault[];
  /** From then on nothing goes wrong any more. */
  readonly calmFromMs: number;
  readonly weathers: Readonly<Record<Service, Weather>>;
  /** Of a worker's life, the chance that it ends at a named point. */
  readonly crashAtStep: number;
  readonly noticeMsMax: number;
  readonly lostNotices: number;
}

export const SERVICES = ['input', 'output', 'store'] as const;
export type Service = (typeof SERVICES)[number];

export type Fault = { readonly atMs: number } & (
  | { readonly kind: 'kill' | 'drain'; readonly slot: number; readonly restartMs: number }
  | { readonly kind: 'abort' | 'break'; readonly slot: number }
  | { readonly kind: 'stop'; readonly slot: number; readonly forMs: number }
  | { readonly kind: 'evict' | 'rebalance' }
  | { readonly kind: 'power'; readonly restartMs: number }
  | { readonly kind: 'activate'; readonly version: number; readonly staggerMs: number }
  | { readonly kind: 'storm'; readonly service: Service; readonly weather: Weather; readonly forMs: number }
  | { readonly kind: 'forget'; readonly commits: number }
);

const HOUR = 3_600_000;

/** Each seed has some kinds of faults, and none of the others: so each kind meets quiet and company. */
export function drawPlan(random: Random, lastRecordMs: number): Plan {
  const partitions = random.pick([1, 1, 2, 3, 4]);
  const slots = random.pick([1, 2, 2, 3]);
  const store: StoreKind = random.pick(['memory', 'memory', 'memory', 'disk', 'disk', 'forgetful']);
  const calmFromMs = Math.round(lastRecordMs * random.pick([0.5, 0.8, 1, 1.1, 1.3]));
  const faults: Fault[] = [];
  const some = (probability: number, most: number, make: (atMs: number) => Fault): void => {
    if (!random.chance(probability)) return;
    for (let n = random.nextInt(1, most); n > 0; n--) faults.push(make(random.nextInt(200, calmFromMs)));
  };
  const slot = (): number => random.nextInt(0, slots - 1);
  some(0.5, 5, (atMs) => ({
    kind: 'kill',
    atMs,
    slot: slot(),
    restartMs: random.pick([0, 200, 3_000, 12_000]),
  }));
  some(0.3, 3, (atMs) => ({ kind: 'drain', atMs, slot: slot(), restartMs: random.pick([0, 500, 8_000]) }));
  some(0.15, 2, (atMs) => ({ kind: 'abort', atMs, slot: slot() }));
  some(0.15, 2, (atMs) => ({ kind: 'break', atMs, slot: slot() }));
  some(0.35, 3, (atMs) => ({
    kind: 'stop',
    atMs,
    slot: slot(),
    forMs: random.pick([300, 5_000, 9_000, 20_000]),
  }));
  some(0.35, 3, (atMs) => ({ kind: 'evict', atMs }));
  some(0.35, 6, (atMs) => ({ kind: 'rebalance', atMs }));
  some(0.45, 4, (atMs) => ({
    kind: 'activate',
    atMs,
    version: random.nextInt(0, 2),
    staggerMs: random.pick([0, 100, 5_000]),
  }));
  some(0.5, 4, (atMs) => ({
    kind: 'storm',
    atMs,
    service: random.pick(SERVICES),
    weather: drawStorm(random),
    forMs: random.pick([500, 3_000, 15_000]),
  }));
  if (store === 'forgetful')
    some(1, 3, (atMs) => ({ kind: 'forget', atMs, commits: random.pick([1, 2, 5, 20]) }));
  if (store === 'disk')
    some(0.7, 3, (atMs) => ({ kind: 'power', atMs, restartMs: random.pick([500, 8_000]) }));
  return {
    partitions,
    slots,
    store,
    limits: drawLimits(random),
    skewsMs: Array.from({ length: slots }, () =>
      random.pick([0, 0, random.nextInt(-5_000, 5_000), HOUR, -HOUR]),
    ),
    faults: faults.sort((a, b) => a.atMs - b.atMs),
    calmFromMs,
    weathers: { input: drawWeather(random), output: drawWeather(random), store: drawWeather(random) },
    crashAtStep: random.pick([0, 0, 0.3, 0.8]),
    noticeMsMax: random.pick([20, 200, 4_000]),
    lostNotices: random.pick([0, 0, 0.3]),
  };
}

/** Small, so that bounds are met and batches are cut in many places. */
function drawLimits(random: Random): WorkerLimits {
  return {
    ...DEFAULT_LIMITS,
    batchRecords: random.pick([1, 2, 5, 50]),
    lingerMs: random.pick([0, 0, 20, 300]),
    batchTimers: random.pick([1, 2, 100]),
    queuedRecords: random.pick([2, 10, 100]),
    unpublishedRows: random.pick([1, 5, 200]),
    checkpointMs: random.pick([0, 50, 1_000, 5_000, 30_000]),
    cachedUsers: random.pick([1, 3, 100]),
    recordBytes: RECORD_BYTES,
    idleMs: random.pick([500, 1_000, 4_000]),
    retryMs: 50,
    retryMaxMs: 2_000,
  };
}

/** More than what is kept of a record that is too long. */
export const RECORD_BYTES = 66_000;

function drawWeather(random: Random): Weather {
  const bad = random.pick([0, 0, 0.005, 0.03]);
  return {
    latencyMs: random.pick([0, 1, 5, 40]),
    lost: bad,
    unanswered: bad,
    belated: bad,
  };
}

function drawStorm(random: Random): Weather {
  return random.pick<Weather>([
    { latencyMs: 1_500, lost: 0, unanswered: 0, belated: 0 },
    { latencyMs: 20, lost: 0.9, unanswered: 0.1, belated: 0 },
    { latencyMs: 5, lost: 0.2, unanswered: 0.3, belated: 0.2 },
    { latencyMs: 2, lost: 1, unanswered: 0, belated: 0 },
  ]);
}

/** Where in a life a worker is to die: at the nth time that it comes to a point. */
export function drawCrash(
  random: Random,
  plan: Plan,
): { readonly step: Step; readonly times: number } | null {
  if (!random.chance(plan.crashAtStep)) return null;
  return { step: random.pick(STEPS), times: random.pick([1, 1, 2, 3, 10, 30]) };
}
