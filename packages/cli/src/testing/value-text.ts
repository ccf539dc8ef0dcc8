import type { ConstValue, Expr, Program, Type } from '@nudge/dsl';
import { DECIMAL_ONE, decimalToJson, formatInstant, type Value } from '@nudge/engine';

/**
 * The value of a constant expression of a test, in the run-time form of the type that is wanted there: an int may
 * stand where a decimal is expected.
 */
export function constantOf(program: Program, expr: Expr, wanted: Type): Value {
  const value = program.constants.get(expr);
  // The checker gives every such expression a value; a program with errors is not run.
  if (value === undefined) throw new Error('an expression of a test has no value');
  return widened(value, program.types.get(expr), wanted);
}

function widened(value: ConstValue, type: Type | undefined, wanted: Type): Value {
  if (type?.kind === 'list' && wanted.kind === 'list' && Array.isArray(value)) {
    return value.map((item: ConstValue) => widened(item, type.of, wanted.of));
  }
  if (type?.kind === 'int' && wanted.kind === 'decimal' && typeof value === 'number')
    return value * DECIMAL_ONE;
  return value;
}

/** A value as an author would write it. */
export function valueText(value: Value, type: Type): string {
  if (value === null) return 'missing';
  switch (type.kind) {
    case 'decimal':
      return decimalToJson(value as number);
    case 'timestamp':
      return formatInstant(value as number);
    case 'duration':
      return durationText(value as number);
    case 'list':
      return `[${(value as readonly Value[]).map((item) => valueText(item, type.of)).join(', ')}]`;
    default:
      return JSON.stringify(value);
  }
}

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
] as const;

/** `1d12h`, `90s` as `1m30s`, nothing as `0s`. */
export function durationText(ms: number): string {
  let text = ms < 0 ? '-' : '';
  let rest = Math.abs(ms);
  for (const [unit, unitMs] of units) {
    const count = Math.floor(rest / unitMs);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * unitMs;
  }
  return text === '' ? '0s' : text;
}
