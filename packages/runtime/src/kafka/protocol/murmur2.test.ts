import { expect, test } from 'vitest';
import { partitionOf } from './murmur2.ts';

/** From Kafka's own `UtilsTest.testMurmur2`. */
const KNOWN: readonly (readonly [key: string, hash: number])[] = [
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
];

test.each(KNOWN)('%s lies where Kafka puts it', (key, hash) => {
  for (const partitions of [1, 2, 3, 12, 1_000_003]) {
    expect(partitionOf(Buffer.from(key), partitions)).toBe((hash & 0x7fffffff) % partitions);
  }
});
