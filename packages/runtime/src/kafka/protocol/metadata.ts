import type { WireRequest } from '../client.ts';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { CODE, refuse } from './kafka-error.ts';

/** The node that leads each partition, by partition; −1: none at the moment. */
export type Leaders = readonly number[];

export function metadataRequest(topics: readonly string[]): WireRequest {
  const out = new ByteWriter();
  out.array(topics, (topic) => out.string(topic)).int8(0);
  return { apiKey: 3, apiVersion: 5, body: out.done() };
}

export interface Address {
  readonly node: number;
  readonly host: string;
  readonly port: number;
}

/** The brokers that are there now. */
export function readAddresses(bytes: Buffer): Address[] {
  return readBrokers(new ByteReader(bytes));
}

/** Topics that are not there are missing. */
export function readLeaders(bytes: Buffer): Map<string, Leaders> {
  const reader = new ByteReader(bytes);
  readBrokers(reader);
  reader.string();
  reader.int32();
  const found = new Map<string, Leaders>();
  reader.array(() => {
    const code = reader.int16();
    const topic = reader.string() ?? '';
    reader.int8();
    const leaders = readPartitions(reader);
    if (code === CODE.unknownTopicOrPartition) return;
    if (code !== CODE.leaderNotAvailable) refuse(`asking who leads topic \`${topic}\``, code);
    found.set(topic, leaders);
  });
  return found;
}

function readBrokers(reader: ByteReader): Address[] {
  reader.int32();
  return reader.array(() => {
    const address = { node: reader.int32(), host: reader.string() ?? '', port: reader.int32() };
    reader.string();
    return address;
  });
}

function readPartitions(reader: ByteReader): Leaders {
  const leaders: number[] = [];
  reader.array(() => {
    reader.int16();
    const partition = reader.int32();
    leaders[partition] = reader.int32();
    for (const _replicas of ['all', 'in sync', 'offline']) reader.array(() => reader.int32());
  });
  return leaders;
}
