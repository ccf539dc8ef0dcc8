import { hash } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { createPlayback } from '@nudge/engine';
import { loadBundle, tuneHeap } from '@nudge/runtime';
import type { Line } from './child.ts';
import { EventStream, USERS } from './event-stream.ts';
import type { Consumed, Job } from './job.ts';
import { SEED } from './preload.ts';

const BATCH = 20_000;

/** The bound that the engine is: the same events from memory, all users ready, nothing stored and nothing sent. */
export async function play(
  { bundle, events, seconds }: Extract<Job, { kind: 'play' }>,
  line: Line,
): Promise<Consumed> {
  tuneHeap();
  const sha256 = (text: string): string => hash('sha256', text, 'hex');
  // As if in a store: nobody is put away and read again.
  const playback = createPlayback(await loadBundle(bundle), { sha256, hotUsers: 2 * USERS });
  const stream = new EventStream(SEED);
  const windows: number[] = [];
  let taken = 0;
  let workedMs = 0;
  let usedMs = 0;
  while (taken < events && workedMs < seconds * 1000) {
    const batch = Array.from({ length: BATCH }, () => Buffer.from(stream.next().text));
    const cpu = process.cpuUsage();
    const begun = performance.now();
    for (const event of batch) {
      const origin = { input: 'bench', line: ++taken };
      playback.record({ kind: 'json', text: event.toString('utf8'), origin }, null, () => {});
    }
    const tookMs = performance.now() - begun;
    if (taken > events / 3) {
      windows.push((BATCH * 1000) / tookMs);
      workedMs += tookMs;
      const { user, system } = process.cpuUsage(cpu);
      usedMs += (user + system) / 1000;
    }
    line.say({ kind: 'progress', events: taken });
  }
  return { windows, events: taken, cpu: usedMs / workedMs, rssMB: process.memoryUsage.rss() / 1e6 };
}
