import type { EventFieldRef, Value } from '@nudge/engine';
import type { IrExpr } from '../ir.ts';
import { widenInt } from '../limits.ts';

/** How an expression names the event: a filter's is its `row`, a trigger's the `event`. */
export type EventSide = 'row' | 'event';

/** A field of the event, as a comparison sees it. */
export interface Subject {
  readonly field: EventFieldRef;
  /** The decimal that an int field becomes. */
  readonly widened: boolean;
  /** What stands for it where it is missing (`??`); `null`: nothing. */
  readonly fallback: Value;
}

export function subjectOf(expr: IrExpr, side: EventSide): Subject | null {
  if (expr.op === 'coalesce') {
    const left = subjectOf(expr.left, side);
    if (left === null || left.fallback !== null || expr.right.op !== 'const') return null;
    return { ...left, fallback: expr.right.value };
  }
  if (expr.op === 'call' && expr.operator === 'widen') {
    const inner = expr.args[0] === undefined ? null : subjectOf(expr.args[0], side);
    if (inner === null || inner.widened) return null;
    return { ...inner, widened: true, fallback: widen(inner.fallback) };
  }
  if (expr.op !== side || expr.type.kind === 'list') return null;
  return { field: expr.field, widened: false, fallback: null };
}

function widen(value: Value): Value {
  return typeof value === 'number' ? widenInt(value) : value;
}
