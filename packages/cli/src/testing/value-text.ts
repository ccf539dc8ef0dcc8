import { type ConstValue, durationText, type Expr, type Program, type Type } from '@nudge/dsl';
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
