import type { Expr, Program, SegmentSymbol } from '@nudge/dsl';
import { childrenOf } from './children.ts';

/** What a condition's value may turn with, besides events and comparisons with `now`. */
export interface Dependence {
  /** Of all windows through which it looks, its metrics' included. */
  readonly windowsMs: readonly number[];
  readonly segments: readonly SegmentSymbol[];
}

export function dependenceOf(condition: Expr, program: Program): Dependence {
  const windowsMs = new Set<number>();
  const segments = new Set<SegmentSymbol>();
  const visit = (expr: Expr): void => {
    if (expr.kind === 'aggregate' || expr.kind === 'did') {
      const windowMs = program.aggregates.get(expr)?.windowMs;
      if (windowMs !== undefined) windowsMs.add(windowMs);
    }
    // A function sees its parameters only, so what it depends on stands in the arguments.
    if (expr.kind === 'ref') {
      const ref = program.refs.get(expr.path);
      if (ref?.kind === 'metric') visit(ref.symbol.decl.value);
      if (ref?.kind === 'segment') segments.add(ref.symbol);
    }
    for (const child of childrenOf(expr)) visit(child);
  };
  visit(condition);
  return { windowsMs: [...windowsMs], segments: [...segments] };
}
