import type { IrAggregate } from '../ir.ts';
import { DECIMAL_MAX, DECIMAL_ONE, DISTINCT_LIMIT, INT_MAX } from '../limits.ts';
import { clamp, rounded } from './arithmetic.ts';
import { binary, call, cast, integer } from './build.ts';
import type { Staged, Staging } from './staging.ts';
import type { SqlExpr } from './tree.ts';

/** What an aggregate is worth, from the exact sum and the number of what it reads (semantics, rules 17 and 21). */

export function countOf(count: SqlExpr): SqlExpr {
  return cast(count, 'integer');
}

export function sumOf(staging: Staging, sum: SqlExpr, kind: IrAggregate['valueKind']): Staged {
  const max = kind === 'decimal' ? DECIMAL_MAX : INT_MAX;
  const clamped = clamp(staging, { sql: sum, stage: 0 }, -max, max, false);
  return { sql: cast(clamped.sql, 'integer'), stage: clamped.stage };
}

/** Missing where nothing is there to divide by. */
export function averageOf(
  staging: Staging,
  sum: SqlExpr,
  count: SqlExpr,
  kind: IrAggregate['valueKind'],
): Staged {
  const scaled =
    kind === 'decimal' ? cast(sum, 'wide') : binary(cast(sum, 'wide'), '*', integer(DECIMAL_ONE));
  const divisor: SqlExpr = { kind: 'nullIf', value: cast(count, 'wide'), other: integer(0) };
  const quotient = rounded(staging, { sql: scaled, stage: 0 }, { sql: divisor, stage: 0 });
  const clamped = clamp(staging, quotient, -DECIMAL_MAX, DECIMAL_MAX, true);
  return { sql: cast(clamped.sql, 'integer'), stage: clamped.stage };
}

export function distinctOf(count: SqlExpr): SqlExpr {
  return cast(call('least', count, integer(DISTINCT_LIMIT)), 'integer');
}
