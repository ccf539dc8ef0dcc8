import type { Comparison, EventFieldRef, MatchCondition, Value } from '@nudge/engine';
import { DECIMAL_MAX, DECIMAL_ONE } from '../limits.ts';
import type { Subject } from './match-subject.ts';

const NEVER: MatchCondition = { op: 'or', operands: [] };

/** `condition` is false where the field is missing; `otherwise` is what holds of its fallback. */
function withFallback({ field }: Subject, condition: MatchCondition, otherwise: boolean): MatchCondition {
  if (!otherwise) return condition;
  return { op: 'or', operands: [condition, { op: 'not', operand: { op: 'present', field } }] };
}

/** A comparison of a field with a constant; `null`: it is not one that an index answers. */
export function compared(test: Comparison, subject: Subject | null, value: Value): MatchCondition | null {
  if (subject === null) return null;
  if (value === null) return NEVER;
  const condition = comparedField(test, subject, value);
  const { fallback } = subject;
  if (condition === null || fallback === null) return condition;
  return withFallback(subject, condition, TESTS[test](fallback, value));
}

const TESTS: Readonly<Record<Comparison, (a: NonNullable<Value>, b: NonNullable<Value>) => boolean>> = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
};

function comparedField(test: Comparison, subject: Subject, value: NonNullable<Value>): MatchCondition | null {
  const { field } = subject;
  switch (test) {
    case 'eq':
      return equal(subject, value);
    case 'ne': {
      const same = equal(subject, value);
      return same === null ? null : presentAndNot(field, same);
    }
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
      return typeof value === 'number' ? ordered(test, subject, value) : null;
    default:
      return neverComparison(test);
  }
}

function equal({ field, widened }: Subject, value: Value): MatchCondition | null {
  if (!isScalar(value)) return null;
  if (!widened || typeof value !== 'number') return { op: 'in', field, values: [value] };
  // Not one value where widening clamps: all ints beyond become the greatest decimal.
  return { op: 'between', field, low: least(value), high: greatest(value) };
}

/** Values are whole numbers at run time, so that "less than" ends one below. */
function ordered(
  test: 'lt' | 'le' | 'gt' | 'ge',
  { field, widened }: Subject,
  value: number,
): MatchCondition {
  const up = test === 'gt' || test === 'ge';
  const edge = test === 'lt' ? value - 1 : test === 'gt' ? value + 1 : value;
  const low = up ? (widened ? least(edge) : edge) : null;
  const high = up ? null : widened ? greatest(edge) : edge;
  return { op: 'between', field, low, high };
}

/** The least int that is at least `decimal` when it is widened; `null`: all are. */
function least(decimal: number): number | null {
  if (decimal <= -DECIMAL_MAX) return null;
  // No int becomes more than the greatest decimal.
  return decimal > DECIMAL_MAX ? Number.MAX_SAFE_INTEGER + 1 : Math.ceil(decimal / DECIMAL_ONE) + 0;
}

function greatest(decimal: number): number | null {
  if (decimal >= DECIMAL_MAX) return null;
  return decimal < -DECIMAL_MAX ? -Number.MAX_SAFE_INTEGER - 1 : Math.floor(decimal / DECIMAL_ONE) + 0;
}

/** `in` and `not in` a list of constants. */
export function listed(
  subject: Subject | null,
  constants: readonly Value[] | null,
  negated: boolean,
): MatchCondition | null {
  if (subject === null || constants === null) return null;
  if (negated && constants.includes(null)) return NEVER;
  const values = constants.filter((value) => value !== null);
  if (!values.every(isScalar)) return null;
  const { field, widened, fallback } = subject;
  // At the ends one decimal stands for many ints.
  if (widened && values.some((value) => Math.abs(Number(value)) >= DECIMAL_MAX)) return null;
  const ints = values.flatMap((value) => {
    if (!widened || typeof value !== 'number') return [value];
    return value % DECIMAL_ONE === 0 ? [value / DECIMAL_ONE] : [];
  });
  const one: MatchCondition = { op: 'in', field, values: ints };
  const otherwise = fallback !== null && values.some((value) => value === fallback) !== negated;
  return withFallback(subject, negated ? presentAndNot(field, one) : one, otherwise);
}

function presentAndNot(field: EventFieldRef, condition: MatchCondition): MatchCondition {
  return {
    op: 'and',
    operands: [
      { op: 'present', field },
      { op: 'not', operand: condition },
    ],
  };
}

function isScalar(value: Value): value is string | boolean | number {
  return typeof value !== 'object';
}

function neverComparison(test: never): never {
  throw new Error(`unknown comparison ${String(test)}`);
}
