import type { WireRequest } from '../client.ts';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { refuse } from './kafka-error.ts';

export function createTopicRequest(
  topic: string,
  partitions: number,
  replication: number,
  timeoutMs: number,
): WireRequest {
  const out = new ByteWriter().int32(1).string(topic).int32(partitions).int16(replication).int32(0).int32(0);
  return { apiKey: 19, apiVersion: 4, body: out.int32(timeoutMs).int8(0).done() };
}

export function readCreated(bytes: Buffer): void {
  const reader = new ByteReader(bytes);
  reader.int32();
  reader.array(() => {
    const topic = reader.string();
    const code = reader.int16();
    refuse(`creating topic \`${topic}\``, code, reader.string());
  });
}
