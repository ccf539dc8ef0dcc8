import type { EventSchema, FieldSchema, FieldType, Manifest, Value } from '../contract/manifest.ts';
import type { DecodeCounters } from './decoded.ts';
import type { BadValue, ReadValue } from './field-value.ts';

/**
 * A record's data, whatever its form. `read` gives `null` where there is nothing, and otherwise the value or what is
 * wrong with it; `names` are all names that the data has, for counting those that mean nothing.
 */
export interface FieldInput {
  read(name: string, type: FieldType): ReadValue | null;
  /** JSON's null, which clears a profile field where an absent one leaves it. */
  isNull(name: string): boolean;
  names(): readonly string[];
}

export interface BadField {
  readonly code: BadValue | 'missing_field';
  readonly field: string;
}

const STRING: FieldType = { kind: 'string' };
const BOOL: FieldType = { kind: 'bool' };

/** The values of an event's fields in the order of the schema, or the first bad one in that order. */
export function readEventFields(
  schema: EventSchema,
  input: FieldInput,
  counters: DecodeCounters,
): { readonly values: readonly Value[] } | BadField {
  const values = blankValues(schema.fields.length);
  for (let i = 0; i < schema.fields.length; i++) {
    const field = schema.fields[i] as FieldSchema;
    const read = input.read(field.name, field.type);
    if (read !== null && 'value' in read) {
      values[i] = read.value;
      continue;
    }
    if (!field.optional) return { code: read === null ? 'missing_field' : read.bad, field: field.name };
    if (read !== null) counters.missingFields++;
  }
  countUnknown(schema.fields, input, counters);
  return { values };
}

/** A row's values that are all missing. An array that has held null is of V8's kind for any value, so all rows are of one kind. */
export function blankValues(count: number): Value[] {
  const values: Value[] = [];
  for (let i = 0; i < count; i++) values.push(null);
  return values;
}

/** The writes of a `user.updated`; one bad value rejects all of them (semantics, rule 5). */
export function readProfileWrites(
  fields: readonly FieldSchema[],
  input: FieldInput,
  counters: DecodeCounters,
): { readonly writes: readonly (readonly [number, Value])[] } | BadField {
  const writes: (readonly [number, Value])[] = [];
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i] as FieldSchema;
    const read = input.read(field.name, field.type);
    if (read === null) {
      if (input.isNull(field.name)) writes.push([i, null]);
      continue;
    }
    if ('bad' in read) return { code: read.bad, field: field.name };
    writes.push([i, read.value]);
  }
  countUnknown(fields, input, counters);
  return { writes };
}

export function readConsent(
  manifest: Manifest,
  input: FieldInput,
): { readonly purpose: number; readonly granted: boolean } | BadField {
  const purpose = input.read('purpose', STRING);
  if (purpose === null) return { code: 'missing_field', field: 'purpose' };
  if ('bad' in purpose) return { code: purpose.bad, field: 'purpose' };
  const id = manifest.purposes.indexOf(purpose.value as string);
  if (id < 0) return { code: 'unknown_value', field: 'purpose' };
  const granted = input.read('granted', BOOL);
  if (granted === null) return { code: 'missing_field', field: 'granted' };
  if ('bad' in granted) return { code: granted.bad, field: 'granted' };
  return { purpose: id, granted: granted.value as boolean };
}

function countUnknown(fields: readonly FieldSchema[], input: FieldInput, counters: DecodeCounters): void {
  const names = input.names();
  if (names.length === 0) return;
  for (const name of names) if (!fields.some((field) => field.name === name)) counters.unknownFields++;
}
