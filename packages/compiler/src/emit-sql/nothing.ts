import type { Comparison, Value } from '@nudge/engine';
import type { IrExpr, IrProgram } from '../ir.ts';

/** A value that is the same whatever the profile and the instant are; or not known. */
type Known = { readonly value: Value } | null;

const MISSING: Known = { value: null };
const NO: Known = { value: false };

/**
 * Whether a segment may be true of a user of whom no event is in any window. If not, its members are found among the
 * users of those events, and nobody else need be looked at.
 */
export function mayHoldOnNothing(program: IrProgram, segment: number): boolean {
  const spec = program.segments[segment];
  return spec !== undefined && valueOnNothing(program, spec.condition)?.value !== false;
}

function valueOnNothing(program: IrProgram, expr: IrExpr): Known {
  const of = (part: IrExpr): Known => valueOnNothing(program, part);
  switch (expr.op) {
    case 'const':
      return { value: expr.value };
    case 'profile':
    case 'row':
    case 'event':
    case 'now':
    case 'list':
      return null;
    case 'aggregate':
      return aggregateOfNothing(program, expr.aggregate);
    case 'member':
      return mayHoldOnNothing(program, expr.segment) ? null : NO;
    case 'call': {
      const args = expr.args.map(of);
      if (args.some((arg) => arg?.value === null)) return MISSING;
      return expr.operator === 'widen' && args[0]?.value === 0 ? { value: 0 } : null;
    }
    case 'coalesce': {
      const left = of(expr.left);
      return left?.value === null ? of(expr.right) : left;
    }
    case 'compare': {
      const [left, right] = [of(expr.left), of(expr.right)];
      if (left?.value === null || right?.value === null) return NO;
      return left === null || right === null ? null : { value: compares(expr.test, left.value, right.value) };
    }
    case 'nowCompare':
      return [expr.base, expr.offset].some((part) => of(part)?.value === null) ? NO : null;
    case 'oneOf':
      return of(expr.value)?.value === null ? NO : null;
    case 'stringTest':
      return [expr.value, expr.pattern].some((part) => of(part)?.value === null) ? NO : null;
    case 'present': {
      const value = of(expr.value);
      return value === null ? null : { value: (value.value === null) === expr.negated };
    }
    case 'truth': {
      const value = of(expr.value);
      return value === null ? null : { value: value.value === true };
    }
    case 'not': {
      const value = of(expr.operand);
      return value === null ? null : { value: value.value !== true };
    }
    case 'and':
    case 'or': {
      const deciding = expr.op === 'or';
      const values = expr.operands.map(of);
      if (values.some((value) => value?.value === deciding)) return { value: deciding };
      return values.includes(null) ? null : { value: !deciding };
    }
    default:
      return neverExpr(expr);
  }
}

function aggregateOfNothing(program: IrProgram, id: number): Known {
  switch (program.aggregates[id]?.function) {
    case 'count':
    case 'sum':
    case 'distinct':
      return { value: 0 };
    default:
      return MISSING;
  }
}

function compares(test: Comparison, a: Value, b: Value): boolean {
  const [x, y] = [a as number, b as number];
  switch (test) {
    case 'eq':
      return a === b;
    case 'ne':
      return a !== b;
    case 'lt':
      return x < y;
    case 'le':
      return x <= y;
    case 'gt':
      return x > y;
    case 'ge':
      return x >= y;
  }
}

function neverExpr(expr: never): never {
  throw new Error(`unknown expression ${JSON.stringify(expr)}`);
}
