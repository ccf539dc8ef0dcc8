/**
 * SQL as a tree: what the lowering of segments and metrics makes and the printer prints. It holds just what those
 * statements need, in the part of SQL that all dialects share; what they spell differently is a `call`.
 */

/** `integer` has 64 bits, `wide` at least 38 digits without a fraction. */
export type SqlType = 'integer' | 'wide' | 'text' | 'boolean';

/** Operations that dialects may spell in their own way. */
export type SqlFunction =
  | 'least'
  | 'greatest'
  | 'abs'
  /** Of integers: truncated toward zero. */
  | 'quotient'
  /** Of integers: with the sign of the first. */
  | 'remainder'
  | 'contains'
  | 'startsWith'
  | 'endsWith'
  | 'lowerAscii'
  | 'codePoints'
  /** Days since 1970 as `YYYY-MM-DD`. */
  | 'dateText'
  /** Values as the JSON text of a list. */
  | 'listOf';

export type SqlExpr =
  | { readonly kind: 'column'; readonly table: string | null; readonly name: string }
  | { readonly kind: 'integer'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'null'; readonly type: SqlType }
  /** T: the instant as of which the statement is asked. */
  | { readonly kind: 'asOf' }
  | {
      readonly kind: 'binary';
      readonly operator: '+' | '-' | '*' | '=' | '<>' | '<' | '<=' | '>' | '>=';
      readonly left: SqlExpr;
      readonly right: SqlExpr;
    }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly SqlExpr[] }
  | { readonly kind: 'not'; readonly operand: SqlExpr }
  | { readonly kind: 'isNull'; readonly operand: SqlExpr; readonly negated: boolean }
  | {
      readonly kind: 'in';
      readonly value: SqlExpr;
      readonly items: readonly SqlExpr[];
      readonly negated: boolean;
    }
  | { readonly kind: 'coalesce'; readonly operands: readonly SqlExpr[] }
  | { readonly kind: 'nullIf'; readonly value: SqlExpr; readonly other: SqlExpr }
  | {
      readonly kind: 'case';
      readonly branches: readonly { readonly when: SqlExpr; readonly value: SqlExpr }[];
      readonly otherwise: SqlExpr | null;
    }
  | { readonly kind: 'cast'; readonly value: SqlExpr; readonly type: SqlType }
  | { readonly kind: 'call'; readonly name: SqlFunction; readonly args: readonly SqlExpr[] }
  /** The whole text against a pattern in which `%` and `_` are wild and `!` escapes. */
  | { readonly kind: 'like'; readonly value: SqlExpr; readonly pattern: string }
  /** Whether a list (JSON text) holds a value of a type. */
  | { readonly kind: 'listHolds'; readonly list: SqlExpr; readonly value: SqlExpr; readonly of: SqlType }
  | {
      readonly kind: 'aggregate';
      readonly name: 'count' | 'sum' | 'min' | 'max';
      /** Null counts rows. */
      readonly value: SqlExpr | null;
      readonly distinct: boolean;
    }
  | {
      readonly kind: 'window';
      readonly name: 'sum' | 'min' | 'max' | 'lag' | 'lead' | 'row_number';
      readonly value: SqlExpr | null;
      readonly partitionBy: readonly SqlExpr[];
      readonly orderBy: readonly SqlOrder[];
      /** Rows whose key is at most this much smaller than the current one's; null: all up to the current one and its peers. */
      readonly precedingMs: number | null;
    };

export interface SqlOrder {
  readonly value: SqlExpr;
  /** Texts are ordered by their UTF-8 bytes, whatever the database's own order is. */
  readonly isText: boolean;
  readonly descending: boolean;
}

export interface SqlColumnAs {
  readonly value: SqlExpr;
  readonly as: string;
}

/** A table, or a part of the statement, by name. */
export interface SqlTable {
  readonly name: string;
  readonly as: string;
}

export interface SqlJoin {
  readonly table: SqlTable;
  readonly on: SqlExpr;
}

export interface SqlSelect {
  readonly kind: 'select';
  /** The alias of a table all of whose columns come first. */
  readonly allOf: string | null;
  readonly columns: readonly SqlColumnAs[];
  readonly from: SqlTable;
  /** All are LEFT JOINs. */
  readonly joins: readonly SqlJoin[];
  readonly where: SqlExpr | null;
  readonly groupBy: readonly SqlExpr[];
}

/** `distinct` makes it a UNION, else it is a UNION ALL. */
export interface SqlUnion {
  readonly kind: 'union';
  readonly distinct: boolean;
  readonly parts: readonly SqlSelect[];
}

export type SqlQuery = SqlSelect | SqlUnion;

/** One named part of a statement (`WITH "name" AS (…)`). */
export interface SqlPart {
  readonly name: string;
  /** Lines. */
  readonly comment: readonly string[];
  readonly query: SqlQuery;
  /** Its columns are computed once, however often they are named; some databases must be told. */
  readonly computedOnce?: true;
}

export interface SqlStatement {
  readonly comment: readonly string[];
  readonly parts: readonly SqlPart[];
  readonly body: SqlSelect;
  readonly orderBy: readonly SqlOrder[];
}
