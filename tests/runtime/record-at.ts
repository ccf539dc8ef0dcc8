import type { SourceRecord } from '../../packages/runtime/src/ports/event-source.ts';

/** An event as a source gives it. */
export function recordAt(offset: number, event: object): SourceRecord {
  return { offset, value: Buffer.from(JSON.stringify(event)), key: null, arrivalMs: null, headers: null };
}
