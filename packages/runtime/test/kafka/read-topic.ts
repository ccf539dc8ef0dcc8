import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Consumer } from '@platformatic/kafka';
import { Kafka, logLevel } from 'kafkajs';
import { until } from '../support/until.ts';

export interface Seen {
  readonly partition: number;
  readonly key: string;
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * What a reader with read_committed sees of a topic, up to its end as it is now: through kafkajs's own consumer, which
 * shares no code with what is tested.
 */
export async function readCommitted(brokers: readonly string[], topic: string): Promise<Seen[]> {
  const kafka = new Kafka({ brokers: [...brokers], clientId: 'reader', logLevel: logLevel.NOTHING });
  const ends = await endsOf(brokers, topic);
  const seen: Seen[] = [];
  const reached = new Map<number, number>();
  const consumer = kafka.consumer({ groupId: `reader-${randomUUID()}`, maxWaitTimeInMs: 50 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  // Also where a batch holds nothing but the end of a transaction.
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
    reached.set(payload.partition, Number(payload.lastOffset) + 1);
  });
  await consumer.run({
    eachMessage: async ({ partition, message }) => {
      const headers = Object.entries(message.headers ?? {}).map(
        ([name, value]) => [name, String(value)] as const,
      );
      seen.push({
        partition,
        key: message.key?.toString() ?? '',
        value: message.value ?? Buffer.alloc(0),
        headers: Object.fromEntries(headers),
      });
    },
  });
  const latest = Date.now() + 60_000;
  while ([...ends].some(([partition, end]) => end > 0 && (reached.get(partition) ?? 0) < end)) {
    if (Date.now() > latest)
      throw new Error(`the reader does not get to the end of ${topic}: ${JSON.stringify([...ends])}`);
    await sleep(10);
  }
  await consumer.disconnect();
  return seen;
}

const UNCOMMITTED = 0;

/**
 * Behind all that was written, whether it is committed yet or not: the end of a transaction reaches its topics a little
 * after it was decided, and until then what readers with read_committed take for the end lies before it.
 */
async function endsOf(brokers: readonly string[], topic: string): Promise<ReadonlyMap<number, number>> {
  const consumer = new Consumer({ clientId: 'reader', groupId: 'reader', bootstrapBrokers: [...brokers] });
  const found = await until(() => consumer.listOffsets({ topics: [topic], isolationLevel: UNCOMMITTED }));
  await consumer.close();
  return new Map((found.get(topic) ?? []).map((offset, partition) => [partition, Number(offset)]));
}
