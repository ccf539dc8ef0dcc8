import type { SourceRecord } from '../../../packages/runtime/src/ports/event-source.ts';

/** One partition of the input. Its offsets have gaps, as transactions and compaction leave them. */
export class TopicLog {
  readonly records: SourceRecord[] = [];
  /** The offset that the next record gets. */
  endOffset = 0;
  /** The greatest instant that any record says, whatever becomes of it; `-Infinity` before the first. */
  greatestMs = -Infinity;

  append(record: Omit<SourceRecord, 'offset'>, gap: number): SourceRecord {
    const appended = { ...record, offset: this.endOffset + gap };
    this.records.push(appended);
    this.greatestMs = Math.max(this.greatestMs, instantOf(record.value));
    this.endOffset = appended.offset + 1;
    return appended;
  }

  /** Behind the last record: whoever has come so far has read them all. */
  get behindLast(): number {
    return (this.records.at(-1)?.offset ?? -1) + 1;
  }

  /** Records from an offset on, at most `count`. */
  read(offset: number, count: number): readonly SourceRecord[] {
    const at = this.records.findIndex((record) => record.offset >= offset);
    return at < 0 ? [] : this.records.slice(at, at + count);
  }
}

function instantOf(value: Uint8Array | null): number {
  try {
    const { time } = JSON.parse(Buffer.from(value ?? []).toString('utf8')) as { time?: unknown };
    return typeof time === 'number' ? time : Date.parse(String(time)) || -Infinity;
  } catch {
    return -Infinity;
  }
}
