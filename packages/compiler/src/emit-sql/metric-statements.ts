import type { IrMetric } from '../ir.ts';
import { as, ownerColumns, ROW, select } from './build.ts';
import { bareName } from './labels.ts';
import { pointOf } from './points.ts';
import { reachOfReads } from './reach.ts';
import { sourceComment } from './source-comment.ts';
import { type SqlContext, Statement, VALUE } from './statement.ts';
import type { SqlStatement } from './tree.ts';

/** A metric of every user who has begun by T. */
export function metricStatement(context: SqlContext, id: number): SqlStatement {
  const { program } = context;
  const metric = program.metrics[id] as IrMetric;
  const reach = reachOfReads(program, [[metric.value, 0]]);
  const statement = new Statement(context, reach);
  const users = statement.everyone();
  const { part, value } = pointOf(statement, bareName(metric.name), metric.value, users, new Map());
  return statement.finish(
    [`metric ${metric.name}: its value at T for every user`, ...sourceComment(context.files, metric.span)],
    select({ columns: [...ownerColumns(ROW), as(value, VALUE)], from: { name: part, as: ROW } }),
  );
}
