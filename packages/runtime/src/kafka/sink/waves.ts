import type { OutboxRow } from '../../ports/effect-sink.ts';
import type { KafkaSettings } from '../options.ts';
import type { Leaders } from '../protocol/metadata.ts';
import { partitionOf } from '../protocol/murmur2.ts';
import { approximateSize, type OutgoingRecord } from '../protocol/write-record-batch.ts';

/** Records that go to one partition in one batch. */
export interface Parcel {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly OutgoingRecord[];
}

/**
 * Rows by where they go, in their order, in batches that a topic takes. A request holds one batch of a partition, so
 * what is more comes in a second wave.
 */
export function wavesOf(
  rows: readonly OutboxRow[],
  leaders: ReadonlyMap<string, Leaders>,
  { outputTopics, tuning }: KafkaSettings,
): Parcel[][] {
  const byPlace = new Map<
    string,
    { topic: string; partition: number; batches: OutgoingRecord[][]; size: number }
  >();
  for (const row of rows) {
    const topic = outputTopics[row.output];
    const record = { key: Buffer.from(row.key), value: row.value, headers: row.headers };
    const partition = partitionOf(record.key, leaders.get(topic)?.length ?? 1);
    const place = `${partition} ${topic}`;
    const there = byPlace.get(place) ?? { topic, partition, batches: [[]], size: 0 };
    byPlace.set(place, there);
    const size = approximateSize(record);
    if (there.size + size > tuning.maxBatchBytes && there.size > 0) {
      there.batches.push([]);
      there.size = 0;
    }
    there.batches.at(-1)?.push(record);
    there.size += size;
  }
  const waves: Parcel[][] = [];
  for (const { topic, partition, batches } of byPlace.values()) {
    for (const [wave, records] of batches.entries()) {
      waves[wave] ??= [];
      waves[wave].push({ topic, partition, records });
    }
  }
  return waves;
}
