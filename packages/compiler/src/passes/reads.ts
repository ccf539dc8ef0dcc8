import type { SegmentReads } from '@nudge/engine';
import type { IrExpr } from '../ir.ts';
import { visit } from '../ir-walk.ts';

/** All that a condition names, whatever it does with it. */
export function readsOf(condition: IrExpr): SegmentReads {
  const aggregates = new Set<number>();
  const profile = new Set<number>();
  const segments = new Set<number>();
  visit(condition, (expr) => {
    if (expr.op === 'aggregate') aggregates.add(expr.aggregate);
    if (expr.op === 'profile') profile.add(expr.field);
    if (expr.op === 'member') segments.add(expr.segment);
  });
  return {
    crossings: [],
    aggregates: [...aggregates],
    profile: [...profile],
    segments: [...segments],
  };
}
