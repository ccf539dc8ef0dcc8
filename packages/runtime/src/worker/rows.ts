import { type Effect, type EventRejected, effectLine } from '@nudge/engine';
import type { OutboxRow, Output } from '../ports/effect-sink.ts';
import type { SourceRecord } from '../ports/event-source.ts';
import { messageKey } from '../ports/user-key.ts';
import { traceAmong, traceHeaders } from './trace-headers.ts';

/** A row before it has its number. */
export type Draft = Omit<OutboxRow, 'seq'>;

const CLOUD_EVENT: readonly [string, string] = [
  'content-type',
  'application/cloudevents+json; charset=UTF-8',
];

/** Of a record that cannot be copied whole, so many bytes go to the dead letters. */
const EXCERPT_BYTES = 64 * 1024;

/** Why a record went to the dead letters: a code of semantics.md, or one of the runtime's own. */
export type DeadLetterCode = EventRejected['data']['code'] | 'oversize' | 'failed';

/** What an effect is as a message. `trace`: headers that go on from the record that caused it. */
export function effectRow(
  effect: Exclude<Effect, { type: 'event.rejected' }>,
  offset: number,
  trace: readonly (readonly [string, string])[],
): Draft {
  return {
    offset,
    output: outputOf(effect.type),
    key: messageKey(effect.tenant, effect.subject),
    value: Buffer.from(effectLine(effect)),
    headers: trace.length === 0 ? [CLOUD_EVENT] : [CLOUD_EVENT, ...trace],
  };
}

function outputOf(type: Exclude<Effect['type'], 'event.rejected'>): Output {
  switch (type) {
    case 'nudge.generated':
      return 'nudges';
    case 'nudge.suppressed':
      return 'decisions';
    case 'event.late':
      return 'late';
    case 'segment.entered':
    case 'segment.exited':
      return 'segments';
    case 'segment.member':
    case 'metric.value':
      return 'decisions';
  }
}

/** In place of a message that no topic would take: who it was for, and its beginning. */
export function oversizeRow(row: Draft): Draft {
  return {
    ...row,
    output: 'dead-letter',
    // A copy, as below: the whole would stay in memory with its beginning.
    value: Buffer.from(row.value.subarray(0, EXCERPT_BYTES)),
    headers: [
      ['nudge-reason', 'oversize'],
      ['nudge-output', row.output],
      ['nudge-bytes', String(row.value.length)],
      ...traceAmong(row.headers),
    ],
  };
}

/** What went wrong with a record. */
export interface Refusal {
  readonly id: string;
  readonly code: DeadLetterCode;
  readonly field: string | null;
  readonly message: string | null;
}

/** The record's own bytes, with the reason beside them: whoever mends the cause can send them again. */
export function deadLetterRow(
  record: SourceRecord,
  from: { readonly topic: string; readonly partition: number },
  { id, code, field, message }: Refusal,
): Draft {
  const value = record.value ?? new Uint8Array();
  const whole = code !== 'oversize';
  const headers: (readonly [string, string])[] = [
    ['nudge-id', id],
    ['nudge-reason', code],
    ['nudge-topic', from.topic],
    ['nudge-partition', String(from.partition)],
    ['nudge-offset', String(record.offset)],
  ];
  if (field !== null) headers.push(['nudge-field', field]);
  if (message !== null) headers.push(['nudge-message', message]);
  if (!whole) headers.push(['nudge-bytes', String(value.length)]);
  headers.push(...traceHeaders(record.headers));
  return {
    offset: record.offset,
    output: 'dead-letter',
    key: record.key === null ? '' : Buffer.from(record.key).toString('utf8'),
    // A copy: the record's bytes lie in all that was fetched with it, which would stay for as long as the row does.
    value: Buffer.from(whole ? value : value.subarray(0, EXCERPT_BYTES)),
    headers,
  };
}
