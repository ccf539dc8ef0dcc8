import type { IrAggregate, IrMetric } from '../ir.ts';
import { as, ownerColumns, ROW, select } from './build.ts';
import { bareName } from './labels.ts';
import { pointOf } from './points.ts';
import { sourceComment } from './source-comment.ts';
import { readsOf, type SqlContext, Statement, VALUE } from './statement.ts';
import type { SqlStatement } from './tree.ts';

/** A metric of every user who has begun by T. */
export function metricStatement(context: SqlContext, id: number): SqlStatement {
  const { program } = context;
  const metric = program.metrics[id] as IrMetric;
  const reach = new Map<number, number | null>();
  for (const aggregate of readsOf(metric.value).aggregates) {
    const { windowMs } = program.aggregates[aggregate] as IrAggregate;
    const log = program.logOfAggregate[aggregate] as number;
    const known = reach.get(log);
    reach.set(log, windowMs === null || known === null ? null : Math.max(known ?? 0, windowMs));
  }
  const statement = new Statement(context, reach);
  const users = statement.everyone();
  const { part, value } = pointOf(statement, bareName(metric.name), metric.value, users, new Map());
  return statement.finish(
    [`metric ${metric.name}: its value at T for every user`, ...sourceComment(context.files, metric.span)],
    select({ columns: [...ownerColumns(ROW), as(value, VALUE)], from: { name: part, as: ROW } }),
  );
}
