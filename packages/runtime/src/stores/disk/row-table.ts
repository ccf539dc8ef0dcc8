import type { OutboxRow } from '../../ports/effect-sink.ts';
import { decodeOutboxRow } from '../outbox-bytes.ts';
import type { Segment, Segments } from './segments.ts';

/** An untrimmed row in its byte form, and the segment that has its last copy. */
export interface KeptRow {
  readonly bytes: Uint8Array;
  readonly segment: Segment;
}

/** The rows of the outbox that were not trimmed, by `seq`. */
export class RowTable {
  private readonly segments: Segments;
  private rows = new Map<number, KeptRow>();
  private trimmed = 0;

  constructor(segments: Segments) {
    this.segments = segments;
  }

  /** Rows up to this one are gone. */
  get trimmedSeq(): number {
    return this.trimmed;
  }

  put(seq: number, bytes: Uint8Array, segment: Segment): void {
    const before = this.rows.get(seq);
    if (before !== undefined) this.leave(before);
    this.rows.set(seq, { bytes, segment });
    segment.liveRows++;
    this.segments.gain(segment, bytes.length);
  }

  trim(seq: number): void {
    this.trimmed = Math.max(this.trimmed, seq);
    // A row that is put again keeps its place, so the order of insertion is that of the numbers.
    for (const [number, row] of this.rows) {
      if (number > this.trimmed) return;
      this.remove(number, row);
    }
  }

  /** Rows of a segment, until they have so many bytes. */
  someIn(segment: Segment, bytesMax: number): [seq: number, bytes: Uint8Array][] {
    const found: [number, Uint8Array][] = [];
    if (segment.liveRows === 0) return found;
    let bytes = 0;
    for (const [seq, row] of this.rows) {
      if (row.segment !== segment) continue;
      found.push([seq, row.bytes]);
      bytes += row.bytes.length;
      if (bytes >= bytesMax) break;
    }
    return found;
  }

  /**
   * The frames of the past were read, in which moved rows stand behind younger ones: restores the order, and lets go of
   * the memory that was read. Gives all rows.
   */
  settle(): OutboxRow[] {
    const all = [...this.rows].sort(([a], [b]) => a - b);
    for (const [seq, row] of all) if (seq <= this.trimmed) this.remove(seq, row);
    const kept = all.filter(([seq]) => seq > this.trimmed);
    this.rows = new Map(
      kept.map(([seq, { bytes, segment }]) => [seq, { bytes: new Uint8Array(bytes), segment }]),
    );
    return kept.map(([, { bytes }]) => decodeOutboxRow(bytes));
  }

  private remove(seq: number, row: KeptRow): void {
    this.rows.delete(seq);
    this.leave(row);
  }

  private leave({ bytes, segment }: KeptRow): void {
    segment.liveRows--;
    this.segments.lose(segment, bytes.length);
  }
}
