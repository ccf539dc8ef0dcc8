import { setTimeout as wait } from 'node:timers/promises';
import { showProgress } from '../progress.ts';
import { rateOf } from './bounds.ts';
import type { Metrics } from './metrics-text.ts';
import type { StageRow, ThroughputRow } from './rows.ts';
import { stageRows } from './stages.ts';
import { positionOf, type Surroundings, total, WorkerGroup } from './worker-group.ts';

const WINDOW_MS = 1000;
/** A worker that has not come so far in this time is not going to. */
const WARM_LIMIT_MS = 300_000;

export interface WorkersPlan {
  readonly rules: number;
  readonly bundle: string;
  readonly workers: number;
  readonly topic: string;
  readonly events: number;
  readonly seconds: number;
  readonly profileFolder: string | null;
}

export interface WorkersMeasured {
  readonly row: ThroughputRow;
  /** Of one worker. */
  readonly stages: readonly StageRow[];
}

/** Workers on a topic that is full, from nothing; the first third of it warms. */
export async function measureWorkers(
  plan: WorkersPlan,
  surroundings: Surroundings,
): Promise<WorkersMeasured> {
  const { rules, workers, events, seconds } = plan;
  const what = `${workers} worker${workers === 1 ? '' : 's'}, ${rules.toLocaleString('en')} rules`;
  showProgress(`${what}: starts`);
  const group = await WorkerGroup.start(surroundings, plan);
  try {
    await group.until((position) => {
      showProgress(`${what}: warms, ${position.toLocaleString('en')} events`);
      return position >= events / 3;
    }, WARM_LIMIT_MS);
    const seen = await windowsOf(group, events, seconds, what);
    const first = seen[0] as readonly Metrics[];
    const last = seen.at(-1) as readonly Metrics[];
    await group.stop();
    return {
      row: {
        kind: 'worker',
        client: surroundings.client,
        rules,
        workers,
        store: surroundings.store,
        ...rateOf(ratesOf(seen)),
        messagesPerEvent:
          (total(last, 'nudge_published_rows_total') - total(first, 'nudge_published_rows_total')) /
          (positionOf(last) - positionOf(first)),
        cpu: (total(last, CPU) - total(first, CPU)) / secondsBetween(first, last),
        rssMB: total(last, 'process_resident_memory_bytes') / 1e6,
        cores: surroundings.cores.text,
      },
      stages: workers === 1 ? stageRows(rules, first[0] as Metrics, last[0] as Metrics) : [],
    };
  } finally {
    await group.end();
  }
}

const CPU = 'process_cpu_seconds_total';

/** Looks at the workers window by window, until time is up or the topic nearly read. */
async function windowsOf(
  group: WorkerGroup,
  events: number,
  seconds: number,
  what: string,
): Promise<readonly (readonly Metrics[])[]> {
  const seen = [await group.look()];
  const begun = performance.now();
  for (;;) {
    await wait(WINDOW_MS);
    const all = await group.look();
    const before = seen.at(-1) as readonly Metrics[];
    const rate = (positionOf(all) - positionOf(before)) / secondsBetween(before, all);
    showProgress(`${what}: ${Math.round(rate).toLocaleString('en')} events/s`);
    // One partition ends before the others: what comes then is another work.
    const isOver = positionOf(all) > events * 0.97;
    if (!isOver || seen.length < 2) seen.push(all);
    if (isOver || performance.now() - begun > seconds * 1000) return seen;
  }
}

function secondsBetween(before: readonly Metrics[], after: readonly Metrics[]): number {
  return ((after[0]?.atMs ?? 0) - (before[0]?.atMs ?? 0)) / 1000;
}

function ratesOf(seen: readonly (readonly Metrics[])[]): readonly number[] {
  return seen.slice(1).map((all, i) => {
    const before = seen[i] as readonly Metrics[];
    return (positionOf(all) - positionOf(before)) / secondsBetween(before, all);
  });
}
