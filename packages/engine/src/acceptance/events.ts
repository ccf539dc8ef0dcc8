import type { AcceptedEvent } from '../contract/accepted-event.ts';
import type { EventSchema, Manifest } from '../contract/manifest.ts';
import type { Row } from '../contract/rules.ts';
import type { DecodeCounters, Decoded, RecordOrigin } from './decoded.ts';
import { generatedId } from './decoded.ts';
import { type BadTime, type Envelope, type RawEnvelope, readEnvelope } from './envelope.ts';
import { type BadField, type FieldInput, readConsent, readEventFields, readProfileWrites } from './fields.ts';

/** What a record is to become: an event by its id, or one of the built-in types that are built. */
export type DecodeTarget = number | 'user.updated' | 'user.consent';

/** What the values of CloudEvents' `type` stand for. */
export function targetsByType(manifest: Manifest): ReadonlyMap<string, DecodeTarget> {
  const targets = new Map<string, DecodeTarget>([
    ['user.updated', 'user.updated'],
    ['user.consent', 'user.consent'],
  ]);
  manifest.events.forEach((event, i) => {
    for (const name of event.wireNames) targets.set(name, i);
  });
  return targets;
}

/** The last part that all forms of records share: envelope and fields, checked in that order. */
export function decodeRecord(
  manifest: Manifest,
  target: DecodeTarget,
  raw: RawEnvelope,
  at: number | BadTime,
  fields: FieldInput | null,
  origin: RecordOrigin,
  counters: DecodeCounters,
): Decoded {
  const envelope = readEnvelope(raw, at, generatedId(origin), counters);
  if ('code' in envelope) {
    const { code, field, id, user, tenant } = envelope;
    return rejected(code, field, id, user, tenant);
  }
  const { id, user, tenant } = envelope;
  const refuse = (bad: BadField): Decoded => rejected(bad.code, bad.field, id, user, tenant);
  if (fields === null) return rejected('wrong_type', 'data', id, user, tenant);
  const row = rowOf(envelope, []);
  switch (target) {
    case 'user.updated': {
      const read = readProfileWrites(manifest.user, fields, counters);
      return 'code' in read ? refuse(read) : events({ kind: 'profile', row, writes: read.writes });
    }
    case 'user.consent': {
      const read = readConsent(manifest, fields);
      return 'code' in read ? refuse(read) : events({ kind: 'consent', row, ...read });
    }
    default: {
      const read = readEventFields(manifest.events[target] as EventSchema, fields, counters);
      return 'code' in read ? refuse(read) : decodedEvent(target, rowOf(envelope, read.values));
    }
  }
}

/** Written out, so that all rows have their members in one order: that of the fast decoder. */
function rowOf({ at, id, user, tenant, session, device }: Envelope, values: Row['values']): Row {
  return { at, id, user, tenant, session, device, values };
}

export function decodedEvent(event: number, row: Row): Decoded {
  return events({ kind: 'event', event, row });
}

function events(...list: readonly AcceptedEvent[]): Decoded {
  return { kind: 'events', events: list };
}

export function rejected(
  code: Extract<Decoded, { kind: 'rejected' }>['rejection']['code'],
  field: string | null,
  eventId?: string | null,
  user?: string | null,
  tenant?: string | null,
): Decoded {
  return {
    kind: 'rejected',
    rejection: { code, field, eventId: eventId ?? null, user: user ?? null, tenant: tenant ?? null },
  };
}
