import type { Comparison } from '@nudge/engine';
import type { IrExpr } from '../ir.ts';
import { INSTANT_MAX } from '../limits.ts';
import {
  and,
  binary,
  call,
  cast,
  coalesce,
  FALSE,
  integer,
  isNull,
  isPresent,
  literalOf,
  not,
  or,
  orFalse,
  plusMs,
  text,
} from './build.ts';
import { likePattern } from './glob-pattern.ts';
import { lowerCall } from './lower-call.ts';
import { atoms, combine } from './operands.ts';
import type { Staged, Staging } from './staging.ts';
import { storageOf } from './tables.ts';
import type { SqlExpr, SqlType } from './tree.ts';

/** Where the leaves of an expression stand in the rows at hand. */
export interface ExprScope {
  readonly staging: Staging;
  /** A column of the rows, or an expression over them, for each leaf. */
  leaf(expr: Leaf): Staged;
  /** The instant of the row; a metric's is T. */
  readonly now: SqlExpr;
  /** Called for each comparison with `now`: the instant base + offset, by name. */
  readonly onEdge?: (edge: Staged, test: Comparison) => void;
}

export type Leaf = Extract<IrExpr, { op: 'profile' | 'row' | 'event' | 'aggregate' | 'member' }>;

const TESTS = { eq: '=', ne: '<>', lt: '<', le: '<=', gt: '>', ge: '>=' } as const;

/** Lowers an expression. What may be missing is null; a condition is never null. */
export function lowerSqlExpr(expr: IrExpr, scope: ExprScope): Staged {
  const lower = (part: IrExpr): Staged => lowerSqlExpr(part, scope);
  switch (expr.op) {
    case 'const':
      return { sql: literalOf(expr.value, storageOf(expr.type.kind)), stage: 0 };
    case 'profile':
    case 'row':
    case 'event':
    case 'aggregate':
    case 'member':
      return scope.leaf(expr);
    case 'now':
      return { sql: scope.now, stage: 0 };
    case 'call':
      return lowerCall(expr, expr.args.map(lower), scope.staging);
    case 'coalesce':
      return lowerCoalesce(expr, scope);
    case 'list':
      return lowerList(expr, scope);
    case 'compare':
      return combine([lower(expr.left), lower(expr.right)], ([l, r]) =>
        condition(binary(l, TESTS[expr.test], r), [expr.left, expr.right]),
      );
    case 'nowCompare':
      return lowerNowCompare(expr, scope);
    case 'oneOf':
      return lowerOneOf(expr, scope);
    case 'stringTest':
      return lowerStringTest(expr, scope);
    case 'present':
      return combine([lower(expr.value)], ([value]) => (expr.negated ? isNull(value) : isPresent(value)));
    case 'truth':
      return combine([lower(expr.value)], ([value]) => orFalse(value));
    case 'not':
      return combine([lower(expr.operand)], ([operand]) => not(operand));
    case 'and':
      return combine(expr.operands.map(lower), (operands) => and(...operands) ?? FALSE);
    case 'or':
      return combine(expr.operands.map(lower), (operands) => or(...operands));
    default:
      return neverExpr(expr);
  }
}

/** A chain becomes one COALESCE, so that its length is no depth. */
function lowerCoalesce(expr: Extract<IrExpr, { op: 'coalesce' }>, scope: ExprScope): Staged {
  const chain: IrExpr[] = [expr.right];
  let rest = expr.left;
  while (rest.op === 'coalesce') {
    chain.push(rest.right);
    rest = rest.left;
  }
  chain.push(rest);
  return combine(
    chain.reverse().map((part) => lowerSqlExpr(part, scope)),
    (operands) => coalesce(...operands),
  );
}

/** The JSON text of a list. A text in it is cast, since a literal alone has no type in some dialects. */
function lowerList({ items }: Extract<IrExpr, { op: 'list' }>, scope: ExprScope): Staged {
  const values = items.map((item) => (item.op === 'const' ? item.value : undefined));
  if (!values.includes(undefined)) return { sql: text(JSON.stringify(values)), stage: 0 };
  const lowered = items.map((item) => lowerSqlExpr(item, scope));
  return combine(lowered, (parts) =>
    call(
      'listOf',
      ...parts.map((part, i) =>
        storageOf(items[i]?.type.kind ?? 'string') === 'text' ? cast(part, 'text') : part,
      ),
    ),
  );
}

/** A test of values: false where one of them may be, and is, missing. */
function condition(test: SqlExpr, of: readonly IrExpr[]): SqlExpr {
  return of.some((expr) => expr.type.optional) ? orFalse(test) : test;
}

function lowerNowCompare(expr: Extract<IrExpr, { op: 'nowCompare' }>, scope: ExprScope): Staged {
  const base = lowerSqlExpr(expr.base, scope);
  const offset = lowerSqlExpr(expr.offset, scope);
  const isZero = offset.sql.kind === 'integer' && offset.sql.value === 0;
  const sum = isZero ? base : combine([base, offset], ([b, o]) => addOffset(b, o));
  const edge = scope.staging.atom(sum);
  scope.onEdge?.(edge, expr.test);
  const now = expr.clamped
    ? atoms(scope.staging, [offset], ([o]) => clampedNow(scope.now, o))
    : { sql: scope.now, stage: 0 };
  return combine([now, edge], ([t, e]) =>
    condition(binary(t, TESTS[expr.test], e), [expr.base, expr.offset]),
  );
}

/** `now - offset` within 1970–9999 is the same as `now` within that range moved by `offset`. */
function clampedNow(now: SqlExpr, offset: SqlExpr): SqlExpr {
  return call('least', call('greatest', now, offset), addOffset(integer(INSTANT_MAX), offset));
}

function addOffset(base: SqlExpr, offset: SqlExpr): SqlExpr {
  if (offset.kind !== 'integer') return binary(base, '+', offset);
  return base.kind === 'integer' ? integer(base.value + offset.value) : plusMs(base, offset.value);
}

function lowerOneOf(expr: Extract<IrExpr, { op: 'oneOf' }>, scope: ExprScope): Staged {
  const { negated, list } = expr;
  const value = lowerSqlExpr(expr.value, scope);
  if (list.op === 'list' || (list.op === 'const' && Array.isArray(list.value))) {
    const items =
      list.op === 'list'
        ? list.items.map((item) => lowerSqlExpr(item, scope))
        : (list.value as readonly (string | number | boolean)[]).map((item) => ({
            sql: literalOf(item, storageOf(expr.value.type.kind)),
            stage: 0,
          }));
    // IN () is no SQL; nothing is in an empty list, and all that is there is outside it.
    if (items.length === 0) return combine([value], ([v]) => (negated ? isPresent(v) : FALSE));
    return combine([value, ...items], ([v, ...rest]) =>
      condition({ kind: 'in', value: v, items: rest, negated }, [
        expr.value,
        ...(list.op === 'list' ? list.items : []),
      ]),
    );
  }
  const of: SqlType = storageOf(expr.value.type.kind);
  return combine([value, lowerSqlExpr(list, scope)], ([v, l]) => {
    const holds: SqlExpr = { kind: 'listHolds', list: l, value: v, of };
    return condition(negated ? not(holds) : holds, [expr.value, list]);
  });
}

function lowerStringTest(expr: Extract<IrExpr, { op: 'stringTest' }>, scope: ExprScope): Staged {
  const value = lowerSqlExpr(expr.value, scope);
  const pattern = lowerSqlExpr(expr.pattern, scope);
  if (expr.test === 'matches') {
    const glob = pattern.sql;
    if (glob.kind !== 'text') throw new Error('the pattern of a glob is a constant');
    return combine([value], ([v]) =>
      condition({ kind: 'like', value: v, pattern: likePattern(glob.value) }, [expr.value]),
    );
  }
  const { test } = expr;
  return combine([value, scope.staging.atom(pattern)], ([v, p]) =>
    condition(call(test, v, p), [expr.value, expr.pattern]),
  );
}

function neverExpr(expr: never): never {
  throw new Error(`unknown expression ${JSON.stringify(expr)}`);
}
