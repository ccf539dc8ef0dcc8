import { setTimeout as wait } from 'node:timers/promises';
import { showProgress } from '../progress.ts';
import type { Metrics } from './metrics-text.ts';
import type { LatencyRow, Sample } from './rows.ts';
import { watchStolen } from './stolen.ts';
import { total, type WorkerGroup } from './worker-group.ts';

const LOOK_MS = 500;

export interface Watched {
  readonly samples: readonly Sample[];
  readonly lagMax: number;
  readonly stolen: number | null;
  readonly work: Pick<LatencyRow, 'cpu' | 'eventsPerCommit' | 'commitMs' | 'publishMs'>;
}

/** Looks at workers now and then for as long as the plan says. */
export async function watch(
  group: WorkerGroup,
  plan: { readonly seconds: number; readonly sampleEveryMs: number },
  what: string,
): Promise<Watched> {
  const samples: Sample[] = [];
  const stolen = watchStolen();
  const first = await group.look();
  const begun = performance.now();
  let last = first;
  let lagMax = 0;
  let nextSampleMs = 0;
  for (;;) {
    last = await group.look();
    const elapsedMs = performance.now() - begun;
    const lag = total(last, 'nudge_lag_records');
    lagMax = Math.max(lagMax, lag);
    if (elapsedMs >= nextSampleMs) {
      samples.push(sampleOf(last, lag, elapsedMs, group.diskBytes));
      nextSampleMs += plan.sampleEveryMs;
    }
    const left = Math.round(plan.seconds - elapsedMs / 1000);
    showProgress(`${what}: ${left} s to go, lag ${lag.toLocaleString('en')}`);
    if (left <= 0) break;
    await wait(LOOK_MS);
  }
  return { samples, lagMax, stolen: stolen(), work: workBetween(first, last) };
}

function workBetween(first: readonly Metrics[], last: readonly Metrics[]): Watched['work'] {
  const seconds = ((last[0]?.atMs ?? 0) - (first[0]?.atMs ?? 0)) / 1000;
  const more = (name: string, labels: Readonly<Record<string, string>> = {}): number =>
    total(last, name, labels) - total(first, name, labels);
  const meanMs = (stage: string): number =>
    (1000 * more('nudge_stage_seconds_sum', { stage })) / more('nudge_stage_seconds_count', { stage });
  return {
    cpu: more('process_cpu_seconds_total') / seconds,
    eventsPerCommit: more('nudge_records_total') / more('nudge_batches_total'),
    commitMs: meanMs('commit'),
    publishMs: meanMs('publish'),
  };
}

function sampleOf(all: readonly Metrics[], lag: number, elapsedMs: number, disk: number | null): Sample {
  return {
    atSeconds: Math.round(elapsedMs / 1000),
    rssMB: total(all, 'process_resident_memory_bytes') / 1e6,
    heapMB: total(all, 'nodejs_heap_size_used_bytes') / 1e6,
    externalMB: total(all, 'nodejs_external_memory_bytes') / 1e6,
    lag,
    stateMB: total(all, 'nudge_state_bytes') / 1e6,
    diskMB: disk === null ? null : disk / 1e6,
  };
}
