import type { SourceRecord } from '../ports/event-source.ts';
import type { ByteLine } from './line-cutter.ts';

/** A line as a record: files know neither keys nor when something arrived. */
export function recordOfLine({ line, bytes }: ByteLine): SourceRecord {
  return { offset: line, value: bytes, key: null, arrivalMs: null, headers: null };
}
