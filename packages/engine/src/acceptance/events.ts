import type { AcceptedEvent } from '../contract/accepted-event.ts';
import type { EventSchema, Manifest } from '../contract/manifest.ts';
import type { Row } from '../contract/rules.ts';
import type { DecodeCounters, Decoded, RecordOrigin } from './decoded.ts';
import { generatedId } from './decoded.ts';
import { type BadTime, type RawEnvelope, readEnvelope } from './envelope.ts';
import { type BadField, type FieldInput, readConsent, readEventFields, readProfileWrites } from './fields.ts';

/** What a record is to become: an event by its id, or one of the built-in types that are built. */
export type DecodeTarget = number | 'user.updated' | 'user.consent';

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
  const row: Row = { ...envelope, values: [] };
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
      return 'code' in read
        ? refuse(read)
        : events({ kind: 'event', event: target, row: { ...row, values: read.values } });
    }
  }
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
