import { hash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { type Bundle, createPlayback, type Effect } from '@nudge/engine';
import { loadBundle } from '@nudge/runtime';
import { showProgress } from '../progress.ts';
import { EventStream, PARTITIONS, type ShopEvent } from './event-stream.ts';
import { SEED } from './preload.ts';
import { readTopic } from './read-topic.ts';
import type { GateRow } from './rows.ts';
import { type Surroundings, total, WorkerGroup } from './worker-group.ts';

type Output = GateRow['output'];
const OUTPUTS: readonly Output[] = ['nudges', 'segments'];
const LIMIT_MS = 120_000;
/** After the last that is expected, so long for what is not. */
const QUIET_MS = 500;

export interface GatePlan {
  readonly rules: number;
  readonly bundle: string;
  /** Holds `events`, and nothing else. */
  readonly topic: string;
  readonly events: number;
}

/** Before the clock: what comes out of a worker is what a playback of each partition says, nothing twice. */
export async function passGate(plan: GatePlan, surroundings: Surroundings): Promise<readonly GateRow[]> {
  const { rules, bundle, topic, events } = plan;
  const what = `gate, ${rules.toLocaleString('en')} rules`;
  showProgress(`${what}: plays`);
  const expected = expectedIds(await loadBundle(bundle), events);
  const group = await WorkerGroup.start(surroundings, { bundle, topic, workers: 1, profileFolder: null });
  try {
    await group.until((position, all) => {
      showProgress(`${what}: ${position.toLocaleString('en')} of ${events.toLocaleString('en')} events`);
      return position >= events && total(all, 'nudge_unpublished_rows') === 0;
    }, LIMIT_MS);
    await group.stop();
    const rows: GateRow[] = [];
    for (const output of OUTPUTS) {
      const ids = expected[output];
      const received = await readIds(group.outputs[output], ids.size, surroundings);
      const distinct = new Set(received);
      rows.push({
        rules,
        events,
        output,
        expected: ids.size,
        received: received.length,
        distinct: distinct.size,
        missing: [...ids].filter((id) => !distinct.has(id)).length,
        strange: [...distinct].filter((id) => !ids.has(id)).length,
      });
    }
    const wrong = rows.find((row) => row.received !== row.expected || row.missing > 0 || row.strange > 0);
    if (wrong !== undefined) {
      const said = group.complaints.map((line) => `\n  ${line}`).join('');
      throw new Error(`the worker is wrong, so it is not measured: ${JSON.stringify(wrong)}${said}`);
    }
    return rows;
  } finally {
    await group.end();
  }
}

/** A partition has time of its own: its timers fire up to its watermark, and no further. */
function expectedIds(bundle: Bundle, events: number): Readonly<Record<Output, ReadonlySet<string>>> {
  const found = { nudges: new Set<string>(), segments: new Set<string>() };
  const emit = (effect: Effect): void => {
    if (effect.type === 'nudge.generated') found.nudges.add(effect.id);
    else if (effect.type === 'segment.entered' || effect.type === 'segment.exited')
      found.segments.add(effect.id);
  };
  const stream = new EventStream(SEED);
  const parts: ShopEvent[][] = Array.from({ length: PARTITIONS }, () => []);
  for (let i = 0; i < events; i++) {
    const event = stream.next();
    parts[event.partition]?.push(event);
  }
  for (const part of parts) {
    const playback = createPlayback(bundle, { sha256: (text) => hash('sha256', text, 'hex') });
    part.forEach(({ text }, line) => {
      playback.record({ kind: 'json', text, origin: { input: 'bench', line } }, null, emit);
    });
    if (part.length > 0) playback.moveTo(playback.endMs - bundle.manifest.settings.delayMs, true, emit);
  }
  return found;
}

async function readIds(topic: string, expected: number, { bench, topics }: Surroundings): Promise<string[]> {
  const ids: string[] = [];
  const stop = await readTopic(bench.brokers, topic, topics.group(), (value) => {
    ids.push((JSON.parse(value.toString('utf8')) as { readonly id: string }).id);
  });
  const begun = performance.now();
  while (ids.length < expected && performance.now() - begun < LIMIT_MS / 4) await wait(50);
  await wait(QUIET_MS);
  await stop();
  return ids;
}
