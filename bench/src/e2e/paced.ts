import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { showProgress } from '../progress.ts';
import { EVENTS_PER_DAY } from './event-stream.ts';
import type { Listened, Paced } from './job.ts';
import type { LatencyRow, Sample } from './rows.ts';
import { type Child, startChild } from './run-child.ts';
import { watch } from './watch.ts';
import { type Surroundings, WorkerGroup } from './worker-group.ts';

const FILL_LIMIT_MS = 600_000;
/** Until all that was sent has been taken in. */
const DRAIN_LIMIT_MS = 5_000;

export interface PacedPlan {
  readonly rules: number;
  readonly bundle: string;
  readonly workers: number;
  readonly eventsPerSecond: number;
  /** Before it counts: a paced load is another work than a full topic, for the broker too. */
  readonly settleSeconds: number;
  readonly seconds: number;
  /** Events that fill the windows before; a day of event time makes them as full as they get. */
  readonly fill: number;
  readonly sampleEveryMs: number;
}

export interface PacedMeasured {
  readonly row: LatencyRow;
  readonly samples: readonly Sample[];
}

/** Workers that have nothing to catch up with, while events come at a steady pace. */
export async function measurePaced(plan: PacedPlan, surroundings: Surroundings): Promise<PacedMeasured> {
  const { rules, workers, eventsPerSecond } = plan;
  const { bench, cores, topics } = surroundings;
  const what = `${eventsPerSecond.toLocaleString('en')} events/s, ${workers} worker${workers === 1 ? '' : 's'}, ${rules.toLocaleString('en')} rules`;
  const topic = await topics.create('paced', true);
  const fill = Math.min(plan.fill, EVENTS_PER_DAY);
  await startChild({ kind: 'preload', ...bench, topic, events: fill }, cores.others, (events) =>
    showProgress(`${what}: fills, ${events.toLocaleString('en')} events made`),
  ).done;
  const group = await WorkerGroup.start(surroundings, { ...plan, topic, profileFolder: null });
  const children: Child<unknown>[] = [];
  try {
    await group.until((position) => {
      showProgress(`${what}: fills, ${position.toLocaleString('en')} events taken`);
      return position >= fill;
    }, FILL_LIMIT_MS);
    const listener = startChild<Listened>(
      { kind: 'listen', ...bench, topic: group.outputs.nudges, group: topics.group() },
      cores.others,
    );
    children.push(listener);
    await listener.ready;
    const pacer = startChild<Paced>(
      { kind: 'pace', ...bench, topic, eventsPerSecond, from: fill },
      cores.others,
    );
    children.push(pacer);
    await pacer.ready;
    showProgress(`${what}: settles`);
    await wait(plan.settleSeconds * 1000);
    for (const child of [listener, pacer]) child.tell('count');
    const watched = await watch(group, plan, what);
    pacer.tell('stop');
    const paced = await pacer.done;
    if (paced.lost > 0)
      process.stderr.write(`${what}: ${paced.lost} events were not taken: ${paced.whyLost}\n`);
    await group.until((position) => position >= fill + paced.events - paced.lost, DRAIN_LIMIT_MS);
    listener.tell('stop');
    const listened = await listener.done;
    await group.stop();
    return {
      row: {
        rules,
        workers,
        store: surroundings.store,
        client: surroundings.client,
        wanted: eventsPerSecond,
        produced: Math.round(paced.events / paced.seconds),
        ...listened,
        lagMax: watched.lagMax,
        stolen: watched.stolen,
        ...watched.work,
        cores: cores.text,
      },
      samples: watched.samples,
    };
  } finally {
    for (const child of children) child.kill();
    await group.end();
    await topics.drop([topic]);
  }
}
