import type { Staged, Staging } from './staging.ts';
import type { SqlExpr } from './tree.ts';

type Operands = readonly [SqlExpr, SqlExpr, ...SqlExpr[]];

/** For callers that know how many there are. */
export function combine(parts: readonly Staged[], make: (operands: Operands) => SqlExpr): Staged {
  const sql = make(parts.map((part) => part.sql) as unknown as Operands);
  return { sql, stage: Math.max(0, ...parts.map(({ stage }) => stage)) };
}

/** The same with every part by name, for what names one more than once. */
export function atoms(
  staging: Staging,
  parts: readonly Staged[],
  make: (operands: Operands) => SqlExpr,
): Staged {
  return combine(
    parts.map((part) => staging.atom(part)),
    make,
  );
}
