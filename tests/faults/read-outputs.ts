import { OUTPUTS } from '../../packages/runtime/src/ports/effect-sink.ts';
import { type ExpectedRow, rowOfMessage } from '../simulate/oracle/expected-row.ts';
import { PARTITIONS, partitionOf } from './events.ts';
import { readCommitted } from './read-committed.ts';
import type { Topics } from './topics.ts';

/** All that was published, by the partition of the input that it came from. */
export async function readOutputs(topics: Topics): Promise<readonly (readonly ExpectedRow[])[]> {
  const rows: ExpectedRow[][] = Array.from({ length: PARTITIONS }, () => []);
  const logs = await readCommitted(topics, Object.values(topics.outputs));
  for (const output of OUTPUTS) {
    for (const { offset, key: bytes, value, headers } of logs.get(topics.outputs[output])?.flat() ?? []) {
      const key = Buffer.from(bytes ?? []).toString('utf8');
      const from = headers?.get('nudge-partition');
      const partition = from === undefined ? partitionOf(key.replace('default:', '')) : Number(from);
      const message = { seq: 0, offset, output, key, value: value ?? Buffer.alloc(0) };
      rows[partition]?.push(rowOfMessage({ ...message, headers: [...(headers ?? [])] }));
    }
  }
  return rows;
}
