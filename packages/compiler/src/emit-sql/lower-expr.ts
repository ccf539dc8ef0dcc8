import type { Comparison } from '@nudge/engine';
import type { IrExpr, IrOperator } from '../ir.ts';
import {
  and,
  binary,
  call,
  cast,
  choose,
  coalesce,
  FALSE,
  integer,
  isNull,
  isPresent,
  not,
  nullOf,
  or,
  orFalse,
  plusMs,
  text,
} from './build.ts';
import { likePattern } from './glob-pattern.ts';
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

const INT_MAX = Number.MAX_SAFE_INTEGER;
const DECIMAL_MAX = 5_000_000_000_000_000;
const DECIMAL_ONE = 10_000;
const INSTANT_MAX = 253_402_300_799_999;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

const TESTS = { eq: '=', ne: '<>', lt: '<', le: '<=', gt: '>', ge: '>=' } as const;

/** Lowers an expression. What may be missing is null; a condition is never null. */
export function lowerSqlExpr(expr: IrExpr, scope: ExprScope): Staged {
  const lower = (part: IrExpr): Staged => lowerSqlExpr(part, scope);
  switch (expr.op) {
    case 'const':
      return { sql: constant(expr), stage: 0 };
    case 'profile':
    case 'row':
    case 'event':
    case 'aggregate':
    case 'member':
      return scope.leaf(expr);
    case 'now':
      return { sql: scope.now, stage: 0 };
    case 'call':
      return lowerCall(expr, scope);
    case 'coalesce':
      return combine([lower(expr.left), lower(expr.right)], ([l, r]) => coalesce(l, r));
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

type Operands = readonly [SqlExpr, SqlExpr, ...SqlExpr[]];

/** For callers that know how many there are. */
function combine(parts: readonly Staged[], make: (operands: Operands) => SqlExpr): Staged {
  const sql = make(parts.map((part) => part.sql) as unknown as Operands);
  return { sql, stage: Math.max(0, ...parts.map(({ stage }) => stage)) };
}

function constant({ value, type }: Extract<IrExpr, { op: 'const' }>): SqlExpr {
  if (value === null) return nullOf(storageOf(type.kind));
  if (typeof value === 'number') return integer(value);
  if (typeof value === 'boolean') return { kind: 'boolean', value };
  return text(typeof value === 'string' ? value : JSON.stringify(value));
}

function lowerCall(expr: Extract<IrExpr, { op: 'call' }>, scope: ExprScope): Staged {
  const { staging } = scope;
  const args = expr.args.map((arg) => lowerSqlExpr(arg, scope));
  const optional = expr.args.some((arg) => arg.type.optional);
  const max = expr.operator.endsWith('Decimal') ? DECIMAL_MAX : INT_MAX;
  const simple = (make: (operands: Operands) => SqlExpr): Staged => combine(args, make);
  const clamped = (value: Staged, low: number, high: number): Staged =>
    clamp(staging, value, low, high, optional);
  switch (expr.operator) {
    case 'addInt':
    case 'addDecimal':
      return clamped(
        simple(([a, b]) => binary(a, '+', b)),
        -max,
        max,
      );
    case 'subInt':
    case 'subDecimal':
      return clamped(
        simple(([a, b]) => binary(a, '-', b)),
        -max,
        max,
      );
    case 'mulInt':
      return narrow(
        clamped(
          simple(([a, b]) => binary(cast(a, 'wide'), '*', b)),
          -max,
          max,
        ),
      );
    case 'negInt':
      return simple(([a]) => binary(integer(0), '-', a));
    case 'absInt':
    case 'absDecimal':
      return simple(([a]) => call('abs', a));
    case 'divInt':
      return narrow(atoms(staging, args, ([a, b]) => call('quotient', a, nullIfZero(b))));
    case 'modInt':
      return atoms(staging, args, ([a, b]) => call('remainder', a, nullIfZero(b)));
    case 'mulDecimal': {
      const product = simple(([a, b]) => binary(cast(a, 'wide'), '*', b));
      return narrow(clamped(rounded(staging, product, { sql: integer(DECIMAL_ONE), stage: 0 }), -max, max));
    }
    case 'divide': {
      const [n, d] = args as [Staged, Staged];
      const scaled = combine([n], ([a]) => binary(cast(a, 'wide'), '*', integer(DECIMAL_ONE)));
      const divisor = combine([d], ([b]) => cast(nullIfZero(b), 'wide'));
      return narrow(clamp(staging, rounded(staging, scaled, divisor), -DECIMAL_MAX, DECIMAL_MAX, true));
    }
    case 'widen':
      return narrow(
        clamped(
          simple(([a]) => binary(cast(a, 'wide'), '*', integer(DECIMAL_ONE))),
          -DECIMAL_MAX,
          DECIMAL_MAX,
        ),
      );
    case 'round':
      return narrow(rounded(staging, args[0] as Staged, { sql: integer(DECIMAL_ONE), stage: 0 }));
    case 'minimum':
    case 'maximum':
      return extreme(expr.operator === 'minimum' ? 'least' : 'greatest', staging, args, optional);
    case 'addTime':
      return clamped(
        simple(([a, b]) => binary(a, '+', b)),
        0,
        INSTANT_MAX,
      );
    case 'subTime':
      return clamped(
        simple(([a, b]) => binary(a, '-', b)),
        0,
        INSTANT_MAX,
      );
    case 'diffTime':
      return simple(([a, b]) => binary(a, '-', b));
    case 'lower':
      return simple(([a]) => call('lowerAscii', a));
    case 'length':
      return simple(([a]) => cast(call('codePoints', a), 'integer'));
    case 'hour':
    case 'weekday':
    case 'date':
      return localTime(expr.operator, args as [Staged, Staged], scope);
    default:
      return neverOperator(expr.operator);
  }
}

function atoms(staging: Staging, parts: readonly Staged[], make: (operands: Operands) => SqlExpr): Staged {
  return combine(
    parts.map((part) => staging.atom(part)),
    make,
  );
}

function nullIfZero(value: SqlExpr): SqlExpr {
  return { kind: 'nullIf', value, other: integer(0) };
}

function narrow(value: Staged): Staged {
  return combine([value], ([sql]) => cast(sql, 'integer'));
}

/** LEAST and GREATEST pass over nulls in some dialects, so a value that may be missing is compared instead. */
export function clamp(staging: Staging, value: Staged, low: number, high: number, optional: boolean): Staged {
  if (!optional) {
    return combine([value], ([x]) => call('least', call('greatest', x, integer(low)), integer(high)));
  }
  return atoms(staging, [value], ([x]) =>
    choose(
      [
        [binary(x, '<', integer(low)), integer(low)],
        [binary(x, '>', integer(high)), integer(high)],
      ],
      x,
    ),
  );
}

/** n / d rounded half away from zero: sign · ((2·|n| + |d|) div (2·|d|)). */
export function rounded(staging: Staging, n: Staged, d: Staged): Staged {
  const [dividend, divisor] = [staging.atom(n), staging.atom(d)];
  const size = combine([dividend, divisor], ([a, b]) =>
    call('quotient', binary(twice(call('abs', a)), '+', sizeOf(b)), twice(sizeOf(b))),
  );
  const quotient = staging.atom(size);
  return combine([dividend, divisor, quotient], ([a, b]) => {
    const isNegative = b.kind === 'integer' ? negative(a) : binary(negative(a), '<>', negative(b));
    return choose([[isNegative, binary(integer(0), '-', quotient.sql)]], quotient.sql);
  });
}

function twice(value: SqlExpr): SqlExpr {
  return value.kind === 'integer' ? integer(2 * value.value) : binary(integer(2), '*', value);
}

/** A divisor that is a number is 10 000. */
function sizeOf(divisor: SqlExpr): SqlExpr {
  return divisor.kind === 'integer' ? divisor : call('abs', divisor);
}

function negative(value: SqlExpr): SqlExpr {
  return binary(value, '<', integer(0));
}

function extreme(
  name: 'least' | 'greatest',
  staging: Staging,
  args: readonly Staged[],
  optional: boolean,
): Staged {
  if (!optional) return combine(args, ([a, b]) => call(name, a, b));
  const test = name === 'least' ? '<' : '>';
  return atoms(staging, args, ([a, b]) =>
    choose([
      [binary(a, test, b), a],
      [isPresent(a), b],
    ]),
  );
}

/** Local times are days and hours since 1970, moved by 28 days so that nothing is below zero. */
function localTime(
  operator: Extract<IrOperator, 'hour' | 'weekday' | 'date'>,
  [instant, zone]: readonly [Staged, Staged],
  { staging }: ExprScope,
): Staged {
  const at = staging.atom(instant);
  const local = combine([at, offsetOf(staging, at, zone)], ([t, offset]) =>
    binary(plusMs(t, 28 * DAY_MS), '+', offset),
  );
  const days = combine([local], ([t]) => call('quotient', t, integer(DAY_MS)));
  switch (operator) {
    case 'hour':
      return narrow(
        atoms(staging, [combine([local], ([t]) => call('remainder', t, integer(DAY_MS)))], ([t]) =>
          call('quotient', t, integer(HOUR_MS)),
        ),
      );
    case 'weekday':
      // 1970-01-01 was a Thursday, the fourth day.
      return narrow(atoms(staging, [days], ([d]) => plusMs(call('remainder', plusMs(d, 3), integer(7)), 1)));
    case 'date':
      return atoms(staging, [narrow(days)], ([d]) => call('dateText', plusMs(d, -28)));
    default:
      return neverOperator(operator);
  }
}

/** UTC needs no table. */
function offsetOf(staging: Staging, at: Staged, zone: Staged): Staged {
  if (zone.sql.kind === 'text' && zone.sql.value === 'UTC') return { sql: integer(0), stage: 0 };
  return staging.offset(staging.atom(zone), at);
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
            sql: constant({ ...list, value: item }),
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

function neverOperator(operator: never): never {
  throw new Error(`unknown operator ${String(operator)}`);
}
