import type { SourceRecord } from '../../ports/event-source.ts';
import { ByteReader } from './byte-reader.ts';
import { decompress } from './decompress.ts';

/*
 * A record batch (https://kafka.apache.org/documentation/#recordbatch): base offset 8, length 4, leader epoch 4,
 * magic 1, crc 4, attributes 2, last offset delta 4, first timestamp 8, max timestamp 8, producer id 8, producer
 * epoch 2, base sequence 4, count 4, records.
 */
const BEFORE_LENGTH_ENDS = 12;
const MAGIC_AT = 16;
const ATTRIBUTES_AT = 21;
const LAST_DELTA_AT = 23;
const HEADER = 61;

const COMPRESSION = 0x07;
const APPEND_TIME = 0x08;
const TRANSACTIONAL = 0x10;
const CONTROL = 0x20;

export interface AbortedTransaction {
  readonly producerId: bigint;
  readonly firstOffset: number;
}

/**
 * The offset behind the last whole batch, found without reading records: so that the next request can be on its way
 * while they are read. `null`: there is none.
 */
export function offsetBehind(bytes: Buffer): number | null {
  let behind: number | null = null;
  for (let at = 0; at + HEADER <= bytes.length; ) {
    const end = endOfBatch(bytes, at);
    if (end > bytes.length) break;
    behind = new ByteReader(bytes, at).int64() + bytes.readInt32BE(at + LAST_DELTA_AT) + 1;
    at = end;
  }
  return behind;
}

/**
 * The records from an offset on, without control records and, where the answer names aborted transactions, without
 * theirs. What a broker cut off at the end, as the answer was full, comes again with the next one.
 *
 * They are read one by one as they are taken: what waits as bytes need not be looked after by the garbage collector.
 * What cannot be decompressed throws then.
 */
export class RecordBatches implements Iterable<SourceRecord> {
  /** Of the records; where some are gone from the log, more than there are. */
  readonly length: number;
  /** In memory. */
  readonly bytes: number;
  readonly #bytes: Buffer;
  readonly #fromOffset: number;
  readonly #batches: readonly Batch[];

  constructor(bytes: Buffer, fromOffset: number, aborted: readonly AbortedTransaction[]) {
    this.#bytes = bytes;
    this.#fromOffset = fromOffset;
    this.#batches = batchesIn(bytes, fromOffset, aborted);
    let records = 0;
    let size = 0;
    for (const { count, at, end } of this.#batches) {
      records += count;
      size += end - at;
    }
    this.length = records;
    this.bytes = size;
  }

  *[Symbol.iterator](): Generator<SourceRecord> {
    for (const batch of this.#batches) {
      const { baseOffset, firstTimestamp, appendTime, count } = batch;
      const reader = this.#open(batch);
      for (let index = 0; index < count; index++) {
        const record = readRecord(reader, baseOffset, firstTimestamp, appendTime);
        if (record.offset >= this.#fromOffset) yield record;
      }
    }
  }

  #open({ at, end, codec }: Batch): ByteReader {
    if (codec === 0) return new ByteReader(this.#bytes, at);
    return new ByteReader(decompress(codec, this.#bytes.subarray(at, end)));
  }
}

/** What stands before the records of a batch, and where they stand. */
interface Batch {
  readonly at: number;
  readonly end: number;
  readonly codec: number;
  readonly baseOffset: number;
  readonly firstTimestamp: number;
  /** When the broker took them; `null`: each record has a time of its own. */
  readonly appendTime: number | null;
  readonly count: number;
}

function batchesIn(bytes: Buffer, fromOffset: number, aborted: readonly AbortedTransaction[]): Batch[] {
  const batches: Batch[] = [];
  const abort = aborted.length === 0 ? null : new AbortedRanges(aborted);
  for (let at = 0; at + HEADER <= bytes.length; ) {
    const end = endOfBatch(bytes, at);
    if (end > bytes.length) break;
    const batch = readHeader(bytes, at, end, fromOffset, abort);
    if (batch !== null) batches.push(batch);
    at = end;
  }
  return batches;
}

function endOfBatch(bytes: Buffer, at: number): number {
  const magic = bytes[at + MAGIC_AT];
  // Brokers of version 4 have no other; older ones may hold some from before 2017.
  if (magic !== 2)
    throw new Error(`records are in format ${magic}, from before Kafka 0.11, which is not read`);
  return at + BEFORE_LENGTH_ENDS + bytes.readInt32BE(at + 8);
}

/** `null`: nothing in it is to be read. */
function readHeader(
  bytes: Buffer,
  from: number,
  end: number,
  fromOffset: number,
  abort: AbortedRanges | null,
): Batch | null {
  const reader = new ByteReader(bytes, from);
  const baseOffset = reader.int64();
  reader.at += ATTRIBUTES_AT - 8;
  const attributes = reader.int16();
  const lastOffset = baseOffset + reader.int32();
  const firstTimestamp = reader.int64();
  const maxTimestamp = reader.int64();
  const producerId = reader.bigint64();
  reader.at += 6;
  const count = reader.int32();
  if ((attributes & CONTROL) !== 0) {
    abort?.ended(producerId, lastOffset);
    return null;
  }
  if (abort !== null && (attributes & TRANSACTIONAL) !== 0 && abort.covers(producerId, lastOffset))
    return null;
  if (lastOffset < fromOffset) return null;
  const appendTime = (attributes & APPEND_TIME) === 0 ? null : maxTimestamp;
  return {
    at: reader.at,
    end,
    codec: attributes & COMPRESSION,
    baseOffset,
    firstTimestamp,
    appendTime,
    count,
  };
}

function readRecord(
  reader: ByteReader,
  baseOffset: number,
  firstTimestamp: number,
  appendTime: number | null,
): SourceRecord {
  const size = reader.varint();
  const end = reader.at + size;
  reader.at += 1;
  const timestamp = firstTimestamp + reader.varlong();
  const offset = baseOffset + reader.varint();
  const key = readBytes(reader);
  const value = readBytes(reader);
  const headers = readHeaders(reader);
  reader.at = end;
  const arrivalMs = appendTime ?? timestamp;
  return { offset, value, key, arrivalMs: arrivalMs < 0 ? null : arrivalMs, headers };
}

function readBytes(reader: ByteReader): Buffer | null {
  const size = reader.varint();
  return size < 0 ? null : reader.take(size);
}

/** Of several headers of one name the last one holds, as in Kafka's own `lastHeader`. */
function readHeaders(reader: ByteReader): ReadonlyMap<string, string> | null {
  const count = reader.varint();
  if (count <= 0) return null;
  const headers = new Map<string, string>();
  for (let index = 0; index < count; index++) {
    const name = readBytes(reader)?.toString() ?? '';
    const value = readBytes(reader);
    if (value !== null) headers.set(name, value.toString());
  }
  return headers;
}

/** Which producers are, at a point of the log, inside a transaction that was aborted. */
class AbortedRanges {
  readonly #coming: AbortedTransaction[];
  readonly #inside = new Set<bigint>();

  constructor(aborted: readonly AbortedTransaction[]) {
    this.#coming = aborted.toSorted((a, b) => b.firstOffset - a.firstOffset);
  }

  covers(producerId: bigint, lastOffset: number): boolean {
    this.#passTo(lastOffset);
    return this.#inside.has(producerId);
  }

  /** A control record ends the producer's transaction, whichever way. */
  ended(producerId: bigint, offset: number): void {
    this.#passTo(offset);
    this.#inside.delete(producerId);
  }

  #passTo(offset: number): void {
    for (
      let next = this.#coming.at(-1);
      next !== undefined && next.firstOffset <= offset;
      next = this.#coming.at(-1)
    ) {
      this.#inside.add(next.producerId);
      this.#coming.pop();
    }
  }
}
