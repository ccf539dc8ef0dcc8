import { Acceptance, type AcceptedEvent, type Manifest, type UserBase } from '@nudge/engine';
import type { Input } from './engine-run.ts';

export interface AcceptedRecord {
  /** Its index in the records; −1: it came from a users file. */
  readonly index: number;
  readonly event: AcceptedEvent;
}

/** What counts under one T. */
export interface AcceptedInput {
  readonly bases: readonly UserBase[];
  /** In the order of arrival. */
  readonly records: readonly AcceptedRecord[];
  /** The greatest instant accepted; `-Infinity` if there is none. */
  readonly greatestMs: number;
  /** Records and rows that are not after T. */
  readonly seen: number;
}

export function acceptInput(manifest: Manifest, input: Input, untilMs: number): AcceptedInput {
  const bases: UserBase[] = [];
  const records: AcceptedRecord[] = [];
  let index = -1;
  const acceptance = new Acceptance(manifest, {
    untilMs,
    onBase: (base) => bases.push(base),
    onEvent: (event) => records.push({ index, event }),
  });
  for (const raw of input.userRows) acceptance.userRow(raw);
  acceptance.finish();
  input.records.forEach((raw, i) => {
    index = i;
    acceptance.record(raw, null);
  });
  return { bases, records, greatestMs: acceptance.greatestMs, seen: acceptance.counts.records };
}

/** Users are told apart by both; ids hold no control characters. */
export function personOf({ event: { row } }: AcceptedRecord): string {
  return `${row.tenant}\u001f${row.user}`;
}
