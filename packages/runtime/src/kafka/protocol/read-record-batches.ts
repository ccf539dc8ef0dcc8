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
 */
export function readRecordBatches(
  bytes: Buffer,
  fromOffset: number,
  aborted: readonly AbortedTransaction[],
): SourceRecord[] {
  const records: SourceRecord[] = [];
  const abort = aborted.length === 0 ? null : new AbortedRanges(aborted);
  for (let at = 0; at + HEADER <= bytes.length; ) {
    const end = endOfBatch(bytes, at);
    if (end > bytes.length) break;
    readBatch(new ByteReader(bytes.subarray(0, end), at), fromOffset, abort, records);
    at = end;
  }
  return records;
}

function endOfBatch(bytes: Buffer, at: number): number {
  const magic = bytes[at + MAGIC_AT];
  // Brokers of version 4 have no other; older ones may hold some from before 2017.
  if (magic !== 2)
    throw new Error(`records are in format ${magic}, from before Kafka 0.11, which is not read`);
  return at + BEFORE_LENGTH_ENDS + bytes.readInt32BE(at + 8);
}

function readBatch(
  reader: ByteReader,
  fromOffset: number,
  abort: AbortedRanges | null,
  into: SourceRecord[],
): void {
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
    return;
  }
  if (abort !== null && (attributes & TRANSACTIONAL) !== 0 && abort.covers(producerId, lastOffset)) return;
  if (lastOffset < fromOffset) return;
  const codec = attributes & COMPRESSION;
  const records = codec === 0 ? reader : new ByteReader(decompress(codec, reader.bytes.subarray(reader.at)));
  const arrival = (attributes & APPEND_TIME) === 0 ? null : maxTimestamp;
  for (let index = 0; index < count; index++) {
    const record = readRecord(records, baseOffset, firstTimestamp, arrival);
    if (record.offset >= fromOffset) into.push(record);
  }
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
