import type { ManualClock } from '../../../../tests/runtime/manual-clock.ts';
import type { KafkaClient, Membership, Wire, WireRequest } from '../../src/kafka/client.ts';
import { KafkaUnreachable } from '../../src/kafka/client.ts';
import { ByteReader } from '../../src/kafka/protocol/byte-reader.ts';
import { ByteWriter } from '../../src/kafka/protocol/byte-writer.ts';
import { CODE } from '../../src/kafka/protocol/kafka-error.ts';
import { writeRecordBatch } from '../../src/kafka/protocol/write-record-batch.ts';

export const TOPIC = 'in';

/** What a fetch is answered with, of one partition: records of these offsets, one behind the other, or a code. */
interface Answer {
  readonly partition: number;
  readonly offsets?: readonly number[];
  readonly code?: number;
}

/** A request that a broker holds until the test says what becomes of it. */
export interface Fetch {
  readonly node: number;
  /** By partition: the offset that was asked for. */
  readonly from: ReadonlyMap<number, number>;
  answer(partitions: readonly Answer[]): void;
  fail(): void;
}

/** Brokers with one topic, who answer fetches when a test says so, and all other requests at once. */
export class FakeCluster implements KafkaClient {
  /** Who leads each partition; −1: nobody. */
  leaders: readonly number[];
  /** Of each partition; `null`: its leader is so new that it does not say. */
  ends: readonly (number | null)[];
  start = 0;
  /** The partitions that the group was told of, each time. */
  readonly told: number[] = [];
  /** How often somebody asked who leads. */
  looks = 0;
  readonly #clock: ManualClock;
  readonly #sent: Fetch[] = [];
  /** Of those that were sent: what no test has taken. */
  readonly #held: Fetch[] = [];

  constructor(clock: ManualClock, leaders: readonly number[]) {
    this.#clock = clock;
    this.leaders = leaders;
    this.ends = leaders.map(() => 0);
  }

  /** How many fetches there were. */
  get sent(): number {
    return this.#sent.length;
  }

  /** The next request that a broker gets, once it is there. */
  async fetch(node: number): Promise<Fetch> {
    const find = (): number => this.#held.findIndex((held) => held.node === node);
    await this.#clock.until(() => find() >= 0);
    return this.#held.splice(find(), 1)[0] as Fetch;
  }

  async connect(): Promise<Wire> {
    return {
      nodes: async () => [1, 2, 3],
      close: async () => {
        for (const each of this.#sent) each.fail();
      },
      call: async (node, request) => this.#answer(node, request),
    };
  }

  membership(): Membership {
    return {
      start: async (listener) => {
        listener.assigned(this.leaders.map((_, partition) => partition));
      },
      noticed: (partitions) => this.told.push(partitions),
      stop: async () => {},
    };
  }

  #answer(node: number, { apiKey, body }: WireRequest): Buffer | Promise<Buffer> {
    if (apiKey === 1) return this.#hold(node, fetchedFrom(body));
    if (apiKey === 2) return this.#listed(node, new ByteReader(body));
    if (apiKey === 3) {
      this.looks++;
      return metadata(this.leaders);
    }
    throw new Error(`request ${apiKey} is not expected here`);
  }

  #hold(node: number, from: ReadonlyMap<number, number>): Promise<Buffer> {
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
    const held: Fetch = {
      node,
      from,
      answer: (partitions) => resolve(fetched(partitions)),
      fail: () => reject(new KafkaUnreachable(`broker ${node} is gone`)),
    };
    this.#sent.push(held);
    this.#held.push(held);
    return promise;
  }

  #listed(node: number, request: ByteReader): Buffer {
    request.take(4 + 1 + 4);
    request.string();
    request.int32();
    const partition = request.int32();
    const isStart = request.int64() === -2;
    const end = this.ends[partition] ?? null;
    const isLeader = this.leaders[partition] === node;
    const code = isLeader ? (isStart || end !== null ? 0 : CODE.leaderNotAvailable) : CODE.notLeader;
    const out = new ByteWriter().int32(0).int32(1).string(TOPIC).int32(1).int32(partition);
    return out
      .int16(code)
      .int64(-1)
      .int64(isStart ? this.start : (end ?? -1))
      .done();
  }
}

function fetchedFrom(body: Buffer): ReadonlyMap<number, number> {
  const reader = new ByteReader(body);
  reader.take(4 * 4 + 1 + 4 * 2);
  const partitions = reader.array(() => {
    reader.string();
    return reader.array(() => {
      const partition = reader.int32();
      reader.int32();
      const offset = reader.int64();
      reader.take(8 + 4);
      return [partition, offset] as const;
    });
  });
  return new Map(partitions.flat());
}

function fetched(partitions: readonly Answer[]): Buffer {
  const out = new ByteWriter().int32(0).int16(0).int32(0).int32(1).string(TOPIC);
  out.array(partitions, ({ partition, offsets = [], code = 0 }) => {
    const end = (offsets.at(-1) ?? -1) + 1;
    out.int32(partition).int16(code).int64(end).int64(end).int64(0).int32(0).int32(-1);
    const records = offsets.length === 0 ? Buffer.alloc(0) : batch(offsets);
    out.int32(records.length).raw(records);
  });
  return out.done();
}

function batch(offsets: readonly number[]): Buffer {
  const records = offsets.map((offset) => ({ key: Buffer.from('k'), value: text(offset), headers: [] }));
  const bytes = writeRecordBatch(records, { id: 1n, epoch: 0 }, 0, 0);
  bytes.writeBigInt64BE(BigInt(offsets[0] ?? 0), 0);
  return bytes;
}

function text(offset: number): Buffer {
  return Buffer.from(`at ${offset}`);
}

function metadata(leaders: readonly number[]): Buffer {
  const out = new ByteWriter().int32(0).int32(0).string(null).int32(1).int32(1);
  out.int16(0).string(TOPIC).int8(0);
  out.array([...leaders.entries()], ([partition, leader]) => {
    out
      .int16(leader < 0 ? CODE.leaderNotAvailable : 0)
      .int32(partition)
      .int32(leader);
    out.int32(0).int32(0).int32(0);
  });
  return out.done();
}
