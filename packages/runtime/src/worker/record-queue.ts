import type { SourceRecord } from '../ports/event-source.ts';

/** The records of one partition that wait to be evaluated, in the order of their offsets. */
export class RecordQueue {
  private records: SourceRecord[] = [];
  private head = 0;
  private byteCount = 0;

  get length(): number {
    return this.records.length - this.head;
  }

  /** Of their values. */
  get bytes(): number {
    return this.byteCount;
  }

  push(records: readonly SourceRecord[]): void {
    for (const record of records) {
      this.records.push(record);
      this.byteCount += record.value?.length ?? 0;
    }
  }

  /** The first `count` records, or as many as there are; they stay. */
  peek(count: number): readonly SourceRecord[] {
    return this.records.slice(this.head, this.head + count);
  }

  /** Takes off what is before `offset`. */
  dropBefore(offset: number): void {
    while (this.head < this.records.length) {
      const record = this.records[this.head] as SourceRecord;
      if (record.offset >= offset) break;
      this.byteCount -= record.value?.length ?? 0;
      this.head++;
    }
    // Moving the rest costs its length.
    if (this.head * 2 <= this.records.length) return;
    this.records = this.records.slice(this.head);
    this.head = 0;
  }

  clear(): void {
    this.records = [];
    this.head = 0;
    this.byteCount = 0;
  }
}
