import type { AcceptedEvent } from '../contract/accepted-event.ts';
import type { RejectionCode } from '../effects/effect.ts';

/**
 * Where a record stands: the input's base name (`-` for standard input) and its line (the first is 1); of a stream,
 * `<topic>:<partition, 5 digits>` and the offset.
 */
export interface RecordOrigin {
  readonly input: string;
  readonly line: number;
  /** Of the line in a generated id; 12 if not given, 20 for an offset. */
  readonly idDigits?: number;
}

/** A record as a reader hands it over: JSON text, or the cells of a CSV line. */
export type RawRecord =
  | { readonly kind: 'json'; readonly text: string; readonly origin: RecordOrigin }
  | {
      readonly kind: 'csv';
      readonly header: readonly string[];
      readonly cells: readonly string[];
      readonly origin: RecordOrigin;
    };

/** Why a record is no event. */
export interface Rejection {
  readonly code: RejectionCode;
  readonly field: string | null;
  readonly eventId: string | null;
  readonly user: string | null;
  readonly tenant: string | null;
}

export type Decoded =
  | { readonly kind: 'events'; readonly events: readonly AcceptedEvent[] }
  /** Of a type that no rule declares, of no mapping of its source, or after the end that was asked for. */
  | { readonly kind: 'ignored' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'rejected'; readonly rejection: Rejection };

/** What decoding lets pass in silence; a host may publish it. */
export interface DecodeCounters {
  unknownFields: number;
  /** Optional fields whose value was bad, and so are missing. */
  missingFields: number;
}

/** The id of a record that has none (semantics, rule 7). */
export function generatedId({ input, line, idDigits = 12 }: RecordOrigin): string {
  return `${input}:${String(line).padStart(idDigits, '0')}`;
}
