import type { IrAggregate, IrExpr, IrProgram } from '../ir.ts';
import { readsOf } from '../ir-walk.ts';

/** By log: how far before T its events are read; null: all of them. */
export type Reach = ReadonlyMap<number, number | null>;

/** What expressions read that must be known for so long before T. */
export function reachOfReads(
  program: IrProgram,
  reads: readonly (readonly [expr: IrExpr, lookbackMs: number])[],
): Reach {
  const reach = new Map<number, number | null>();
  for (const [expr, lookbackMs] of reads) {
    for (const id of readsOf(expr).aggregates) {
      const { windowMs } = program.aggregates[id] as IrAggregate;
      const log = program.logOfAggregate[id] as number;
      const known = reach.get(log);
      const isAll = windowMs === null || known === null;
      reach.set(log, isAll ? null : Math.max(known ?? 0, windowMs + lookbackMs));
    }
  }
  return reach;
}
