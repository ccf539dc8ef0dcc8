import { randomUUID } from 'node:crypto';
import { Producer } from '@platformatic/kafka';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WAIT } from '../ports/heard.ts';
import { describeClients } from './clients.ts';
import { Fixture } from './fixture.ts';

describeClients('a topic of Kafka', (client, { brokers }) => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = new Fixture(client, brokers);
    await fixture.createTopics(2);
  });
  afterEach(() => fixture.close());

  test('keys, headers, times, tombstones and the end of the log come with the records', async () => {
    const before = Date.now();
    await fixture.write(1, [
      { key: 'a', value: '{"n":1}', headers: { traceparent: '00-ab', 'content-type': 'application/json' } },
      { key: 'b', value: null },
      { key: null, value: 'grün 😀' },
    ]);
    const { source, heard } = await fixture.listen();
    source.seek(1, 0);
    await vi.waitFor(() => expect(heard.of(1)).toHaveLength(3), WAIT);
    const [first, second, third] = heard.of(1);
    expect(first).toMatchObject({ offset: 0, key: Buffer.from('a'), value: Buffer.from('{"n":1}') });
    expect([...(first?.headers ?? [])]).toEqual([
      ['traceparent', '00-ab'],
      ['content-type', 'application/json'],
    ]);
    expect(second).toMatchObject({ offset: 1, key: Buffer.from('b'), value: null, headers: null });
    expect(third).toMatchObject({ offset: 2, key: null, value: Buffer.from('grün 😀') });
    expect(first?.arrivalMs).toBeGreaterThanOrEqual(before - 60_000);
    expect(heard.batches.at(-1)).toMatchObject({ partition: 1, endOffset: 3 });
    expect(source.name).toBe(fixture.input);
  });

  test.each(['gzip', 'snappy', 'lz4', 'zstd'] as const)(
    'records compressed with %s are read',
    async (compression) => {
      const producer = new Producer({ clientId: 'test', bootstrapBrokers: [...brokers] });
      fixture.later(() => producer.close());
      const values = Array.from({ length: 500 }, (_, n) => `{"n":${n},"text":"${'x'.repeat(100)}"}`);
      const messages = values.map((value) => ({
        topic: fixture.input,
        partition: 0,
        value: Buffer.from(value),
      }));
      await producer.send({ acks: -1, compression, messages });
      const { source, heard } = await fixture.listen();
      source.seek(0, 0);
      await heard.hears(0, values);
      heard.clear();
      // Into the middle of a batch.
      source.seek(0, 321);
      await heard.hears(0, values.slice(321));
    },
  );

  test('records of transactions that were aborted are left out, and of open ones wait', async () => {
    const transactional = await transactionalProducer(fixture);
    await fixture.writeValues(0, ['before']);
    await transactional.write(['gone', 'gone too']);
    await transactional.end(false);
    await fixture.writeValues(0, ['between']);
    await transactional.write(['kept']);
    const { source, heard } = await fixture.listen();
    source.seek(0, 0);
    await heard.hears(0, ['before', 'between']);
    await heard.hearsEnd(0);
    await transactional.end(true);
    await fixture.writeValues(0, ['after']);
    await heard.hears(0, ['before', 'between', 'kept', 'after']);
    const end = (heard.of(0).at(-1)?.offset ?? 0) + 1;
    // The mark that ends the transaction may lie before or behind the last record.
    await vi.waitFor(() => expect(heard.ends.at(-1)?.offset).toBeGreaterThanOrEqual(end), WAIT);
  });

  test('where records are gone, reading goes on with the oldest that is kept, and it is said', async () => {
    await fixture.writeValues(0, ['a', 'b', 'c', 'd']);
    await fixture.deleteBefore(0, 2);
    const { source, heard } = await fixture.listen();
    source.seek(0, 0);
    await heard.hears(0, ['c', 'd']);
    heard.clear();
    source.seek(0, 1);
    await heard.hears(0, ['c', 'd']);
    expect(fixture.logged.join('\n')).toContain('offsets 1 to 1 are not kept any more; reading goes on at 2');
    expect(heard.failures).toEqual([]);
  });

  test('an offset behind the end is not read around: somebody must look', async () => {
    await fixture.writeValues(0, ['a']);
    const { source, heard } = await fixture.listen();
    source.seek(0, 17);
    await vi.waitFor(() => expect(heard.failures).toHaveLength(1), WAIT);
    expect(heard.failures[0]?.message).toMatch(
      /partition 0 ends at offset 1, but the next one to be read is 17/,
    );
    expect(heard.of(0)).toEqual([]);
  });

  test('where a partition ends is told before anybody says from where to read it', async () => {
    await fixture.writeValues(1, ['a', 'b']);
    const { heard } = await fixture.listen();
    await vi.waitFor(() => expect(heard.told).toContainEqual({ partition: 1, endOffset: 2 }), WAIT);
    await fixture.writeValues(1, ['c']);
    await vi.waitFor(() => expect(heard.told).toContainEqual({ partition: 1, endOffset: 3 }), WAIT);
    expect(heard.batches).toEqual([]);
  });

  test('an end that has moved back is not read over, though where to begin is in the log', async () => {
    await fixture.writeValues(0, ['a', 'b', 'c']);
    const { source, heard } = await fixture.listen();
    source.seek(0, 1, 3);
    await heard.hears(0, ['b', 'c']);
    heard.clear();
    source.seek(0, 1, 17);
    await vi.waitFor(() => expect(heard.failures).toHaveLength(1), WAIT);
    expect(heard.failures[0]?.message).toMatch(
      /partition 0 ends at offset 3, but it was read up to 17 before: was the topic deleted/,
    );
    expect(heard.of(0)).toEqual([]);
  });

  test('positions of the group are not touched by reading', async () => {
    await fixture.writeValues(0, ['a', 'b']);
    const { source, heard } = await fixture.listen();
    source.seek(0, 0);
    await heard.hears(0, ['a', 'b']);
    source.seek(0, 900);
    await vi.waitFor(() => expect(heard.failures).toHaveLength(1), WAIT);
    await source.stop();
    const { sink } = await fixture.open();
    expect((await sink.open(0)).published).toBeNull();
  });

  test('a topic that is not there is named', async () => {
    const { source } = await fixture.open({ inputTopic: 'no-such-topic' });
    const starting = source.start({ assigned() {}, records() {}, caughtUp() {}, failed() {} });
    await expect(starting).rejects.toThrow(/topic `no-such-topic` does not exist on .*kafka\.createTopics/);
    await source.stop();
  });

  test('where it may, it makes the topics that are missing', async () => {
    const inputTopic = `made-${randomUUID()}`;
    const { heard } = await fixture.listen({ inputTopic, createTopics: { partitions: 3, replication: 1 } });
    await heard.isAssigned([0, 1, 2]);
  });

  test('no broker there: it says where it looked', async () => {
    const tuning = { connectTimeoutMs: 200 };
    const { source, sink } = await fixture.open({ brokers: ['127.0.0.1:1'], tuning });
    const starting = source.start({ assigned() {}, records() {}, caughtUp() {}, failed() {} });
    await expect(starting).rejects.toThrow(/Kafka cannot be reached at 127\.0\.0\.1:1/);
    await expect(sink.open(0)).rejects.toThrow(/Kafka cannot be reached at 127\.0\.0\.1:1/);
  });
});

/** The library's own transactions, to write input with. */
async function transactionalProducer(fixture: Fixture) {
  const producer = new Producer({
    clientId: 'test',
    bootstrapBrokers: [...fixture.brokers],
    idempotent: true,
    transactionalId: `input-${randomUUID()}`,
    retries: 8,
    retryDelay: 50,
  });
  fixture.later(() => producer.close());
  const fresh = { producerId: -1n, producerEpoch: -1 };
  let current = await producer.beginTransaction(fresh);
  return {
    write: async (values: readonly string[]) => {
      if (current.completed) current = await producer.beginTransaction(fresh);
      const messages = values.map((value) => ({
        topic: fixture.input,
        partition: 0,
        value: Buffer.from(value),
      }));
      await current.send({ messages });
    },
    end: (committed: boolean) => (committed ? current.commit() : current.abort()),
  };
}
