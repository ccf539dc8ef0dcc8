import type { WireRequest } from '../client.ts';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { refuse } from './kafka-error.ts';
import type { ProducerIdentity } from './write-record-batch.ts';

/**
 * The requests of a transaction, in the last versions before the newer encoding. Those for clients end at version 3 of
 * AddPartitionsToTxn: the later ones are between brokers, and ask for rights over the whole cluster.
 */
export interface TransactionIdentity extends ProducerIdentity {
  readonly transactionalId: string;
}

export function initProducerRequest(transactionalId: string, timeoutMs: number): WireRequest {
  return {
    apiKey: 22,
    apiVersion: 1,
    body: new ByteWriter().string(transactionalId).int32(timeoutMs).done(),
  };
}

export function readProducer(bytes: Buffer): ProducerIdentity {
  const reader = new ByteReader(bytes);
  reader.int32();
  refuse('beginning to publish', reader.int16());
  return { id: reader.bigint64(), epoch: reader.int16() };
}

export interface TopicPartitions {
  readonly topic: string;
  readonly partitions: readonly number[];
}

export function addPartitionsRequest(
  { transactionalId, id, epoch }: TransactionIdentity,
  topics: readonly TopicPartitions[],
): WireRequest {
  const out = new ByteWriter().string(transactionalId).int64(id).int16(epoch);
  out.array(topics, ({ topic, partitions }) => {
    out.string(topic).array(partitions, (partition) => out.int32(partition));
  });
  return { apiKey: 24, apiVersion: 2, body: out.done() };
}

export function addGroupRequest(
  { transactionalId, id, epoch }: TransactionIdentity,
  groupId: string,
): WireRequest {
  const out = new ByteWriter().string(transactionalId).int64(id).int16(epoch).string(groupId);
  return { apiKey: 25, apiVersion: 2, body: out.done() };
}

export interface OffsetToCommit {
  readonly groupId: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly metadata: string;
}

export function commitOffsetRequest(
  { transactionalId, id, epoch }: TransactionIdentity,
  commit: OffsetToCommit,
): WireRequest {
  const out = new ByteWriter().string(transactionalId).string(commit.groupId).int64(id).int16(epoch);
  out.int32(1).string(commit.topic).int32(1);
  out.int32(commit.partition).int64(commit.offset).int32(-1).string(commit.metadata);
  return { apiKey: 28, apiVersion: 2, body: out.done() };
}

export function endRequest(
  { transactionalId, id, epoch }: TransactionIdentity,
  committed: boolean,
): WireRequest {
  const out = new ByteWriter().string(transactionalId).int64(id).int16(epoch);
  return { apiKey: 26, apiVersion: 2, body: out.int8(committed ? 1 : 0).done() };
}

/** The answer to AddOffsetsToTxn and EndTxn. */
export function readVerdict(what: string, bytes: Buffer): void {
  const reader = new ByteReader(bytes);
  reader.int32();
  refuse(what, reader.int16());
}

/** The answer to AddPartitionsToTxn and TxnOffsetCommit: a verdict on each partition. */
export function readVerdicts(what: string, bytes: Buffer): void {
  const reader = new ByteReader(bytes);
  reader.int32();
  reader.array(() => {
    const topic = reader.string();
    return reader.array(() => {
      const partition = reader.int32();
      refuse(`${what} (${topic}, partition ${partition})`, reader.int16());
    });
  });
}
