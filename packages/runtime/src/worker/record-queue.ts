import type { RecordRun, SourceRecord } from '../ports/event-source.ts';

/** A run of which some records may have been read. */
interface Run {
  readonly records: Iterator<SourceRecord>;
  /** How many are left, at most. */
  left: number;
  readonly bytes: number;
}

/**
 * The records of one partition that wait to be evaluated, in the order of their offsets. They are read from what a source
 * gave when their turn comes: tens of thousands of objects that wait would be moved by the garbage collector again and
 * again.
 */
export class RecordQueue {
  /** Read, and not let go of. */
  private records: SourceRecord[] = [];
  private head = 0;
  private runs: Run[] = [];
  private waiting = 0;
  private byteCount = 0;
  /** Behind what was read last. A source that goes back would have the same records evaluated again and again. */
  private nextOffset = 0;

  /** At most. */
  get length(): number {
    return this.records.length - this.head + this.waiting;
  }

  /** Of what was not read to its end. */
  get bytes(): number {
    return this.byteCount;
  }

  push(records: RecordRun): void {
    const bytes = records.bytes ?? valueBytesOf(records);
    this.runs.push({ records: records[Symbol.iterator](), left: records.length, bytes });
    this.waiting += records.length;
    this.byteCount += bytes;
  }

  /** The first `count` records, or as many as there are; they stay. */
  peek(count: number): readonly SourceRecord[] {
    while (this.records.length - this.head < count && this.runs.length > 0) this.readOne(this.runs[0] as Run);
    return this.records.slice(this.head, this.head + count);
  }

  /** Takes off what is before `offset`, as far as it was read. */
  dropBefore(offset: number): void {
    while (this.head < this.records.length && (this.records[this.head] as SourceRecord).offset < offset)
      this.head++;
    // Moving the rest costs its length.
    if (this.head * 2 <= this.records.length) return;
    this.records = this.records.slice(this.head);
    this.head = 0;
  }

  clear(): void {
    this.records = [];
    this.head = 0;
    this.runs = [];
    this.waiting = 0;
    this.byteCount = 0;
    this.nextOffset = 0;
  }

  private readOne(run: Run): void {
    const { done, value } = run.records.next();
    if (done !== true) {
      if (value.offset >= this.nextOffset) {
        this.records.push(value);
        this.nextOffset = value.offset + 1;
      }
      this.waiting--;
      run.left--;
    }
    if (done !== true && run.left > 0) return;
    this.waiting -= run.left;
    this.byteCount -= run.bytes;
    this.runs.shift();
  }
}

function valueBytesOf(records: Iterable<SourceRecord>): number {
  let bytes = 0;
  for (const { value } of records) bytes += value?.length ?? 0;
  return bytes;
}
