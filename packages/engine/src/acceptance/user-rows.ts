import type { AcceptedEvent } from '../contract/accepted-event.ts';
import type { Manifest, Value } from '../contract/manifest.ts';
import { cellAt, csvFields } from './csv-input.ts';
import { type DecodeCounters, type Decoded, generatedId, type RawRecord } from './decoded.ts';
import { type RawEnvelope, readEnvelope, readTime } from './envelope.ts';
import { rejected } from './events.ts';
import { readProfileWrites } from './fields.ts';
import { jsonFields, memberOf, parseJsonObject } from './json-input.ts';

/** What holds of a user since ever: it does not begin the user and moves no clock. */
export interface UserBase {
  readonly kind: 'base';
  readonly user: string;
  readonly tenant: string;
  readonly writes: readonly (readonly [field: number, value: Value])[];
  readonly purposes: readonly number[];
}

const OWN_COLUMNS = ['user', 'tenant', 'at', 'consents'];

/**
 * Decodes a row of a users file (semantics, rule 8). With `at` it is a `user.updated` and a `user.consent` for each
 * purpose; without, it is what holds since ever.
 */
export function decodeUserRow(
  manifest: Manifest,
  raw: RawRecord,
  untilMs: number,
  counters: DecodeCounters,
): Decoded | UserBase {
  const json = raw.kind === 'json' ? parseJsonObject(raw.text) : null;
  if (raw.kind === 'json' && json === null) return rejected('bad_json', null);
  const column = (name: string): unknown =>
    raw.kind === 'csv' ? cellAt(raw, name) : memberOf(json ?? {}, name);

  const rawAt = column('at') ?? null;
  const at = rawAt === null ? 0 : readTime(rawAt, 'UTC');
  if (rawAt !== null && typeof at === 'number' && at > untilMs) return { kind: 'absent' };
  const rawEnvelope: RawEnvelope = {
    id: undefined,
    user: column('user'),
    tenant: column('tenant'),
    session: undefined,
    device: undefined,
  };
  const envelope = readEnvelope(rawEnvelope, at, `${generatedId(raw.origin)}:00`, counters);
  if ('code' in envelope)
    return rejected(envelope.code, envelope.field, envelope.id, envelope.user, envelope.tenant);
  const { id: rowId, user, tenant } = envelope;

  const fields = raw.kind === 'csv' ? csvFields(raw, OWN_COLUMNS) : jsonFields(json ?? {}, OWN_COLUMNS);
  const read = readProfileWrites(manifest.user, fields, counters);
  if ('code' in read) return rejected(read.code, read.field, rowId, user, tenant);
  const purposes = readPurposes(manifest, column('consents') ?? null, raw.kind === 'csv');
  if (typeof purposes === 'string') {
    const field = purposes === 'unknown_value' ? 'purpose' : 'consents';
    return rejected(purposes, field, rowId, user, tenant);
  }
  if (rawAt === null) return { kind: 'base', user, tenant, writes: read.writes, purposes };

  const row = { ...envelope, values: [] };
  const events: AcceptedEvent[] = [{ kind: 'profile', row, writes: read.writes }];
  purposes.forEach((purpose, i) => {
    const id = `${generatedId(raw.origin)}:${String(i + 1).padStart(2, '0')}`;
    events.push({ kind: 'consent', row: { ...row, id }, purpose, granted: true });
  });
  return { kind: 'events', events };
}

/** Names: a list in JSON; in CSV separated by `;`, where spaces around a name and empty parts count for nothing. */
function readPurposes(
  manifest: Manifest,
  raw: unknown,
  isCsv: boolean,
): readonly number[] | 'wrong_type' | 'unknown_value' {
  if (raw === null) return [];
  const names = isCsv ? splitNames(String(raw)) : raw;
  if (!Array.isArray(names)) return 'wrong_type';
  const purposes: number[] = [];
  for (const name of names) {
    if (typeof name !== 'string') return 'wrong_type';
    const purpose = manifest.purposes.indexOf(name);
    if (purpose < 0) return 'unknown_value';
    purposes.push(purpose);
  }
  return purposes;
}

function splitNames(cell: string): readonly string[] {
  return cell
    .split(';')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
