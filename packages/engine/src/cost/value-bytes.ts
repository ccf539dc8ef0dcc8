import type { EventFieldRef, EventSchema, FieldType } from '../contract/manifest.ts';
import { utf8Length } from '../snapshot/bytes.ts';
import { DECIMAL_ONE } from '../values/numbers.ts';
import type { CostAssumptions } from './assumptions.ts';
import { evenVarintBytes, varintBytes } from './varint-bytes.ts';

/** Every value has a byte before it that says of which kind it is. */
const TAG = 1;

/** An instant of these years as it stands, not as a distance. */
export const INSTANT_BYTES: number = varintBytes(Date.UTC(2030, 0));

export function textBytes(length: number): number {
  return varintBytes(length) + length;
}

/** Expected bytes of a value that is there. */
export function valueBytes(type: FieldType, assumptions: CostAssumptions): number {
  switch (type.kind) {
    case 'bool':
      return TAG;
    case 'int':
    case 'decimal':
      return TAG + evenVarintBytes(greatest(type.kind, assumptions));
    case 'timestamp':
      return TAG + INSTANT_BYTES;
    case 'string':
    case 'timezone':
      return TAG + textBytes(assumptions.textBytes);
    case 'enum':
      return TAG + average(type.members.map((member) => textBytes(utf8Length(member))));
    case 'list':
      return TAG + 1 + assumptions.listItems * valueBytes(type.of, assumptions);
  }
}

/** Of numbers, in their run-time form. */
export function greatest(kind: 'int' | 'decimal', { numberMax }: CostAssumptions): number {
  return kind === 'decimal' ? numberMax * DECIMAL_ONE : numberMax;
}

/** How many values there may be at all. */
export function valuesOf(type: FieldType, assumptions: CostAssumptions): number {
  switch (type.kind) {
    case 'bool':
      return 2;
    case 'enum':
      return type.members.length;
    case 'int':
    case 'decimal':
      return greatest(type.kind, assumptions) + 1;
    default:
      return Infinity;
  }
}

/** Attributes are texts, save the instant. */
export function typeOf({ fields }: EventSchema, field: EventFieldRef): FieldType {
  if (typeof field === 'number') return fields[field]?.type ?? { kind: 'string' };
  return { kind: field === 'at' ? 'timestamp' : 'string' };
}

export function fieldBytes(event: EventSchema, field: EventFieldRef, assumptions: CostAssumptions): number {
  if (field === 'id') return TAG + textBytes(assumptions.eventIdBytes);
  if (field === 'user') return TAG + textBytes(assumptions.userIdBytes);
  return valueBytes(typeOf(event, field), assumptions);
}

/** A whole event with all its fields; see `writeRow`. */
export function rowBytes({ fields }: EventSchema, assumptions: CostAssumptions): number {
  const attribute = TAG + textBytes(assumptions.textBytes);
  return fields.reduce(
    (sum, { name, type }) => sum + textBytes(utf8Length(name)) + valueBytes(type, assumptions),
    textBytes(assumptions.eventIdBytes) + INSTANT_BYTES + 2 * attribute + varintBytes(fields.length),
  );
}

function average(numbers: readonly number[]): number {
  return numbers.reduce((sum, n) => sum + n, 0) / Math.max(1, numbers.length);
}
