import { randomUUID } from 'node:crypto';
import { Admin, Producer } from '@platformatic/kafka';
import { createKafka, type KafkaClientName, type KafkaPorts } from '../../src/kafka/create-kafka.ts';
import type { KafkaOptions, KafkaTuning } from '../../src/kafka/options.ts';
import { OUTPUTS, type OutboxRow, type Output } from '../../src/ports/effect-sink.ts';
import type { EventSource } from '../../src/ports/event-source.ts';
import { Heard } from '../ports/heard.ts';
import { until } from '../support/until.ts';

/** Short, so that the suite does not wait for a member that was made to vanish. */
const TUNING: Partial<KafkaTuning> = {
  sessionTimeoutMs: 6_000,
  rebalanceTimeoutMs: 10_000,
  heartbeatMs: 200,
  endsEveryMs: 50,
};

export interface Listening {
  readonly source: EventSource;
  readonly heard: Heard;
}

export interface Written {
  readonly key: string | null;
  readonly value: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Topics and a group of one test's own, and all that it opened, to be closed after it. */
export class Fixture {
  readonly client: KafkaClientName;
  readonly brokers: readonly string[];
  readonly input: string = `in-${randomUUID()}`;
  readonly outputTopics: Readonly<Record<Output, string>>;
  readonly groupId: string = `group-${randomUUID()}`;
  readonly logged: string[] = [];
  readonly #closing: (() => Promise<unknown>)[] = [];
  readonly #producer: Producer;

  constructor(client: KafkaClientName, brokers: readonly string[]) {
    this.client = client;
    this.brokers = brokers;
    const run = randomUUID();
    const names = OUTPUTS.map((output) => [output, `${output}-${run}`] as const);
    this.outputTopics = Object.fromEntries(names) as Record<Output, string>;
    this.#producer = new Producer({
      clientId: 'test',
      bootstrapBrokers: [...brokers],
      retries: 8,
      retryDelay: 100,
    });
    this.#closing.push(async () => this.#producer.close());
  }

  async createTopics(inputPartitions: number, outputPartitions = 3): Promise<void> {
    const admin = new Admin({ clientId: 'test', bootstrapBrokers: [...this.brokers] });
    await admin.createTopics({ topics: [this.input], partitions: inputPartitions, replicas: 1 });
    await admin.createTopics({
      topics: Object.values(this.outputTopics),
      partitions: outputPartitions,
      replicas: 1,
    });
    // A broker hears of a new topic a little later than the controller.
    await until(() =>
      admin.metadata({ topics: [this.input, ...Object.values(this.outputTopics)], forceUpdate: true }),
    );
    await admin.close();
  }

  /** The input topic has so many from now on. */
  async growInput(partitions: number): Promise<void> {
    const admin = new Admin({ clientId: 'test', bootstrapBrokers: [...this.brokers] });
    await admin.createPartitions({
      topics: [{ name: this.input, count: partitions }],
      validateOnly: false,
    });
    await admin.close();
  }

  options(more: Partial<KafkaOptions> = {}): KafkaOptions {
    const { tuning, ...rest } = more;
    return {
      brokers: this.brokers,
      clientId: 'nudge-test',
      groupId: this.groupId,
      inputTopic: this.input,
      outputTopics: this.outputTopics,
      log: (level, message) => this.logged.push(`${level} ${message}`),
      tuning: { ...TUNING, ...tuning },
      ...rest,
    };
  }

  /** One worker's source and sink. */
  async open(more: Partial<KafkaOptions> = {}): Promise<KafkaPorts> {
    const ports = await createKafka(this.options(more), this.client);
    this.#closing.push(() => ports.sink.close());
    return ports;
  }

  /** A member of the group that listens; it begins nowhere by itself. */
  async listen(more: Partial<KafkaOptions> = {}): Promise<Listening> {
    const { source } = await this.open(more);
    const heard = new Heard();
    this.#closing.push(() => source.stop());
    await source.start(heard);
    return { source, heard };
  }

  async write(partition: number, records: readonly Written[]): Promise<void> {
    // A send is one batch of a partition, which a topic takes up to 1 MiB of.
    for (let from = 0; from < records.length; from += PER_SEND) {
      const messages = records
        .slice(from, from + PER_SEND)
        .map((record) => messageOf(record, this.input, partition));
      await this.#producer.send({ acks: -1, messages });
    }
  }

  async writeValues(partition: number, values: readonly string[]): Promise<void> {
    await this.write(
      partition,
      values.map((value) => ({ key: 'k', value })),
    );
  }

  /** As retention does. */
  async deleteBefore(partition: number, offset: number): Promise<void> {
    const admin = new Admin({ clientId: 'test', bootstrapBrokers: [...this.brokers] });
    const partitions = [{ partition, offset: BigInt(offset) }];
    await admin.deleteRecords({ topics: [{ name: this.input, partitions }] });
    await admin.close();
  }

  later(close: () => Promise<unknown>): void {
    this.#closing.push(close);
  }

  async close(): Promise<void> {
    for (const close of this.#closing.toReversed()) await close().catch(() => {});
  }
}

export function row(seq: number, more: Partial<OutboxRow> = {}): OutboxRow {
  return {
    seq,
    offset: seq,
    output: 'nudges',
    key: `shop:user-${seq}`,
    value: Buffer.from(`{"n":${seq}}`),
    headers: [['content-type', 'application/cloudevents+json']],
    ...more,
  };
}

const PER_SEND = 500;

function messageOf({ key, value, headers = {} }: Written, topic: string, partition: number) {
  const inBytes = Object.entries(headers).map(
    ([name, text]) => [Buffer.from(name), Buffer.from(text)] as const,
  );
  return {
    topic,
    partition,
    // The library writes a key or value that is missing as null.
    ...(key === null ? {} : { key: Buffer.from(key) }),
    ...(value === null ? {} : { value: Buffer.from(value) }),
    headers: new Map(inBytes),
  };
}
