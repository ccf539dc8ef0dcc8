import { setTimeout as wait } from 'node:timers/promises';
import { type Admin, Kafka, logLevel } from 'kafkajs';
import { PARTITIONS } from './event-stream.ts';

/** What outlives its use is somebody else's disk: an hour of events is more than one has. */
const KEPT_BYTES = 512 * 1024 * 1024;
const LED_LIMIT_MS = 30_000;
const SEGMENT_BYTES = 128 * 1024 * 1024;

export function kafkaOf(brokers: readonly string[], clientId: string): Kafka {
  return new Kafka({ clientId, brokers: [...brokers], logLevel: logLevel.NOTHING });
}

/** Topics and groups of this run, under a name that no other run has; all of them go at its end. */
export class Topics {
  private readonly admin: Admin;
  private readonly prefix = `bench-e2e-${process.pid}-${Date.now().toString(36)}`;
  private readonly topics: string[] = [];
  private readonly groups: string[] = [];
  private count = 0;

  constructor(brokers: readonly string[]) {
    this.admin = kafkaOf(brokers, 'bench-admin').admin();
  }

  async connect(): Promise<void> {
    await this.admin.connect();
  }

  name(what: string): string {
    return `${this.prefix}-${what}-${++this.count}`;
  }

  group(): string {
    const group = this.name('group');
    this.groups.push(group);
    return group;
  }

  /** `isEndless`: only what came last is kept. */
  async create(what: string, isEndless = false): Promise<string> {
    const topic = this.name(what);
    this.topics.push(topic);
    const bounds = { 'retention.bytes': KEPT_BYTES, 'segment.bytes': SEGMENT_BYTES };
    const configEntries = isEndless
      ? Object.entries(bounds).map(([name, value]) => ({ name, value: String(value) }))
      : [];
    await this.admin.createTopics({
      // It gives up at the first look at a broker that has not heard of the topic yet.
      waitForLeaders: false,
      topics: [{ topic, numPartitions: PARTITIONS, replicationFactor: 1, configEntries }],
    });
    await this.led(topic);
    return topic;
  }

  private async led(topic: string): Promise<void> {
    const begun = performance.now();
    while (performance.now() - begun < LED_LIMIT_MS) {
      try {
        const { topics } = await this.admin.fetchTopicMetadata({ topics: [topic] });
        const leaders = topics[0]?.partitions.map(({ leader }) => leader) ?? [];
        if (leaders.length === PARTITIONS && leaders.every((leader) => leader >= 0)) return;
      } catch {
        // Not yet.
      }
      await wait(50);
    }
    throw new Error(`nobody leads ${topic}`);
  }

  /** Deletes what is used no more, for its bytes. */
  async drop(topics: readonly string[]): Promise<void> {
    try {
      await this.admin.deleteTopics({ topics: [...topics] });
      for (const topic of topics) this.topics.splice(this.topics.indexOf(topic), 1);
    } catch {
      // They stay on the list, for the end.
    }
  }

  async end(): Promise<void> {
    // One by one: one that is gone already must not keep the others.
    for (const topic of this.topics) await this.admin.deleteTopics({ topics: [topic] }).catch(() => {});
    if (this.groups.length > 0) await this.admin.deleteGroups(this.groups).catch(() => {});
    await this.admin.disconnect();
  }
}
