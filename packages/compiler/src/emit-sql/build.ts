import type { SqlStorage, Value } from '@nudge/engine';
import type {
  SqlColumnAs,
  SqlExpr,
  SqlFunction,
  SqlJoin,
  SqlOrder,
  SqlSelect,
  SqlTable,
  SqlType,
} from './tree.ts';

/** Small constructors, so that lowering reads as the SQL that it makes. */

export const AS_OF: SqlExpr = { kind: 'asOf' };
export const FALSE: SqlExpr = { kind: 'boolean', value: false };

export function column(name: string, table: string | null = null): SqlExpr {
  return { kind: 'column', table, name };
}

export function integer(value: number): SqlExpr {
  return { kind: 'integer', value };
}

export function text(value: string): SqlExpr {
  return { kind: 'text', value };
}

type Operator = Extract<SqlExpr, { kind: 'binary' }>['operator'];

export function binary(left: SqlExpr, operator: Operator, right: SqlExpr): SqlExpr {
  return { kind: 'binary', operator, left, right };
}

/** `value + ms`, without adding 0. */
export function plusMs(value: SqlExpr, ms: number): SqlExpr {
  return ms === 0 ? value : ms > 0 ? binary(value, '+', integer(ms)) : binary(value, '-', integer(-ms));
}

export function and(...operands: readonly (SqlExpr | null)[]): SqlExpr | null {
  const present = operands.flatMap((operand) =>
    operand === null ? [] : operand.kind === 'and' ? operand.operands : [operand],
  );
  const [only] = present;
  return only === undefined ? null : present.length === 1 ? only : { kind: 'and', operands: present };
}

export function or(...operands: readonly SqlExpr[]): SqlExpr {
  return operands.length === 1 ? (operands[0] as SqlExpr) : { kind: 'or', operands };
}

export function not(operand: SqlExpr): SqlExpr {
  return { kind: 'not', operand };
}

export function isNull(operand: SqlExpr): SqlExpr {
  return { kind: 'isNull', operand, negated: false };
}

export function isPresent(operand: SqlExpr): SqlExpr {
  return { kind: 'isNull', operand, negated: true };
}

export function coalesce(...operands: readonly SqlExpr[]): SqlExpr {
  return { kind: 'coalesce', operands };
}

/** A condition that is never null: what is missing is false. */
export function orFalse(condition: SqlExpr): SqlExpr {
  return coalesce(condition, FALSE);
}

export function cast(value: SqlExpr, type: SqlType): SqlExpr {
  return { kind: 'cast', value, type };
}

export function nullOf(type: SqlType): SqlExpr {
  return { kind: 'null', type };
}

export function call(name: SqlFunction, ...args: readonly SqlExpr[]): SqlExpr {
  return { kind: 'call', name, args };
}

/** `CASE WHEN … THEN … [WHEN …] [ELSE …] END`. */
export function choose(
  branches: readonly (readonly [when: SqlExpr, value: SqlExpr])[],
  otherwise: SqlExpr | null = null,
): SqlExpr {
  return { kind: 'case', branches: branches.map(([when, value]) => ({ when, value })), otherwise };
}

export function aggregate(
  name: Extract<SqlExpr, { kind: 'aggregate' }>['name'],
  value: SqlExpr | null,
  distinct = false,
): SqlExpr {
  return { kind: 'aggregate', name, value, distinct };
}

export function ascending(value: SqlExpr, isText = false): SqlOrder {
  return { value, isText, descending: false };
}

export function as(value: SqlExpr, name: string): SqlColumnAs {
  return { value, as: name };
}

interface SelectParts {
  readonly allOf?: string;
  readonly columns: readonly SqlColumnAs[];
  readonly from: SqlTable;
  readonly joins?: readonly SqlJoin[];
  readonly where?: SqlExpr | null;
  readonly groupBy?: readonly SqlExpr[];
}

export function select({ allOf, columns, from, joins, where, groupBy }: SelectParts): SqlSelect {
  return {
    kind: 'select',
    allOf: allOf ?? null,
    columns,
    from,
    joins: joins ?? [],
    where: where ?? null,
    groupBy: groupBy ?? [],
  };
}

/** The columns that say whose row it is; every part has them. */
export const TENANT = 'tenant';
export const USER = 'user';

export function owner(table: string): readonly [SqlExpr, SqlExpr] {
  return [column(TENANT, table), column(USER, table)];
}

export function ownerColumns(table: string): readonly SqlColumnAs[] {
  return [as(column(TENANT, table), TENANT), as(column(USER, table), USER)];
}

export function sameOwner(left: string, right: string): SqlExpr {
  return {
    kind: 'and',
    operands: [
      binary(column(TENANT, left), '=', column(TENANT, right)),
      binary(column(USER, left), '=', column(USER, right)),
    ],
  };
}

/** The alias of the rows that expressions look at, in every part; so no column of a joined table can be meant instead. */
export const ROW = 'v';

/** A value that stands in a rule. A list is JSON. */
export function literalOf(value: Value, storage: SqlStorage): SqlExpr {
  if (value === null) return nullOf(storage);
  if (typeof value === 'number') return integer(value);
  if (typeof value === 'boolean') return { kind: 'boolean', value };
  return text(typeof value === 'string' ? value : JSON.stringify(value));
}
