import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { kafkaOf } from './topics.ts';

const WITHIN_MS = 120_000;

export interface Message {
  readonly offset: number;
  readonly timestampMs: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
}

/**
 * A topic that nobody writes to any more, by partition, through kafkajs's consumer, which shares no code with the worker.
 * Not for what was written in transactions: see `LogMarks`.
 */
export async function readTopic(
  brokers: readonly string[],
  topic: string,
): Promise<readonly (readonly Message[])[]> {
  const kafka = kafkaOf(brokers);
  const admin = kafka.admin();
  await admin.connect();
  const endsNow = async (): Promise<readonly number[]> => {
    const found = await admin.fetchTopicOffsets(topic);
    return found.sort((a, b) => a.partition - b.partition).map(({ high }) => Number(high));
  };
  const ends = await endsNow();
  await admin.disconnect();

  const logs: Message[][] = ends.map(() => []);
  const reached = ends.map(() => 0);
  const consumer = kafka.consumer({ groupId: `reader-${randomUUID()}`, maxWaitTimeInMs: 50 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
    reached[payload.partition] = Math.max(reached[payload.partition] ?? 0, Number(payload.lastOffset) + 1);
  });
  await consumer.run({
    eachBatch: async ({ batch: { partition, messages } }) => {
      const log = logs[partition] ?? [];
      for (const { offset, timestamp, key, value } of messages) {
        // A consumer whose group was formed anew may begin a little before where it was.
        if (Number(offset) <= (log.at(-1)?.offset ?? -1)) continue;
        log.push({
          offset: Number(offset),
          timestampMs: Number(timestamp),
          key,
          value,
        });
      }
    },
  });
  const latest = Date.now() + WITHIN_MS;
  while (ends.some((end, partition) => (reached[partition] ?? 0) < end)) {
    if (Date.now() > latest)
      throw new Error(`the reader of ${topic} wants ${ends.join()}, and gets to ${reached.join()}`);
    await sleep(20);
  }
  await consumer.disconnect();
  return logs;
}
