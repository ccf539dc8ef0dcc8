import { setTimeout as sleep } from 'node:timers/promises';
import type { Wire } from '../../packages/runtime/src/kafka/client.ts';
import { KafkajsClient } from '../../packages/runtime/src/kafka/kafkajs/kafkajs-client.ts';
import { kafkaSettings } from '../../packages/runtime/src/kafka/options.ts';
import { fetchRequest, readFetched } from '../../packages/runtime/src/kafka/protocol/fetch.ts';
import { leadersOf } from '../../packages/runtime/src/kafka/topics.ts';
import type { SourceRecord } from '../../packages/runtime/src/ports/event-source.ts';
import { PARTITIONS } from './events.ts';
import { LogMarks } from './log-marks.ts';
import type { Topics } from './topics.ts';

const WITHIN_MS = 120_000;
const LIMITS = { maxWaitMs: 100, maxBytes: 16 << 20, maxBytesPerPartition: 16 << 20, readCommitted: false };

/** What belongs to transactions that were committed, of each topic by partition, when nobody writes any more. */
export async function readCommitted(
  topics: Topics,
  names: readonly string[],
): Promise<ReadonlyMap<string, readonly (readonly SourceRecord[])[]>> {
  const { brokers, group: groupId, input: inputTopic, outputs: outputTopics } = topics;
  const client = new KafkajsClient(
    kafkaSettings({ brokers, clientId: 'faults', groupId, inputTopic, outputTopics }),
  );
  const wire = await client.connect();
  try {
    const found = new Map<string, SourceRecord[][]>();
    for (const topic of names) {
      const logs: SourceRecord[][] = [];
      for (let partition = 0; partition < PARTITIONS; partition++)
        logs.push(await readPartition(wire, topic, partition));
      found.set(topic, logs);
    }
    return found;
  } finally {
    await wire.close();
  }
}

async function readPartition(wire: Wire, topic: string, partition: number): Promise<SourceRecord[]> {
  const marks = new LogMarks();
  const latest = Date.now() + WITHIN_MS;
  for (;;) {
    const leader = (await leadersOf(wire, [topic])).get(topic)?.[partition] ?? -1;
    const request = fetchRequest(topic, [{ partition, offset: marks.nextOffset }], LIMITS);
    const [answer] = leader < 0 ? [] : readFetched(await wire.call(leader, request));
    if (answer !== undefined && answer.code === 0) {
      marks.take(answer.records);
      // The mark that ends a transaction comes a little after it was decided.
      if (marks.nextOffset >= answer.highWatermark && marks.open === 0) return marks.committed();
    }
    if (Date.now() > latest)
      throw new Error(`${topic}, partition ${partition}: ${marks.open} transactions do not end`);
    if (answer === undefined || answer.records.length === 0) await sleep(100);
  }
}
