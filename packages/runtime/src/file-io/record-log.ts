import type { SourceRecord } from '../ports/event-source.ts';

/** Records in memory by their offset, without gaps; the oldest go when there are too many. */
export class RecordLog {
  readonly #keptRecords: number;
  readonly #keptBytes: number;
  #records: SourceRecord[] = [];
  /** Records at the front that are dropped already. */
  #head = 0;
  #bytes = 0;
  #next: number | null = null;

  constructor(keptRecords: number, keptBytes: number) {
    this.#keptRecords = keptRecords;
    this.#keptBytes = keptBytes;
  }

  /** The offset that the next record will get. */
  get nextOffset(): number {
    return this.#next ?? 0;
  }

  /** The offset that a reader who asks for `offset` begins at; the first to ask decides where numbering begins. */
  startAt(offset: number): number {
    if (this.#next === null || offset > this.#next) {
      this.#records = [];
      this.#head = 0;
      this.#bytes = 0;
      this.#next = offset;
    }
    return Math.max(offset, this.#firstOffset);
  }

  /** The offset of the first of them. */
  append(records: readonly Omit<SourceRecord, 'offset'>[]): number {
    const first = this.nextOffset;
    let offset = first;
    for (const record of records) {
      this.#records.push({ ...record, offset: offset++ });
      this.#bytes += record.value?.length ?? 0;
    }
    this.#next = offset;
    return first;
  }

  from(offset: number, max: number): readonly SourceRecord[] {
    const at = this.#head + offset - this.#firstOffset;
    return this.#records.slice(at, at + max);
  }

  /** Records before `offset` go as far as there are too many. */
  dropBefore(offset: number): void {
    while (
      this.#firstOffset < offset &&
      (this.#records.length - this.#head > this.#keptRecords || this.#bytes > this.#keptBytes)
    ) {
      this.#bytes -= this.#records[this.#head]?.value?.length ?? 0;
      this.#head += 1;
    }
    // Moving the rest costs its length.
    if (this.#head * 2 <= this.#records.length) return;
    this.#records = this.#records.slice(this.#head);
    this.#head = 0;
  }

  get #firstOffset(): number {
    return this.nextOffset - (this.#records.length - this.#head);
  }
}
