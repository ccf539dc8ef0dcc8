import { performance } from 'node:perf_hooks';
import type { Line } from './child.ts';
import { EventStream } from './event-stream.ts';
import type { Paced, PaceJob } from './job.ts';
import { messageOf } from './preload.ts';
import { EVENTS_AT_ONCE, Producing } from './producing.ts';

const TICK_MS = 5;
const UNDER_WAY = 64;
const SEED = 2;
/** What could not be sent for so long is let go: catching up would be another load. */
const BEHIND_MS = 1000;

/** Sends so many events a second until it is told to stop; each id says when its event was sent. */
export async function pace({ brokers, topic, eventsPerSecond, from }: PaceJob, line: Line): Promise<Paced> {
  const stream = new EventStream(SEED, from);
  const stopped = Promise.withResolvers<void>();
  let countedFrom = { atMs: performance.now(), events: 0 };
  let events = 0;
  let lost = 0;
  let whyLost: string | null = null;
  const producing = new Producing(brokers, UNDER_WAY, (count, why) => {
    lost += count;
    whyLost ??= why;
  });
  let owed = 0;
  let lastMs = performance.now();
  line.hear((told) => {
    if (told === 'count') countedFrom = { atMs: performance.now(), events };
    else stopped.resolve();
  });
  const timer = setInterval(() => {
    const now = performance.now();
    owed = Math.min(owed + ((now - lastMs) * eventsPerSecond) / 1000, (eventsPerSecond * BEHIND_MS) / 1000);
    lastMs = now;
    const count = Math.floor(owed);
    if (count === 0 || producing.isFull) return;
    owed -= count;
    events += count;
    const idStart = liveId(Date.now());
    // After a pause there is more to send than goes into one request.
    for (let left = count; left > 0; left -= EVENTS_AT_ONCE) {
      const length = Math.min(left, EVENTS_AT_ONCE);
      producing.send(Array.from({ length }, () => messageOf(topic, stream.next(idStart))));
    }
  }, TICK_MS);
  line.say({ kind: 'ready' });
  await stopped.promise;
  clearInterval(timer);
  const seconds = (performance.now() - countedFrom.atMs) / 1000;
  await producing.close();
  return { events: events - countedFrom.events, seconds, lost, whyLost };
}

function liveId(sentMs: number): string {
  return `live-${sentMs}`;
}

/** When an event was sent, from `e:<instant>:<id>` of a nudge's cause; `null` if nobody paced it. */
export function sentMsOf(cause: string): number | null {
  const found = /:live-(\d+)-/.exec(cause);
  return found === null ? null : Number(found[1]);
}
