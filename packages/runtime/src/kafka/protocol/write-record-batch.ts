import { ByteWriter } from './byte-writer.ts';
import { crc32c } from './crc32c.ts';

export interface OutgoingRecord {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** Whose transaction it is, and since when. */
export interface ProducerIdentity {
  readonly id: bigint;
  readonly epoch: number;
}

const TRANSACTIONAL = 0x10;
const CRC_AT = 17;
const CRC_FROM = 21;

/** One batch of a transaction, uncompressed; all its records are of one instant. */
export function writeRecordBatch(
  records: readonly OutgoingRecord[],
  producer: ProducerIdentity,
  firstSequence: number,
  nowMs: number,
): Buffer {
  const out = new ByteWriter(64 + records.reduce((sum, record) => sum + approximateSize(record), 0));
  out.int64(0).int32(0).int32(-1).int8(2).int32(0);
  out
    .int16(TRANSACTIONAL)
    .int32(records.length - 1)
    .int64(nowMs)
    .int64(nowMs);
  out.int64(producer.id).int16(producer.epoch).int32(firstSequence).int32(records.length);
  for (const [index, record] of records.entries()) writeRecord(out, record, index);
  const bytes = out.done();
  bytes.writeInt32BE(bytes.length - 12, 8);
  bytes.writeUInt32BE(crc32c(bytes.subarray(CRC_FROM)), CRC_AT);
  return bytes;
}

/** Not less than what a record takes. */
export function approximateSize(record: OutgoingRecord): number {
  const headers = record.headers.reduce(
    (sum, [name, value]) => sum + (name.length + value.length) * 3 + 10,
    0,
  );
  return record.key.length + record.value.length + headers + 32;
}

function writeRecord(out: ByteWriter, record: OutgoingRecord, index: number): void {
  const body = new ByteWriter(approximateSize(record));
  body.int8(0).varint(0).varint(index).varbytes(record.key).varbytes(record.value);
  body.varint(record.headers.length);
  for (const [name, value] of record.headers) body.varbytes(Buffer.from(name)).varbytes(Buffer.from(value));
  out.varint(body.length).raw(body.done());
}
