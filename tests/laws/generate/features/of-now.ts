import type { Expr } from '@nudge/dsl';
import { childrenOf, withoutParens } from './children.ts';
import { kindOf, type Spot, type Walk } from './looked-at.ts';

/** How an expression uses `now` directly. */
export function ofNow(walk: Walk, expr: Expr, spot: Spot): void {
  if (spot.place === 'fn') return;
  const { found } = walk;
  const children = childrenOf(expr).map(withoutParens);
  const [first, second] = children;
  if (expr.kind === 'between') {
    if (children.some((child) => child.kind === 'now' || isElapsed(child))) found.add('now between');
    return;
  }
  if (!children.some(({ kind }) => kind === 'now')) return;
  if (expr.kind === 'compare') found.add('now compared');
  else if (isElapsed(expr) && second !== undefined && first !== undefined)
    found.add(kindOf(walk, second) === 'duration' ? 'now - duration' : 'now - timestamp');
  else if (spot.place === 'nudge') found.add('free now');
}

function isElapsed(expr: Expr): boolean {
  return expr.kind === 'arithmetic' && expr.operator === '-' && withoutParens(expr.left).kind === 'now';
}
