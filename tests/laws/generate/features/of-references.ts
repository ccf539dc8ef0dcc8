import type { Expr } from '@nudge/dsl';
import { refOf, type Spot, type Walk } from './looked-at.ts';

type RefExpr = Extract<Expr, { kind: 'ref' }>;

/** Notes what a name refers to, and from where. */
export function ofReference(walk: Walk, expr: RefExpr, spot: Spot): void {
  const { found } = walk;
  const ref = refOf(walk, expr);
  switch (ref?.kind) {
    case 'userField':
      if (ref.field.pii) found.add('pii');
      ofNarrowing(walk, expr, ref.field.type.optional);
      return;
    case 'triggerField':
      if (spot.inWhere) found.add('correlated filter');
      else if (expr.path.parts.length > 1) found.add('triggering event');
      if (typeof ref.field !== 'string') {
        if (ref.field.pii) found.add('pii');
        ofNarrowing(walk, expr, ref.field.type.optional);
      }
      return;
    case 'rowField':
      if (typeof ref.field !== 'string') ofNarrowing(walk, expr, ref.field.type.optional);
      return;
    case 'param':
      ofNarrowing(walk, expr, ref.symbol.type.optional);
      return;
    case 'const':
      found.add(ref.symbol.type.kind === 'list' ? 'const list' : 'const');
      return;
    case 'metric':
      found.add(spot.place === 'metric' ? 'metric of a metric' : 'metric used');
      return;
    case 'segment':
      found.add(spot.place === 'nudge' ? 'segment in a nudge' : 'segment used');
      return;
    case 'enumMember':
    case 'fn':
    case 'builtin':
    case undefined:
      return;
    default:
      ref satisfies never;
  }
}

/** What may be missing by its declaration is there by what stands before. */
function ofNarrowing({ program, found }: Walk, expr: RefExpr, optional: boolean): void {
  if (optional && program.types.get(expr)?.optional === false) found.add('narrowing');
}
