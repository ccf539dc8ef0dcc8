import type { Comparison, SegmentReads } from '@nudge/engine';
import { MIRROR } from '../comparisons.ts';
import type { IrExpr, IrProgram } from '../ir.ts';
import { partsOf, readsOf } from '../ir-walk.ts';
import { DECIMAL_ONE } from '../limits.ts';

type Crossing = SegmentReads['crossings'][number];

/**
 * Says of each segment which counts and sums it only compares with constants, and at which values such a comparison
 * turns: the engine keeps those in a sorted index and judges the segment again only when one is passed.
 */
export function indexThresholds(program: IrProgram): IrProgram {
  return {
    ...program,
    segments: program.segments.map((segment) => ({
      ...segment,
      reads: thresholdsOf(program, segment.condition),
    })),
  };
}

function thresholdsOf(program: IrProgram, condition: IrExpr): SegmentReads {
  const crossings = new Map<string, Crossing>();
  const others = new Set<number>();
  const walk = (expr: IrExpr): void => {
    const found = expr.op === 'compare' ? crossingsOf(program, expr) : null;
    if (found !== null) {
      for (const crossing of found) crossings.set(`${crossing.aggregate}/${crossing.at}`, crossing);
      return;
    }
    if (expr.op === 'aggregate') others.add(expr.aggregate);
    partsOf(expr).forEach(walk);
  };
  walk(condition);
  return {
    crossings: [...crossings.values()].filter(({ aggregate }) => !others.has(aggregate)),
    ...readsOf(condition),
    aggregates: [...others],
  };
}

function crossingsOf(
  program: IrProgram,
  { test, left, right }: Extract<IrExpr, { op: 'compare' }>,
): readonly Crossing[] | null {
  if (left.op === 'const') return right.op === 'const' ? null : levels(program, right, MIRROR[test], left);
  return levels(program, left, test, right);
}

function levels(
  program: IrProgram,
  value: IrExpr,
  test: Comparison,
  constant: IrExpr,
): readonly Crossing[] | null {
  if (constant.op !== 'const' || typeof constant.value !== 'number') return null;
  // An int that is compared with a decimal: the int reaches a level where a ten-thousandth of that is reached.
  const widened = value.op === 'call' && value.operator === 'widen';
  const inner = widened ? value.args[0] : value;
  if (inner?.op !== 'aggregate') return null;
  const { aggregate } = inner;
  const use = program.aggregates[aggregate];
  if (use?.function !== 'count' && use?.function !== 'sum') return null;
  return (
    turnsAt(test, constant.value)
      .map((at) => ({ aggregate, at: widened ? Math.ceil(at / DECIMAL_ONE) : at }))
      // No count comes to zero from below.
      .filter(({ at }) => use.function === 'sum' || at > 0)
  );
}

/** The values at which a comparison with `c` turns as the other side rises to them. */
function turnsAt(test: Comparison, c: number): readonly number[] {
  switch (test) {
    case 'ge':
    case 'lt':
      return [c];
    case 'gt':
    case 'le':
      return [c + 1];
    case 'eq':
    case 'ne':
      return [c, c + 1];
  }
}
