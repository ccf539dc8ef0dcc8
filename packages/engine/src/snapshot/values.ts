import type { EventSchema, Value } from '../contract/manifest.ts';
import type { Row } from '../contract/rules.ts';
import type { Exact } from '../values/exact-sum.ts';
import { type ByteReader, type ByteWriter, SnapshotError } from './bytes.ts';

const TAG = { missing: 0, false: 1, true: 2, positive: 3, negative: 4, text: 5, list: 6, bigint: 7 } as const;

/** What stands before a number that is not below zero. */
export const POSITIVE: number = TAG.positive;

export function writeValue(out: ByteWriter, value: Value | bigint): void {
  if (value === null) {
    out.byte(TAG.missing);
    return;
  }
  switch (typeof value) {
    case 'boolean':
      out.byte(value ? TAG.true : TAG.false);
      break;
    case 'number':
      out.byte(value < 0 ? TAG.negative : TAG.positive);
      out.varint(Math.abs(value));
      break;
    case 'string':
      out.byte(TAG.text);
      out.text(value);
      break;
    case 'bigint':
      out.byte(TAG.bigint);
      out.text(value.toString());
      break;
    default:
      out.byte(TAG.list);
      out.varint(value.length);
      for (const item of value) writeValue(out, item);
  }
}

function readAny(input: ByteReader): Value | bigint {
  const tag = input.byte();
  switch (tag) {
    case TAG.missing:
      return null;
    case TAG.false:
      return false;
    case TAG.true:
      return true;
    case TAG.positive:
      return input.varint();
    case TAG.negative:
      return -input.varint();
    case TAG.text:
      return input.text();
    case TAG.bigint:
      return readBigint(input.text());
    case TAG.list:
      return readMany(input, readValue);
    default:
      throw new SnapshotError(`the snapshot holds a value of unknown kind ${tag}`);
  }
}

function readBigint(text: string): bigint {
  if (!/^-?\d+$/.test(text)) throw new SnapshotError('the snapshot holds a sum that is no number');
  return BigInt(text);
}

export function readValue(input: ByteReader): Value {
  const value = readAny(input);
  if (typeof value === 'bigint') throw new SnapshotError('the snapshot holds a sum where a value belongs');
  return value;
}

export function readExact(input: ByteReader): Exact {
  const value = readAny(input);
  if (typeof value !== 'bigint' && typeof value !== 'number')
    throw new SnapshotError('the snapshot lacks a sum');
  return value;
}

export function writeMany<T>(
  out: ByteWriter,
  items: readonly T[],
  write: (out: ByteWriter, item: T) => void,
): void {
  out.varint(items.length);
  for (const item of items) write(out, item);
}

export function readMany<T>(input: ByteReader, read: (input: ByteReader) => T): T[] {
  const items: T[] = [];
  for (let n = input.varint(); n > 0; n--) items.push(read(input));
  return items;
}

/** Fields go by name, so that a field added to an event later does not shift the others. */
export function writeRow(out: ByteWriter, row: Row, schema: EventSchema): void {
  out.text(row.id);
  out.instant(row.at);
  writeValue(out, row.session);
  writeValue(out, row.device);
  const present = schema.fields.flatMap(({ name }, i) => {
    const value = row.values[i] ?? null;
    return value === null ? [] : [{ name, value }];
  });
  writeMany(out, present, (o, { name, value }) => {
    o.text(name);
    writeValue(o, value);
  });
}

/** `schema` is `null` for a row that is only passed over. */
export function readRow(input: ByteReader, schema: EventSchema | null, tenant: string, user: string): Row {
  const id = input.text();
  const at = input.instant();
  const session = readValue(input) as string | null;
  const device = readValue(input) as string | null;
  const fields = new Map(readMany(input, (i) => [i.text(), readValue(i)] as const));
  return {
    id,
    at,
    user,
    tenant,
    session,
    device,
    values: (schema?.fields ?? []).map(({ name }) => fields.get(name) ?? null),
  };
}
