import type { Span } from '@nudge/dsl';
import type { Comparison, Value, ValueKind } from '@nudge/engine';
import { MIRROR } from '../comparisons.ts';
import type { IrExpr, IrOperator, IrType } from '../ir.ts';
import { irType } from './types.ts';

/** Small constructors that fill in types, so that lowering reads as what it says. */

export function constant(value: Value, kind: ValueKind, span: Span): IrExpr {
  return { op: 'const', value, type: irType(kind, value === null), span };
}

export function call(operator: IrOperator, kind: ValueKind, args: readonly IrExpr[], span: Span): IrExpr {
  const optional = MAY_BE_MISSING.has(operator) || args.some((arg) => arg.type.optional);
  return { op: 'call', operator, args, type: irType(kind, optional), span };
}

/** Operators that give nothing for some operands that are there: a divisor of zero. */
const MAY_BE_MISSING: ReadonlySet<IrOperator> = new Set(['divide', 'divInt', 'modInt']);

export const CONDITION: IrType = irType('bool', false);

export function compare(test: Comparison, left: IrExpr, right: IrExpr, span: Span): IrExpr {
  const [l, r] = unify(left, right);
  const turning = turningPoint(l, r);
  if (turning !== null) return { op: 'nowCompare', test, ...turning, type: CONDITION, span };
  const mirrored = turningPoint(r, l);
  if (mirrored !== null) return { op: 'nowCompare', test: MIRROR[test], ...mirrored, type: CONDITION, span };
  return { op: 'compare', test, left: l, right: r, type: CONDITION, span };
}

type TurningPoint = Pick<Extract<IrExpr, { op: 'nowCompare' }>, 'base' | 'offset' | 'clamped'>;

/**
 * `now`, `now - since` (a timestamp) and `now - gap` (a duration) on one side, and something free of `now` on the
 * other, are one instant to compare with: base + offset.
 */
function turningPoint(side: IrExpr, other: IrExpr): TurningPoint | null {
  if (side.op === 'now') return { base: other, offset: constant(0, 'duration', side.span), clamped: false };
  if (side.op !== 'call' || side.args[0]?.op !== 'now') return null;
  const subtrahend = side.args[1] as IrExpr;
  if (side.operator === 'diffTime') return { base: subtrahend, offset: other, clamped: false };
  if (side.operator === 'subTime') return { base: other, offset: subtrahend, clamped: true };
  return null;
}

export function all(operands: readonly IrExpr[], span: Span): IrExpr {
  return { op: 'and', operands, type: CONDITION, span };
}

/** An expression where a condition is wanted: a bool that may be missing counts as false. */
export function asCondition(expr: IrExpr): IrExpr {
  return expr.type.optional ? { op: 'truth', value: expr, type: CONDITION, span: expr.span } : expr;
}

/** Widens ints to decimals where the other side is one (language, Types and values). */
export function unify(left: IrExpr, right: IrExpr): readonly [IrExpr, IrExpr] {
  if (left.type.kind === 'int' && right.type.kind === 'decimal') return [widen(left), right];
  if (left.type.kind === 'decimal' && right.type.kind === 'int') return [left, widen(right)];
  return [left, right];
}

export function widen(expr: IrExpr): IrExpr {
  if (expr.op === 'list') {
    return { ...expr, items: expr.items.map(widen) };
  }
  return expr.type.kind === 'int' ? call('widen', 'decimal', [expr], expr.span) : expr;
}

/** Widens where a decimal is wanted. */
export function fit(expr: IrExpr, kind: ValueKind): IrExpr {
  return kind === 'decimal' ? widen(expr) : expr;
}
