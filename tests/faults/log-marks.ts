import { ByteReader } from '../../packages/runtime/src/kafka/protocol/byte-reader.ts';
import { RecordBatches } from '../../packages/runtime/src/kafka/protocol/read-record-batches.ts';
import type { SourceRecord } from '../../packages/runtime/src/ports/event-source.ts';

const HEADER = 61;
const TRANSACTIONAL = 0x10;
const CONTROL = 0x20;
const COMMIT = 1;

/**
 * Follows the log of one partition, and says by the marks in it alone which transactions were committed. kafkajs 2.2.4 goes
 * by the list of those that were aborted, which it takes to be in the order of their beginnings: that is not so where
 * several producers write, and then it shows what was aborted.
 */
export class LogMarks {
  nextOffset = 0;
  private readonly pending = new Map<bigint, SourceRecord[]>();
  private readonly done: SourceRecord[] = [];

  /** Producers whose last transaction has not ended. */
  get open(): number {
    return this.pending.size;
  }

  committed(): SourceRecord[] {
    return this.done.sort((a, b) => a.offset - b.offset);
  }

  /** Whole batches as the broker keeps them; the last one may be cut off. */
  take(bytes: Buffer): void {
    for (let at = 0; at + HEADER <= bytes.length; ) {
      const end = at + 12 + bytes.readInt32BE(at + 8);
      if (end > bytes.length) return;
      const batch = bytes.subarray(at, end);
      const next = Number(batch.readBigInt64BE(0)) + batch.readInt32BE(23) + 1;
      if (next > this.nextOffset) {
        this.takeBatch(batch);
        this.nextOffset = next;
      }
      at = end;
    }
  }

  private takeBatch(batch: Buffer): void {
    const attributes = batch.readInt16BE(21);
    const producer = batch.readBigInt64BE(43);
    if ((attributes & CONTROL) !== 0) {
      const records = this.pending.get(producer) ?? [];
      this.pending.delete(producer);
      if (markOf(batch) === COMMIT) this.done.push(...records);
      return;
    }
    const records = [...new RecordBatches(batch, this.nextOffset, [])];
    if ((attributes & TRANSACTIONAL) === 0) this.done.push(...records);
    else this.pending.set(producer, [...(this.pending.get(producer) ?? []), ...records]);
  }
}

/** 0: aborted, 1: committed. A control record's key is its version and its kind. */
function markOf(batch: Buffer): number {
  const reader = new ByteReader(batch, HEADER);
  reader.varint();
  reader.at += 1;
  reader.varlong();
  reader.varint();
  reader.varint();
  reader.at += 2;
  return reader.int16();
}
