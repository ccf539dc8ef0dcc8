import type { WireRequest } from '../client.ts';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { refuse } from './kafka-error.ts';
import type { AbortedTransaction } from './read-record-batches.ts';

export interface FetchLimits {
  readonly maxWaitMs: number;
  readonly maxBytes: number;
  readonly maxBytesPerPartition: number;
  readonly readCommitted: boolean;
}

export interface FetchedPartition {
  readonly partition: number;
  readonly code: number;
  readonly highWatermark: number;
  /** Behind it lie records of open transactions. */
  readonly lastStableOffset: number;
  readonly aborted: readonly AbortedTransaction[];
  /** Record batches, the last one perhaps cut off. */
  readonly records: Buffer;
}

/** Version 11: the last one before topics are named by id, understood by brokers from 2.3 to 4. */
export function fetchRequest(
  topic: string,
  from: readonly { readonly partition: number; readonly offset: number }[],
  limits: FetchLimits,
): WireRequest {
  const out = new ByteWriter(64 + topic.length + from.length * 28);
  out.int32(-1).int32(limits.maxWaitMs).int32(1).int32(limits.maxBytes);
  out
    .int8(limits.readCommitted ? 1 : 0)
    .int32(0)
    .int32(-1);
  out.int32(1).string(topic);
  out.array(from, ({ partition, offset }) => {
    out.int32(partition).int32(-1).int64(offset).int64(-1).int32(limits.maxBytesPerPartition);
  });
  out.int32(0).string('');
  return { apiKey: 1, apiVersion: 11, body: out.done() };
}

export function readFetched(bytes: Buffer): FetchedPartition[] {
  const reader = new ByteReader(bytes);
  reader.int32();
  refuse('reading records', reader.int16());
  reader.int32();
  return reader
    .array(() => {
      reader.string();
      return reader.array(() => readPartition(reader));
    })
    .flat();
}

function readPartition(reader: ByteReader): FetchedPartition {
  const partition = reader.int32();
  const code = reader.int16();
  const highWatermark = reader.int64();
  const lastStableOffset = reader.int64();
  reader.int64();
  const aborted = reader.array(() => ({ producerId: reader.bigint64(), firstOffset: reader.int64() }));
  reader.int32();
  const size = reader.int32();
  return {
    partition,
    code,
    highWatermark,
    lastStableOffset,
    aborted,
    records: reader.take(Math.max(size, 0)),
  };
}
