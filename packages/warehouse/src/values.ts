import type { Value, ValueKind } from '@nudge/engine';

/** A value as a statement gives it: lists as JSON text, the rest in its run-time form. */
export type RawValue = boolean | number | string | null;

/** The text of a value in the table `profile`. */
export function profileText(value: Value): string | null {
  if (value === null || typeof value === 'string') return value;
  return typeof value === 'object' ? listText(value) : String(value);
}

/** A list as it is held everywhere: JSON text of run-time values. */
export function listText(list: readonly Value[]): string {
  return JSON.stringify(list);
}

/** The run-time value that a statement gave. */
export function readValue(raw: RawValue, kind: ValueKind): Value {
  return kind === 'list' && raw !== null ? (JSON.parse(String(raw)) as readonly Value[]) : raw;
}
