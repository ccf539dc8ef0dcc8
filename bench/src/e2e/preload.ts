import type { Line } from './child.ts';
import { EventStream, type ShopEvent } from './event-stream.ts';
import type { Job } from './job.ts';
import { EVENTS_AT_ONCE, Producing } from './producing.ts';

/** What all runs begin with. */
export const SEED = 1;
const UNDER_WAY = 4;

export async function preload(
  { brokers, topic, events }: Extract<Job, { kind: 'preload' }>,
  line: Line,
): Promise<number> {
  const producing = new Producing(brokers, UNDER_WAY);
  const stream = new EventStream(SEED);
  for (let made = 0; made < events; made += EVENTS_AT_ONCE) {
    const count = Math.min(EVENTS_AT_ONCE, events - made);
    producing.send(Array.from({ length: count }, () => messageOf(topic, stream.next())));
    await producing.settle(UNDER_WAY - 1);
    line.say({ kind: 'progress', events: made + count });
  }
  await producing.close();
  return events;
}

export function messageOf(
  topic: string,
  { partition, key, text }: ShopEvent,
): { topic: string; partition: number; key: Buffer; value: Buffer } {
  return { topic, partition, key: Buffer.from(key), value: Buffer.from(text) };
}
