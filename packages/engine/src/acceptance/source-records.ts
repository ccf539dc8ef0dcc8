import type {
  ColumnPath,
  EventAttribute,
  Manifest,
  SourceConditionSchema,
  SourceMappingSchema,
  SourceSchema,
} from '../contract/manifest.ts';
import { parseDecimalText, parseJsonNumber } from '../values/decimal-text.ts';
import { toNfc } from '../values/strings.ts';
import { cellAt } from './csv-input.ts';
import type { DecodeCounters, Decoded, RawRecord } from './decoded.ts';
import { readTime } from './envelope.ts';
import { decodeRecord, rejected } from './events.ts';
import { readCellValue, readJsonValue } from './field-value.ts';
import type { FieldInput } from './fields.ts';
import { parseJsonObject, valueAtPath } from './json-input.ts';

/** Decodes foreign records as one `source` of the project maps them. */
export type SourceDecoder = (raw: RawRecord, untilMs: number) => Decoded;

/** A foreign record, whatever its form: what stands in a column or at a path; `undefined` where nothing does. */
interface Columns {
  readonly text: boolean;
  at(path: ColumnPath): unknown;
}

export function createSourceDecoder(
  manifest: Manifest,
  source: SourceSchema,
  counters: DecodeCounters,
): SourceDecoder {
  const attributes = new Map(source.attributes.map((attribute) => [attribute.name, attribute]));
  const zone = attributes.get('at')?.zone ?? 'UTC';
  return (raw, untilMs) => {
    const columns = columnsOf(raw);
    if (columns === null) return rejected('bad_json', null);
    const attribute = (name: EventAttribute): unknown => {
      const column = attributes.get(name)?.column;
      return column === undefined ? undefined : columns.at(column);
    };
    const at = readTime(attribute('at'), zone);
    if (typeof at === 'number' && at > untilMs) return { kind: 'absent' };
    const mapping = source.mappings.find(({ conditions }) => conditions.every((c) => holds(c, columns)));
    if (mapping === undefined) return { kind: 'ignored' };
    const envelope = {
      id: attribute('id'),
      user: attribute('user'),
      tenant: attribute('tenant'),
      session: attribute('session'),
      device: attribute('device'),
    };
    const fields = mappedFields(mapping, columns, zone);
    return decodeRecord(manifest, mapping.target, envelope, at, fields, raw.origin, counters);
  };
}

function columnsOf(raw: RawRecord): Columns | null {
  if (raw.kind === 'csv') return { text: true, at: (path) => cellAt(raw, path.join('.')) };
  const json = parseJsonObject(raw.text);
  return json === null ? null : { text: false, at: (path) => valueAtPath(json, path) };
}

function mappedFields(mapping: SourceMappingSchema, columns: Columns, zone: string): FieldInput {
  const from = (name: string): SourceMappingSchema['fields'][number]['from'] | undefined =>
    mapping.fields.find((field) => field.name === name)?.from;
  return {
    read: (name, type) => {
      const origin = from(name);
      if (origin === undefined) return null;
      if ('value' in origin) return { value: origin.value };
      const value = columns.at(origin.column);
      if (value === undefined || value === null) return null;
      return columns.text ? readCellValue(value as string, type, zone) : readJsonValue(value, type, zone);
    },
    isNull: (name) => {
      const origin = from(name);
      return origin !== undefined && 'column' in origin && columns.at(origin.column) === null;
    },
    // A foreign record has columns of its own; only what is mapped is looked at.
    names: () => [],
  };
}

/** As in the language, a comparison with something missing is false, `!=` too. */
function holds(condition: SourceConditionSchema, columns: Columns): boolean {
  const found = columns.at(condition.column);
  const missing = found === undefined || found === null;
  switch (condition.test) {
    case 'present':
      return !missing;
    case 'missing':
      return missing;
    case '=':
    case 'in':
      return !missing && condition.values.some((value) => equals(found, value, columns.text));
    case '!=':
      return !missing && !condition.values.some((value) => equals(found, value, columns.text));
  }
}

function equals(found: unknown, value: SourceConditionSchema['values'][number], text: boolean): boolean {
  if (typeof value === 'string') return typeof found === 'string' && toNfc(found) === value;
  if (typeof value === 'boolean') return text ? found === String(value) : found === value;
  const read =
    typeof found === 'number' ? parseJsonNumber(found) : text ? parseDecimalText(found as string) : null;
  const wanted = parseDecimalText(value.number);
  return (
    read !== null &&
    read !== 'out_of_range' &&
    wanted !== null &&
    wanted !== 'out_of_range' &&
    read.scaled === wanted.scaled
  );
}
