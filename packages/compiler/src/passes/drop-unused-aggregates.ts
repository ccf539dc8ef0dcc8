import type { IrExpr, IrProgram } from '../ir.ts';
import { mapParts, mapRoots, visitRoots } from '../ir-walk.ts';

/** Leaves out aggregates that nothing reads any more, as after a condition was folded away. */
export function dropUnusedAggregates(program: IrProgram): IrProgram {
  const used = new Set<number>();
  visitRoots(program, (expr) => {
    if (expr.op === 'aggregate') used.add(expr.aggregate);
  });
  for (const { trigger } of program.nudges) if (trigger.kind === 'unless') used.add(trigger.aggregate);
  const kept = program.aggregates.flatMap((_, i) => (used.has(i) ? [i] : []));
  const renumbered = new Map(kept.map((old, i) => [old, i]));
  return renumberAggregates(program, (old) => renumbered.get(old) ?? old, kept);
}

/** Gives aggregates other ids: `rename` says of each old one which it is now, `kept` lists the old ones that stay. */
export function renumberAggregates(
  program: IrProgram,
  rename: (old: number) => number,
  kept: readonly number[],
): IrProgram {
  // Whatever is kept keeps its place, then.
  if (kept.length === program.aggregates.length) return program;
  const rewrite = (expr: IrExpr): IrExpr => {
    if (expr.op !== 'aggregate') return mapParts(expr, rewrite);
    const aggregate = rename(expr.aggregate);
    return aggregate === expr.aggregate ? expr : { ...expr, aggregate };
  };
  const rewritten = mapRoots(program, rewrite);
  const stays = new Set(kept);
  return {
    ...rewritten,
    aggregates: rewritten.aggregates.filter((_, i) => stays.has(i)),
    nudges: rewritten.nudges.map((nudge) =>
      nudge.trigger.kind === 'unless'
        ? { ...nudge, trigger: { ...nudge.trigger, aggregate: rename(nudge.trigger.aggregate) } }
        : nudge,
    ),
  };
}
