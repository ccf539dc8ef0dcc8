import type { WireRequest } from '../client.ts';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { refuse } from './kafka-error.ts';

/** Where a log begins and where it ends, as ListOffsets spells it. */
export const LOG_START = -2;
export const LOG_END = -1;

export function listOffsetRequest(topic: string, partition: number, which: number): WireRequest {
  const out = new ByteWriter()
    .int32(-1)
    .int8(0)
    .int32(1)
    .string(topic)
    .int32(1)
    .int32(partition)
    .int64(which);
  return { apiKey: 2, apiVersion: 2, body: out.done() };
}

export function readListedOffset(bytes: Buffer): number {
  const reader = new ByteReader(bytes);
  reader.int32();
  const [offset] = reader
    .array(() => {
      reader.string();
      return reader.array(() => {
        reader.int32();
        refuse('asking where the log begins', reader.int16());
        reader.int64();
        return reader.int64();
      });
    })
    .flat();
  if (offset === undefined) throw new Error('a broker left the partition out of its answer');
  return offset;
}

export type CoordinatorKind = 'group' | 'transaction';

export function findCoordinatorRequest(kind: CoordinatorKind, key: string): WireRequest {
  const out = new ByteWriter().string(key).int8(kind === 'group' ? 0 : 1);
  return { apiKey: 10, apiVersion: 2, body: out.done() };
}

export function readCoordinator(bytes: Buffer): number {
  const reader = new ByteReader(bytes);
  reader.int32();
  const code = reader.int16();
  refuse('looking for the coordinator', code, reader.string());
  return reader.int32();
}

export interface CommittedOffset {
  readonly offset: number;
  readonly metadata: string;
}

/**
 * Version 7, in the newer encoding, as only from there on it can be said that an offset which a transaction is about to
 * change is not wanted (`UNSTABLE_OFFSET_COMMIT` instead): otherwise the last thing that a fenced owner committed could
 * be missed, and be published again.
 */
export function committedOffsetRequest(groupId: string, topic: string, partition: number): WireRequest {
  // The first byte ends the request's header, which has tagged fields in this encoding.
  const out = new ByteWriter().varuint(0).compactString(groupId);
  out.varuint(2).compactString(topic).varuint(2).int32(partition).varuint(0);
  out.int8(1).varuint(0);
  return { apiKey: 9, apiVersion: 7, body: out.done() };
}

export function readCommittedOffset(bytes: Buffer): CommittedOffset | null {
  const reader = new ByteReader(bytes);
  reader.skipTaggedFields();
  reader.int32();
  const [found] = reader
    .compactArray(() => {
      reader.compactString();
      const partitions = reader.compactArray(() => {
        reader.int32();
        const offset = reader.int64();
        reader.int32();
        const metadata = reader.compactString() ?? '';
        refuse('asking what was published', reader.int16());
        reader.skipTaggedFields();
        return { offset, metadata };
      });
      reader.skipTaggedFields();
      return partitions;
    })
    .flat();
  refuse('asking what was published', reader.int16());
  return found === undefined || found.offset < 0 ? null : found;
}
