import { afterEach, beforeEach, expect, test } from 'vitest';
import { type KafkaClient, KafkaUnreachable, type Wire } from '../../src/kafka/client.ts';
import { KafkajsClient } from '../../src/kafka/kafkajs/kafkajs-client.ts';
import { kafkaSettings } from '../../src/kafka/options.ts';
import { PlatformaticClient } from '../../src/kafka/platformatic/platformatic-client.ts';
import { KafkaSink } from '../../src/kafka/sink/kafka-sink.ts';
import { describeClients } from './clients.ts';
import { Fixture, row } from './fixture.ts';
import { readCommitted } from './read-topic.ts';

const END_TRANSACTION = 26;

describeClients('topics that are published to', (client, { brokers }) => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = new Fixture(client, brokers);
    await fixture.createTopics(2);
  });
  afterEach(() => fixture.close());

  const nudges = async () =>
    (await readCommitted(brokers, fixture.outputTopics.nudges)).map(({ value }) => `${value}`);

  /** A sink to which something happens in the middle of a transaction. */
  function troubled(trouble: (apiKey: number) => 'before' | 'after' | null): KafkaSink {
    const settings = kafkaSettings(fixture.options());
    const plain = client === 'kafkajs' ? new KafkajsClient(settings) : new PlatformaticClient(settings);
    const sink = new KafkaSink(troubling(plain, trouble), settings);
    fixture.later(() => sink.close());
    return sink;
  }

  test('keys, values and headers are as they were given; rows of one key lie in one partition, in order', async () => {
    const { sink } = await fixture.open();
    const partition = await sink.open(0);
    const bytes = Buffer.from([0, 255, 254, 0, 128, 10, 13]);
    const rows = Array.from({ length: 60 }, (_, n) => row(n + 1, { key: `shop:user-${n % 7}` }));
    const letter = row(61, {
      output: 'dead-letter',
      key: 'bad',
      value: bytes,
      headers: [['nudge-error', 'grün']],
    });
    await partition.publish([...rows, letter], { nextOffset: 61, seq: 61 });
    const seen = await readCommitted(brokers, fixture.outputTopics.nudges);
    expect(seen).toHaveLength(60);
    expect(seen[0]?.headers).toEqual({ 'content-type': 'application/cloudevents+json' });
    for (const [key, ofKey] of Map.groupBy(seen, (each) => each.key)) {
      expect(new Set(ofKey.map(({ partition }) => partition)).size).toBe(1);
      const expected = rows.filter((each) => each.key === key).map(({ value }) => `${value}`);
      expect(ofKey.map(({ value }) => `${value}`)).toEqual(expected);
    }
    const [dead] = await readCommitted(brokers, fixture.outputTopics['dead-letter']);
    expect(dead).toMatchObject({ key: 'bad', value: bytes, headers: { 'nudge-error': 'grün' } });
    await partition.close();
  });

  test('more than a topic takes at once goes out in one transaction all the same', async () => {
    const { sink } = await fixture.open();
    const partition = await sink.open(0);
    const rows = Array.from({ length: 4_000 }, (_, n) =>
      row(n + 1, { key: 'one', value: Buffer.from(`${n}:${'x'.repeat(1_000)}`) }),
    );
    await partition.publish(rows, { nextOffset: 4_000, seq: 4_000 });
    await partition.publish([row(4_001, { key: 'one' })], { nextOffset: 4_001, seq: 4_001 });
    expect(await nudges()).toEqual([...rows.map(({ value }) => `${value}`), '{"n":4001}']);
    await partition.close();
  });

  test('an owner who dies in a transaction: its rows are never seen, and the next one begins where it was', async () => {
    let dead = false;
    const dying = troubled((apiKey) => {
      dead ||= apiKey === END_TRANSACTION;
      return dead ? 'before' : null;
    });
    const { sink } = await fixture.open();
    await (await sink.open(0)).publish([row(1)], { nextOffset: 1, seq: 1 });
    const lost = await dying.open(0);
    await expect(lost.publish([row(2)], { nextOffset: 2, seq: 2 })).rejects.toThrow(KafkaUnreachable);
    await expect(lost.publish([row(2)], { nextOffset: 2, seq: 2 })).rejects.toThrow(/is broken/);
    const next = await sink.open(0);
    expect(next.published).toEqual({ nextOffset: 1, seq: 1 });
    await next.publish([row(2)], { nextOffset: 2, seq: 2 });
    expect((await nudges()).toSorted()).toEqual(['{"n":1}', '{"n":2}']);
  });

  test('an answer that is lost after a commit: opening again tells that it was published', async () => {
    let once = true;
    const unlucky = troubled((apiKey) => {
      if (apiKey !== END_TRANSACTION || !once) return null;
      once = false;
      return 'after';
    });
    const partition = await unlucky.open(1);
    await expect(partition.publish([row(1)], { nextOffset: 5, seq: 1 })).rejects.toThrow(KafkaUnreachable);
    await partition.close();
    const again = await unlucky.open(1);
    expect(again.published).toEqual({ nextOffset: 5, seq: 1 });
    await again.publish([], { nextOffset: 6, seq: 1 });
    expect(await nudges()).toEqual(['{"n":1}']);
  });

  test('a row that its topic does not take is refused with its topic, and nothing of it is seen', async () => {
    const { sink } = await fixture.open();
    const partition = await sink.open(0);
    const large = row(2, { value: Buffer.alloc(1_500_000) });
    const publishing = partition.publish([row(1), large], { nextOffset: 2, seq: 2 });
    await expect(publishing).rejects.toThrow(
      new RegExp(`${fixture.outputTopics.nudges}.*(MESSAGE|RECORD_LIST)_TOO_LARGE`),
    );
    await partition.close();
    const again = await sink.open(0);
    expect(again.published).toBeNull();
    await again.publish([row(1)], { nextOffset: 1, seq: 1 });
    expect(await nudges()).toEqual(['{"n":1}']);
  });

  test('positions go out while members of the group come and go', async () => {
    const { sink } = await fixture.open();
    const partition = await sink.open(0);
    for (let n = 1; n <= 3; n++) {
      const { source } = await fixture.listen();
      await partition.publish([row(n)], { nextOffset: n, seq: n });
      if (n % 2 === 0) await source.stop();
    }
    await partition.publish([], { nextOffset: 9, seq: 3 });
    expect((await sink.open(0)).published).toEqual({ nextOffset: 9, seq: 3 });
  });

  test('topics that are not there are named', async () => {
    const outputTopics = { ...fixture.outputTopics, late: 'no-such-topic' };
    const { sink } = await fixture.open({ outputTopics });
    await expect(sink.open(0)).rejects.toThrow(/topic `no-such-topic` does not exist/);
  });
});

/** `before`: the request is never sent; `after`: it is carried out, and its answer lost. */
function troubling(client: KafkaClient, trouble: (apiKey: number) => 'before' | 'after' | null): KafkaClient {
  return {
    membership: () => client.membership(),
    connect: async (): Promise<Wire> => {
      const wire = await client.connect();
      return {
        nodes: () => wire.nodes(),
        close: () => wire.close(),
        call: async (node, request) => {
          const when = trouble(request.apiKey);
          if (when === 'before') throw new KafkaUnreachable('cut off');
          const answer = await wire.call(node, request);
          if (when === 'after') throw new KafkaUnreachable('cut off');
          return answer;
        },
      };
    },
  };
}
