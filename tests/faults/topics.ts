import { setTimeout as sleep } from 'node:timers/promises';
import { type Admin, Kafka, logLevel } from 'kafkajs';
import { OUTPUTS, type Output } from '../../packages/runtime/src/ports/effect-sink.ts';
import { until } from '../../packages/runtime/test/support/until.ts';
import { PARTITIONS } from './events.ts';

/** The topics and the group of one trial. */
export interface Topics {
  readonly brokers: readonly string[];
  readonly input: string;
  readonly outputs: Readonly<Record<Output, string>>;
  readonly group: string;
}

export function topicsOf(brokers: readonly string[], name: string): Topics {
  const outputs = Object.fromEntries(OUTPUTS.map((output) => [output, `${name}-${output}`]));
  return {
    brokers,
    input: `${name}-events`,
    outputs: outputs as Record<Output, string>,
    group: `${name}-group`,
  };
}

export function kafkaOf(brokers: readonly string[]): Kafka {
  return new Kafka({
    brokers: [...brokers],
    clientId: 'faults',
    logLevel: logLevel.NOTHING,
    connectionTimeout: 3_000,
    requestTimeout: 15_000,
    retry: { retries: 40, initialRetryTime: 100, maxRetryTime: 2_000 },
  });
}

async function withAdmin<T>({ brokers }: Topics, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafkaOf(brokers).admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

export async function createTopics(topics: Topics): Promise<void> {
  const names = [topics.input, ...Object.values(topics.outputs)];
  const replicationFactor = Math.min(3, topics.brokers.length);
  await withAdmin(topics, async (admin) => {
    await admin.createTopics({
      waitForLeaders: false,
      topics: names.map((topic) => ({ topic, numPartitions: PARTITIONS, replicationFactor })),
    });
    // A broker hears of a new topic a little later than the controller.
    await until(() => admin.fetchTopicMetadata({ topics: names }));
  });
}

/** Where each partition of the input ends. Nothing is written to it in transactions. */
export async function endsOf(topics: Topics): Promise<readonly number[]> {
  const found = await withAdmin(topics, (admin) => admin.fetchTopicOffsets(topics.input));
  return byPartition(found);
}

/** What the group has committed, as a scaler sees it; 0 where it is nothing. */
export async function committedOf(topics: Topics): Promise<readonly number[]> {
  const found = await withAdmin(topics, (admin) =>
    admin.fetchOffsets({ groupId: topics.group, topics: [topics.input] }),
  );
  return byPartition(found[0]?.partitions ?? []).map((offset) => Math.max(0, offset));
}

function byPartition(found: readonly { readonly partition: number; readonly offset: string }[]): number[] {
  const offsets = Array.from({ length: PARTITIONS }, () => 0);
  for (const { partition, offset } of found) offsets[partition] = Number(offset);
  return offsets;
}

/** Goes once the broker takes it; a topic that stays harms nobody. */
export async function deleteTopics(topics: Topics): Promise<void> {
  const names = [topics.input, ...Object.values(topics.outputs)];
  await Promise.race([
    withAdmin(topics, (admin) => admin.deleteTopics({ topics: names })).catch(() => {}),
    sleep(20_000),
  ]);
}
