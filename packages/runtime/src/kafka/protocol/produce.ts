import type { WireRequest } from '../client.ts';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { refuse } from './kafka-error.ts';

export interface PartitionBatch {
  readonly topic: string;
  readonly partition: number;
  readonly bytes: Buffer;
}

/** All replicas that are in sync must have it, or a transaction could lose a part. */
const ALL_REPLICAS = -1;

/** At most one batch of each partition: a broker takes no more in one request. */
export function produceRequest(
  transactionalId: string,
  batches: readonly PartitionBatch[],
  timeoutMs: number,
): WireRequest {
  const out = new ByteWriter(128 + batches.reduce((sum, batch) => sum + batch.bytes.length + 64, 0));
  out.string(transactionalId).int16(ALL_REPLICAS).int32(timeoutMs);
  out.array([...Map.groupBy(batches, (batch) => batch.topic)], ([topic, ofTopic]) => {
    out.string(topic).array(ofTopic, ({ partition, bytes }) => {
      out.int32(partition).int32(bytes.length).raw(bytes);
    });
  });
  return { apiKey: 0, apiVersion: 7, body: out.done() };
}

export function readProduced(bytes: Buffer): void {
  const reader = new ByteReader(bytes);
  reader.array(() => {
    const topic = reader.string();
    return reader.array(() => {
      const partition = reader.int32();
      refuse(`publishing (${topic}, partition ${partition})`, reader.int16());
      reader.at += 24;
    });
  });
}
