import type { RejectionCode } from '../effects/effect.ts';
import { isIdText, isStorable, toNfc } from '../values/strings.ts';
import type { DecodeCounters } from './decoded.ts';
import { readJsonValue } from './field-value.ts';

/** The attributes of a record, each as it stands there; `undefined` and null are missing. */
export interface RawEnvelope {
  readonly id: unknown;
  readonly user: unknown;
  readonly tenant: unknown;
  readonly session: unknown;
  readonly device: unknown;
}

export interface Envelope {
  readonly at: number;
  readonly id: string;
  readonly user: string;
  readonly tenant: string;
  readonly session: string | null;
  readonly device: string | null;
}

/** What could be read of a bad envelope goes with the refusal, so that a person can find the record. */
export interface BadEnvelope extends Partial<Pick<Envelope, 'id' | 'user' | 'tenant'>> {
  readonly code: RejectionCode;
  readonly field: string | null;
}

export const DEFAULT_TENANT = 'default';

type ReadId = { readonly text: string } | { readonly code: 'missing' | 'wrong_type' | 'bad_string' };

function readId(raw: unknown): ReadId {
  if (raw === undefined || raw === null) return { code: 'missing' };
  if (typeof raw !== 'string') return { code: 'wrong_type' };
  return isIdText(raw) ? { text: toNfc(raw) } : { code: 'bad_string' };
}

/** What `readTime` gives where there is no instant. */
export type BadTime = 'missing_time' | 'bad_time';

/** The instant of a record: ISO 8601, read in `zone` where it has no offset, or epoch milliseconds as a number. */
export function readTime(raw: unknown, zone: string): number | BadTime {
  if (raw === undefined || raw === null) return 'missing_time';
  const read = readJsonValue(raw, { kind: 'timestamp' }, zone);
  return 'value' in read ? (read.value as number) : 'bad_time';
}

/**
 * Reads and checks whom and when a record is about (semantics, rule 5): first the user, then the time, then the ids.
 * `fallbackId` is for a record that has no id.
 */
export function readEnvelope(
  raw: RawEnvelope,
  at: number | BadTime,
  fallbackId: string,
  counters: DecodeCounters,
): Envelope | BadEnvelope {
  const id = readId(raw.id);
  const user = readId(raw.user);
  const tenant = readId(raw.tenant);
  const refuse = (code: RejectionCode, field: string | null): BadEnvelope => ({
    // A refusal names the record as far as it can: by the id and tenant that it has, or would have been given.
    ...('text' in id ? { id: id.text } : id.code === 'missing' ? { id: fallbackId } : {}),
    ...('text' in user ? { user: user.text } : {}),
    ...('text' in tenant
      ? { tenant: tenant.text }
      : tenant.code === 'missing'
        ? { tenant: DEFAULT_TENANT }
        : {}),
    code,
    field,
  });
  if (!('text' in user)) {
    if (user.code === 'missing' || raw.user === '') return refuse('missing_user', null);
    return refuse(user.code, 'user');
  }
  if (typeof at === 'string') return refuse(at, null);
  if (!('text' in id) && id.code !== 'missing') return refuse(id.code, 'id');
  if (!('text' in tenant) && tenant.code !== 'missing') return refuse(tenant.code, 'tenant');
  return {
    at,
    id: 'text' in id ? id.text : fallbackId,
    user: user.text,
    tenant: 'text' in tenant ? tenant.text : DEFAULT_TENANT,
    session: readOptional(raw.session, counters),
    device: readOptional(raw.device, counters),
  };
}

function readOptional(raw: unknown, counters: DecodeCounters): string | null {
  if (raw === undefined || raw === null) return null;
  if (typeof raw === 'string' && isStorable(raw)) return toNfc(raw);
  counters.missingFields++;
  return null;
}
