import type { Line } from './child.ts';
import type { Listened, ListenJob } from './job.ts';
import { Latencies } from './latencies.ts';
import { sentMsOf } from './pace.ts';
import { readTopic } from './read-topic.ts';

/** Waits for nudges, and notes how long after its event was sent each of them came. */
export async function listen({ brokers, topic, group }: ListenJob, line: Line): Promise<Listened> {
  const latencies = new Latencies();
  const stopped = Promise.withResolvers<void>();
  let countsFromMs = Infinity;
  line.hear((told) => {
    if (told === 'count') countsFromMs = Date.now();
    else stopped.resolve();
  });
  const stop = await readTopic(brokers, topic, group, (value) => {
    const now = Date.now();
    const nudge = JSON.parse(value.toString('utf8')) as { readonly data: { readonly cause: string } };
    const sentMs = sentMsOf(nudge.data.cause);
    if (sentMs !== null && sentMs >= countsFromMs) latencies.add(now, now - sentMs);
  });
  line.say({ kind: 'ready' });
  await stopped.promise;
  await stop();
  return { nudges: latencies.count, ...latencies.figures };
}
