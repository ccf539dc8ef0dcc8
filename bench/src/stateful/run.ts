import { hash } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { Bundle, Playback } from '@nudge/engine';
import { loadBundle, tuneHeap } from '@nudge/runtime';
import { watchMemory } from '../memory.ts';
import { time } from '../windows.ts';
import type { StatefulJob, StatefulRow } from './job.ts';
import { createOurs } from './ours.ts';
import { Ring } from './ring.ts';
import { makeSegments } from './segments.ts';
import { storedBytes } from './stored.ts';
import type { Tracker } from './tracker.ts';
import { Traffic } from './traffic.ts';

/** Events are made in batches, outside what is timed. */
const BATCH = 20_000;
const LATENCY_EVENTS = 100_000;

export async function runStateful(job: StatefulJob): Promise<readonly StatefulRow[]> {
  const { users, eventsPerUserDay, name, segments } = job;
  const traffic = new Traffic(users, eventsPerUserDay);
  // Before memory is looked at: the texts of one batch live all the time.
  let batch = traffic.next(BATCH);
  const growth = watchMemory();
  const ours = job.name === 'nudge' ? await createOurTracker(job) : null;
  const tracker = ours ?? new Ring(makeSegments(job.segments, job.eventsPerUserDay), null);
  fill(tracker, traffic, job, batch);
  const { heapMB, rssMB } = growth();
  const filledDays = traffic.count / (users * eventsPerUserDay);
  const stored =
    ours === null
      ? { storedBytesPerUser: null, foretoldBytesPerUser: null }
      : storedBytes(ours.playback, ours.bundle, eventsPerUserDay, filledDays);

  let taken = 0;
  const before = { changes: tracker.changes(), timers: tracker.timers() };
  const timing = await time(
    {
      size: BATCH,
      prepare: (count) => {
        batch = traffic.next(count);
      },
      run: (count) => {
        for (let i = 0; i < count; i++) tracker.take(batch[i] as Buffer);
        taken += count;
        return count;
      },
    },
    job.pace,
  );
  const timersFired = tracker.timers() - before.timers;
  const changes = tracker.changes() - before.changes;
  return [
    {
      name,
      segments,
      users,
      eventsPerUserDay,
      eventsPerSecond: Math.round(1e9 / timing.nsPerItem),
      nsPerEvent: timing.nsPerItem,
      spread: timing.spread,
      settled: timing.settled,
      bytesPerUser: Math.round((heapMB * 1e6) / users),
      ...stored,
      changesPerEvent: changes / taken,
      timersPerEvent: timersFired / taken,
      timersFired,
      ...latencies(tracker, traffic, timing.nsPerItem),
      filledDays,
      rssMB,
    },
  ];
}

async function createOurTracker(
  job: StatefulJob,
): Promise<Tracker & { readonly playback: Playback; readonly bundle: Bundle }> {
  // As `nudgec run` does.
  tuneHeap();
  const bundle = await loadBundle(job.bundle);
  return { ...createOurs(bundle, null, (text) => hash('sha256', text, 'hex')), bundle };
}

/** One day, so that every window is as full as it gets. */
function fill(tracker: Tracker, traffic: Traffic, job: StatefulJob, first: readonly Buffer[]): void {
  const begun = performance.now();
  const wanted = job.users * job.eventsPerUserDay;
  for (const event of first) tracker.take(event);
  while (traffic.count < wanted && performance.now() - begun < job.fillLimitMs) {
    // Small steps, so that a slow one is ended in time.
    for (const event of traffic.next(Math.min(200, wanted - traffic.count))) tracker.take(event);
  }
}

function latencies(
  tracker: Tracker,
  traffic: Traffic,
  nsPerEvent: number,
): { readonly p50Us: number; readonly p99Us: number } {
  // No longer than some seconds, however slow.
  const count = Math.max(500, Math.min(LATENCY_EVENTS, Math.floor(5e9 / nsPerEvent)));
  const took = new Float64Array(count);
  let done = 0;
  while (done < count) {
    for (const event of traffic.next(Math.min(BATCH, count - done))) {
      const start = performance.now();
      tracker.take(event);
      took[done++] = (performance.now() - start) * 1000;
    }
  }
  took.sort();
  const at = (share: number): number => took[Math.min(count - 1, Math.floor(count * share))] as number;
  return { p50Us: at(0.5), p99Us: at(0.99) };
}
