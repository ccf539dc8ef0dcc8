import type { FieldType, Value } from '../contract/manifest.ts';
import type { RejectionCode } from '../effects/effect.ts';
import { parseDecimalText, parseJsonNumber } from '../values/decimal-text.ts';
import { INT_MAX } from '../values/numbers.ts';
import { isStorable, toNfc } from '../values/strings.ts';
import { INSTANT_MAX, INSTANT_MIN, parseInstant } from '../values/time.ts';
import { isZone } from '../values/zones/zones.ts';

/** Why a value was not taken. */
export type BadValue = Extract<RejectionCode, 'wrong_type' | 'out_of_range' | 'unknown_value' | 'bad_string'>;

export type ReadValue = { readonly value: Value } | { readonly bad: BadValue };

const bad = (code: BadValue): ReadValue => ({ bad: code });
const WRONG_TYPE = bad('wrong_type');
const OUT_OF_RANGE = bad('out_of_range');
const UNKNOWN_VALUE = bad('unknown_value');
const BAD_STRING = bad('bad_string');

/**
 * A JSON value as a field of the given type (semantics, rules 5 and 6). `zone` reads times without an offset.
 * `undefined` and null are the caller's: they mean that the value is missing.
 */
export function readJsonValue(json: unknown, type: FieldType, zone: string): ReadValue {
  switch (type.kind) {
    case 'bool':
      return typeof json === 'boolean' ? { value: json } : WRONG_TYPE;
    case 'int':
      return typeof json === 'number' ? readInt(json) : WRONG_TYPE;
    case 'decimal':
      return readDecimal(json);
    case 'timestamp':
      return readTimestamp(json, zone);
    case 'string':
    case 'timezone':
    case 'enum':
      return typeof json === 'string' ? readString(json, type) : WRONG_TYPE;
    case 'list':
      return readList(json, type.of, zone);
  }
}

/** A whole number, as JSON's `25.0` is one. A fraction that is not zero is another type, however small it is. */
const INT_TEXT = /^-?\d+(\.0+)?$/;

/** The text of a CSV cell as a field of the given type. An empty cell is the caller's: it means missing. */
export function readCellValue(cell: string, type: FieldType, zone: string): ReadValue {
  switch (type.kind) {
    case 'bool':
      return cell === 'true' ? { value: true } : cell === 'false' ? { value: false } : WRONG_TYPE;
    case 'int':
      // `Number` of a long run of digits rounds, but only far outside the range.
      return INT_TEXT.test(cell) ? readInt(Number(cell)) : WRONG_TYPE;
    case 'decimal':
      return readDecimal(cell);
    case 'timestamp':
      return readTimestamp(cell, zone);
    case 'string':
    case 'timezone':
    case 'enum':
      return readString(cell, type);
    case 'list':
      return WRONG_TYPE;
  }
}

function readInt(n: number): ReadValue {
  if (!Number.isInteger(n)) return Number.isFinite(n) ? WRONG_TYPE : OUT_OF_RANGE;
  if (Math.abs(n) > INT_MAX) return OUT_OF_RANGE;
  return { value: n === 0 ? 0 : n };
}

function readDecimal(json: unknown): ReadValue {
  const read =
    typeof json === 'number'
      ? parseJsonNumber(json)
      : typeof json === 'string'
        ? parseDecimalText(json)
        : null;
  if (read === null) return WRONG_TYPE;
  return read === 'out_of_range' ? OUT_OF_RANGE : { value: read.scaled };
}

/** ISO 8601 text, or epoch milliseconds as a number. */
function readTimestamp(json: unknown, zone: string): ReadValue {
  if (typeof json === 'number') {
    const ms = Math.trunc(json);
    if (!Number.isFinite(ms) || json < INSTANT_MIN || ms > INSTANT_MAX) return OUT_OF_RANGE;
    return { value: ms === 0 ? 0 : ms };
  }
  if (typeof json !== 'string') return WRONG_TYPE;
  const ms = parseInstant(json, zone);
  if (ms === null) return WRONG_TYPE;
  return ms === 'out_of_range' ? OUT_OF_RANGE : { value: ms };
}

function readString(text: string, type: FieldType): ReadValue {
  if (!isStorable(text)) return BAD_STRING;
  const value = toNfc(text);
  if (type.kind === 'enum' && !type.members.includes(value)) return UNKNOWN_VALUE;
  if (type.kind === 'timezone' && !isZone(value)) return UNKNOWN_VALUE;
  return { value };
}

function readList(json: unknown, of: FieldType, zone: string): ReadValue {
  if (!Array.isArray(json)) return WRONG_TYPE;
  const values: Value[] = [];
  for (const item of json) {
    const read = readJsonValue(item, of, zone);
    if ('bad' in read) return read;
    values.push(read.value);
  }
  return { value: values };
}
