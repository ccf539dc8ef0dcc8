import { afterEach, expect, test } from 'vitest';
import { ManualClock } from '../../../../tests/runtime/manual-clock.ts';
import { kafkaSettings } from '../../src/kafka/options.ts';
import { KafkaSource } from '../../src/kafka/source/kafka-source.ts';
import { Heard } from '../ports/heard.ts';
import { settled } from '../ports/settled.ts';
import { FakeCluster, TOPIC } from './fake-cluster.ts';

/** A source on brokers that do as a test says. */
async function listen(leaders: readonly number[]) {
  const clock = new ManualClock(0);
  const cluster = new FakeCluster(clock, leaders);
  const settings = kafkaSettings({
    brokers: ['fake:9092'],
    clientId: 'test',
    groupId: 'group',
    inputTopic: TOPIC,
    outputTopics: { nudges: 'n', segments: 's', decisions: 'x', late: 'l', 'dead-letter': 'd' },
    clock,
    random: () => 1,
  });
  const source = new KafkaSource(cluster, settings);
  stop = () => source.stop();
  const heard = new Heard();
  await source.start(heard);
  const offsets = (partition: number): number[] => heard.of(partition).map(({ offset }) => offset);
  return { clock, cluster, source, heard, offsets };
}

const from = (first: number, count: number): number[] => Array.from({ length: count }, (_, i) => first + i);

let stop: () => Promise<void> = async () => {};
afterEach(() => stop());

test('an answer that comes late, from a broker that led before, does not take the source back', async () => {
  const { clock, cluster, source, offsets } = await listen([1]);
  source.seek(0, 0);
  const late = await cluster.fetch(1);
  cluster.leaders = [2];
  (await cluster.fetch(2)).answer([{ partition: 0, offsets: from(0, 10) }]);
  const next = await cluster.fetch(2);
  expect(next.from).toEqual(new Map([[0, 10]]));
  late.answer([{ partition: 0, offsets: from(0, 5) }]);
  await settled();
  next.answer([{ partition: 0, offsets: from(10, 2) }]);
  await clock.until(() => offsets(0).includes(11));
  expect(offsets(0)).toEqual(from(0, 12));
  expect((await cluster.fetch(2)).from).toEqual(new Map([[0, 12]]));
});

test('of two brokers that answer the same request only the first is heard', async () => {
  const { clock, cluster, source, offsets } = await listen([1]);
  source.seek(0, 0);
  const late = await cluster.fetch(1);
  cluster.leaders = [2];
  const other = await cluster.fetch(2);
  late.answer([{ partition: 0, offsets: from(0, 5) }]);
  await clock.until(() => offsets(0).length > 0);
  other.answer([{ partition: 0, offsets: from(0, 8) }]);
  const next = await cluster.fetch(2);
  expect(next.from).toEqual(new Map([[0, 5]]));
  next.answer([{ partition: 0, offsets: from(5, 3) }]);
  await clock.until(() => offsets(0).includes(7));
  expect(offsets(0)).toEqual(from(0, 8));
});

test('a partition that nobody leads does not hold up those that somebody does', async () => {
  const { clock, cluster, source, offsets } = await listen([1, 1]);
  source.seek(0, 0);
  source.seek(1, 0);
  const both = await cluster.fetch(1);
  cluster.leaders = [-1, 2];
  both.fail();
  const healthy = await cluster.fetch(2);
  expect([...healthy.from.keys()]).toEqual([1]);
  healthy.answer([{ partition: 1, offsets: from(0, 3) }]);
  await clock.until(() => offsets(1).length === 3);
  const waiting = await cluster.fetch(2);
  expect([...waiting.from.keys()]).toEqual([1]);
  cluster.leaders = [3, 2];
  (await cluster.fetch(3)).answer([{ partition: 0, offsets: from(0, 3) }]);
  await clock.until(() => offsets(0).length === 3);
});

test('a partition that nobody leads is looked for again and again, less and less often', async () => {
  const { clock, cluster, source } = await listen([1]);
  cluster.leaders = [-1];
  source.seek(0, 0);
  (await cluster.fetch(1)).fail();
  const begun = clock.monotonic();
  await clock.until(() => cluster.looks > 20);
  expect(clock.monotonic() - begun).toBeGreaterThan(20_000);
  cluster.leaders = [2];
  expect((await cluster.fetch(2)).from).toEqual(new Map([[0, 0]]));
});

test('it looks from time to time, though nothing can be read, and the group hears how many partitions there are', async () => {
  const { clock, cluster } = await listen([1]);
  await clock.until(() => cluster.told.length === 2, 1_000);
  expect(clock.monotonic()).toBeLessThanOrEqual(125_000);
  cluster.leaders = [1, 2, 1];
  await clock.until(() => cluster.told.length === 3, 1_000);
  expect(cluster.told).toEqual([1, 1, 3]);
});

test('a log that has lost records which were read once is not read, though the offset to begin at is in it', async () => {
  const { clock, cluster, source, heard } = await listen([1]);
  cluster.ends = [85];
  source.seek(0, 60, 90);
  await clock.until(() => heard.failures.length > 0);
  expect(heard.failures[0]?.message).toContain('ends at offset 85, but it was read up to 90 before');
  await settled();
  expect(cluster.sent).toBe(0);
});

test('a leader that does not know yet where its log ends is asked again', async () => {
  const { clock, cluster, source, heard } = await listen([1]);
  cluster.ends = [null];
  source.seek(0, 60, 90);
  const begun = clock.monotonic();
  await clock.until(() => clock.monotonic() - begun > 10_000);
  expect(cluster.sent).toBe(0);
  cluster.ends = [90];
  expect((await cluster.fetch(1)).from).toEqual(new Map([[0, 60]]));
  expect(heard.failures).toEqual([]);
});

test('where the beginning is gone and the end is as it was, reading goes on with what is kept', async () => {
  const { cluster, source, heard } = await listen([1]);
  cluster.start = 70;
  cluster.ends = [95];
  source.seek(0, 60, 90);
  expect((await cluster.fetch(1)).from).toEqual(new Map([[0, 70]]));
  expect(heard.failures).toEqual([]);
});

test('what was begun for a seek is over with the next', async () => {
  const { clock, cluster, source, heard } = await listen([1]);
  cluster.ends = [85];
  source.seek(0, 60, 90);
  source.seek(0, 70, 80);
  expect((await cluster.fetch(1)).from).toEqual(new Map([[0, 70]]));
  await clock.until(() => clock.monotonic() > 10_000);
  expect(heard.failures).toEqual([]);
});
