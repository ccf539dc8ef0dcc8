import { hash } from 'node:crypto';
import { type Effect, effectLine, eventRejected, type RecordOrigin, type RejectionCode } from '@nudge/engine';
import type { OutboxRow, Output } from '../../../packages/runtime/src/ports/effect-sink.ts';
import type { SourceRecord } from '../../../packages/runtime/src/ports/event-source.ts';
import { messageKey } from '../../../packages/runtime/src/ports/user-key.ts';

/** A message, in a form in which what was published and what has to be published can be compared. */
export interface ExpectedRow {
  readonly id: string;
  readonly output: Output;
  /** What it is partitioned by: a user's rows have an order. */
  readonly key: string;
  readonly text: string;
  /** The record applied last when it came up. */
  readonly offset: number;
}

export const sha256 = (text: string): string => hash('sha256', text, 'hex');

const OUTPUT_OF: Readonly<Record<Exclude<Effect['type'], 'event.rejected'>, Output>> = {
  'nudge.generated': 'nudges',
  'nudge.suppressed': 'decisions',
  'segment.entered': 'segments',
  'segment.exited': 'segments',
  'event.late': 'late',
  'segment.member': 'decisions',
  'metric.value': 'decisions',
};

export function rowOfEffect(
  effect: Exclude<Effect, { type: 'event.rejected' }>,
  offset: number,
): ExpectedRow {
  return {
    id: effect.id,
    output: OUTPUT_OF[effect.type],
    key: messageKey(effect.tenant, effect.subject),
    text: effectLine(effect),
    offset,
  };
}

export function deadLetter(
  record: SourceRecord,
  origin: RecordOrigin,
  code: RejectionCode | 'oversize',
): ExpectedRow {
  const nothing = { code: 'bad_json', field: null, eventId: null, user: null, tenant: null } as const;
  return {
    // The id says where the record stands, whatever is wrong with it.
    id: eventRejected(origin, nothing, sha256).id,
    output: 'dead-letter',
    key: record.key === null ? '' : Buffer.from(record.key).toString('utf8'),
    text: deadText(code, record.value ?? new Uint8Array()),
    offset: record.offset,
  };
}

export function rowOfMessage({ output, key, value, headers, offset }: OutboxRow): ExpectedRow {
  if (output === 'dead-letter') {
    const header = (name: string): string => headers.find(([each]) => each === name)?.[1] ?? '';
    return { id: header('nudge-id'), output, key, text: deadText(header('nudge-reason'), value), offset };
  }
  const text = Buffer.from(value).toString('utf8');
  return { id: (JSON.parse(text) as { id: string }).id, output, key, text, offset };
}

function deadText(code: string, value: Uint8Array): string {
  return `${code} ${Buffer.from(value).toString('latin1').slice(0, 200)}`;
}
