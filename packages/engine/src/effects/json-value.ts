import type { Value, ValueKind } from '../contract/manifest.ts';
import { decimalToJson } from '../values/decimal-text.ts';
import { formatInstant } from '../values/time.ts';

/** A run-time value as canonical JSON text: `25.5`, `"2026-03-02T10:00:00.000Z"`, `null` where it is missing. `of` is for lists. */
export function valueToJson(value: Value, kind: ValueKind, of: ValueKind = 'string'): string {
  if (value === null) return 'null';
  switch (kind) {
    case 'list':
      return `[${(value as readonly Value[]).map((item) => valueToJson(item, of)).join(',')}]`;
    case 'decimal':
      return decimalToJson(value as number);
    case 'timestamp':
      return JSON.stringify(formatInstant(value as number));
    default:
      return JSON.stringify(value);
  }
}
