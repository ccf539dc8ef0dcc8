import { as, binary, column, integer, ROW, select } from './build.ts';
import type { Statement } from './statement.ts';
import type { SqlColumnAs, SqlExpr, SqlOrder } from './tree.ts';

const RANK = 'rank';

interface Choice {
  readonly from: string;
  readonly where: SqlExpr | null;
  readonly columns: readonly SqlColumnAs[];
  readonly partitionBy: readonly SqlExpr[];
  readonly orderBy: readonly SqlOrder[];
}

/** Of the rows of each partition the first in an order; not every dialect has QUALIFY. */
export function oneOfEach(statement: Statement, label: string, choice: Choice): string {
  const { from, where, columns, partitionBy, orderBy } = choice;
  const rank: SqlExpr = {
    kind: 'window',
    name: 'row_number',
    value: null,
    partitionBy,
    orderBy,
    precedingMs: null,
  };
  const ranked = statement.part(
    `${label}, ranked`,
    select({ columns: [...columns, as(rank, RANK)], from: { name: from, as: ROW }, where }),
  );
  return statement.part(
    label,
    select({
      columns: columns.map(({ as: name }) => as(column(name, ROW), name)),
      from: { name: ranked, as: ROW },
      where: binary(column(RANK, ROW), '=', integer(1)),
    }),
  );
}
