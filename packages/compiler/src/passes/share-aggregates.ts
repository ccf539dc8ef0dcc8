import type { IrProgram } from '../ir.ts';
import { printAggregate } from '../ir-print.ts';
import { renumberAggregates } from './drop-unused-aggregates.ts';

/** Makes aggregates that mean the same one, wherever they stand. */
export function shareAggregates(program: IrProgram): IrProgram {
  const firstOf = new Map<string, number>();
  const kept: number[] = [];
  const renamed = program.aggregates.map((aggregate, i) => {
    const key = printAggregate(program, aggregate);
    const known = firstOf.get(key);
    if (known !== undefined) return known;
    firstOf.set(key, kept.length);
    kept.push(i);
    return kept.length - 1;
  });
  return renumberAggregates(program, (old) => renamed[old] ?? old, kept);
}
