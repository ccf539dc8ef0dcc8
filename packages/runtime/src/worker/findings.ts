import type { SourceRecord } from '../ports/event-source.ts';
import type { BatchCounts } from '../ports/observer.ts';
import { type DeadLetterCode, type Draft, oversizeRow } from './rows.ts';

/** What evaluating one batch came to, besides the users that it changed. */
export interface Evaluated {
  readonly rows: readonly Draft[];
  readonly counts: BatchCounts;
  /** When the oldest record that caused a row arrived. */
  readonly arrivalMs: number | null;
  /** Why nudges were held back. */
  readonly suppressed: readonly string[];
  /** Why records went to the dead letters. */
  readonly refused: readonly DeadLetterCode[];
  /** The instants of timers that fired. */
  readonly firedMs: readonly number[];
}

/** What the evaluation of a batch gathers as it goes. */
export class Findings implements Evaluated {
  readonly rows: Draft[] = [];
  readonly counts: { -readonly [K in keyof BatchCounts]: BatchCounts[K] } = {
    records: 0,
    accepted: 0,
    duplicates: 0,
    late: 0,
    rejected: 0,
    ignored: 0,
    timers: 0,
  };
  readonly suppressed: string[] = [];
  readonly refused: DeadLetterCode[] = [];
  readonly firedMs: number[] = [];
  arrivalMs: number | null = null;

  /** `mostBytes`: a longer message could never be published. */
  add(row: Draft, record: SourceRecord | null, mostBytes: number): void {
    // A dead letter is an excerpt already where it has to be.
    const fits = row.output === 'dead-letter' || row.value.length <= mostBytes;
    if (!fits) this.refused.push('oversize');
    this.rows.push(fits ? row : oversizeRow(row));
    const arrivalMs = record?.arrivalMs ?? null;
    if (arrivalMs !== null && (this.arrivalMs === null || arrivalMs < this.arrivalMs))
      this.arrivalMs = arrivalMs;
  }
}
