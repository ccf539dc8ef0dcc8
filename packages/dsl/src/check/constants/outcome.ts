import type { ConstValue, Type } from '../program.ts';

/**
 * What is known of an expression's value before it runs: the value itself, that it is missing, or nothing.
 * `kind` is that of the value's type; numbers are in the run-time representation of that type.
 */
export type Outcome = Known | Unknown;

export interface Known {
  readonly known: true;
  readonly kind: Type['kind'];
  /** Absent: the value is missing. */
  readonly value?: ConstValue;
}

export interface Unknown {
  readonly known: false;
}

export const UNKNOWN_OUTCOME: Unknown = { known: false };
export const MISSING: Known = { known: true, kind: 'unknown' };
const TRUE: Known = { known: true, kind: 'bool', value: true };
export const FALSE: Known = { known: true, kind: 'bool', value: false };

export function truth(value: boolean): Known {
  return value ? TRUE : FALSE;
}

/** A condition counts as false where it is missing. */
export function isTrue(outcome: Outcome): boolean {
  return outcome.known && outcome.value === true;
}

export function isFalse(outcome: Outcome): boolean {
  return outcome.known && outcome.value !== true;
}
