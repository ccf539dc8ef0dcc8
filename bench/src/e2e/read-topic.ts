import { kafkaOf } from './topics.ts';

/** Reads what was committed, from the beginning on, and goes on with what comes. */
export async function readTopic(
  brokers: readonly string[],
  topic: string,
  group: string,
  onValue: (value: Buffer) => void,
): Promise<() => Promise<void>> {
  const consumer = kafkaOf(brokers, 'bench-reader').consumer({
    groupId: group,
    // Of transactions only what was committed, as it is by default.
    readUncommitted: false,
    maxWaitTimeInMs: 50,
  });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    partitionsConsumedConcurrently: 4,
    eachBatch: async ({ batch }) => {
      for (const { value } of batch.messages) if (value !== null) onValue(value);
    },
  });
  return () => consumer.disconnect();
}
