import type { AggregateExpr, DidExpr, Expr } from '@nudge/dsl';
import { withoutParens } from './children.ts';
import { refOf, type Walk } from './looked-at.ts';

/** Notes an aggregate or a `did`, apart from what is inside its `where`. */
export function ofAggregate(walk: Walk, expr: AggregateExpr | DidExpr): void {
  const { found, program } = walk;
  const where = expr.where !== undefined;
  if (expr.kind === 'did') {
    found.add(`did${expr.negated ? ' not' : ''}${where ? ' where' : ''}`);
    if (expr.within !== undefined) ofSpan(walk, expr.within);
    return;
  }
  const ever = expr.window?.kind === 'ever';
  found.add(`${expr.fn} ${where ? 'where ' : ''}${ever ? 'ever' : 'over'}`);
  if (expr.window?.kind === 'over') ofSpan(walk, expr.window.duration);
  const field = program.aggregates.get(expr)?.field;
  if (field === undefined) return;
  const kind = typeof field !== 'string' ? field.type.kind : field === 'at' ? 'timestamp' : 'string';
  if (kind !== 'int' && kind !== 'decimal') found.add(`aggregate of ${kind}`);
}

/** The length of a window, of a `for`, of a clause. */
export function ofSpan(walk: Walk, outer: Expr): void {
  const expr = withoutParens(outer);
  if (refOf(walk, expr)?.kind === 'const') walk.found.add('constant duration');
  else if (expr.kind !== 'duration') walk.found.add('computed duration');
}
