import type {
  AggregateExpr,
  AggregateFacts,
  DidExpr,
  EventAttribute,
  Expr,
  FieldSymbol,
  FnSymbol,
} from '@nudge/dsl';
import type { Happening } from '../history.ts';
import { negate, toDecimal } from '../values/arithmetic.ts';
import {
  bool,
  type Datum,
  fromValue,
  isNumber,
  type Known,
  number,
  numberOf,
  text,
  textOf,
} from '../values/datum.ts';
import { arithmetic, compare, same, testText } from '../values/operators.ts';
import { aggregate } from './aggregate.ts';
import { callBuiltin } from './builtin.ts';
import { NO_PARAMS, type Sight } from './sight.ts';

/** A condition that is missing counts as false. */
export function holds(condition: Expr, sight: Sight): boolean {
  const value = evaluate(condition, sight);
  return value?.kind === 'bool' && value.value;
}

/** The value of an expression of a checked program; `null` where it is missing. */
export function evaluate(expr: Expr, sight: Sight): Datum {
  switch (expr.kind) {
    case 'bool':
      return bool(expr.value);
    case 'int':
      return number('int', expr.value);
    case 'decimal':
      return number('decimal', expr.scaled);
    case 'string':
      return text(expr.value.normalize('NFC'));
    case 'duration':
      return number('duration', expr.ms);
    case 'instant':
      return number('timestamp', expr.ms);
    case 'now':
      return number('timestamp', sight.now);
    case 'paren':
      return evaluate(expr.inner, sight);
    case 'ref':
      return reference(expr, sight);
    case 'list':
      return listOf(expr, sight);
    case 'call':
      return call(expr, sight);
    case 'negate': {
      const operand = evaluate(expr.operand, sight);
      return operand === null ? null : negate(numberOf(operand));
    }
    case 'arithmetic': {
      const left = evaluate(expr.left, sight);
      const right = evaluate(expr.right, sight);
      return left === null || right === null
        ? null
        : arithmetic(expr.operator, numberOf(left), numberOf(right));
    }
    case 'coalesce':
      return asTyped(evaluate(expr.left, sight) ?? evaluate(expr.right, sight), expr, sight);
    case 'compare': {
      const left = evaluate(expr.left, sight);
      const right = evaluate(expr.right, sight);
      return bool(left !== null && right !== null && compare(expr.operator, left, right));
    }
    case 'between': {
      const value = evaluate(expr.value, sight);
      const low = evaluate(expr.low, sight);
      const high = evaluate(expr.high, sight);
      const known = value !== null && low !== null && high !== null;
      return bool(known && compare('>=', value, low) && compare('<=', value, high));
    }
    case 'in': {
      const value = evaluate(expr.value, sight);
      const list = evaluate(expr.list, sight);
      if (value === null || list?.kind !== 'list') return bool(false);
      const isThere = list.items.some((item) => same(item, value));
      return bool(isThere !== expr.negated);
    }
    case 'presence':
      return bool((evaluate(expr.value, sight) !== null) === expr.present);
    case 'stringTest': {
      const value = evaluate(expr.value, sight);
      const pattern = evaluate(expr.pattern, sight);
      const known = value !== null && pattern !== null;
      return bool(known && testText(expr.test, textOf(value), textOf(pattern)));
    }
    case 'not':
      return bool(!holds(expr.operand, sight));
    case 'logic': {
      const left = holds(expr.left, sight);
      const right = holds(expr.right, sight);
      return bool(expr.operator === 'and' ? left && right : left || right);
    }
    case 'aggregate':
      return aggregateOf(expr, sight);
    case 'did':
      return bool(rowsOf(expr, sight).length > 0 !== expr.negated);
    case 'unbuilt':
      throw new Error('a program without errors has nothing that is not built');
    default: {
      const never: never = expr;
      return never;
    }
  }
}

/** An int where the whole is a decimal: `count ?? 0.5`. */
function asTyped(value: Datum, expr: Expr, { program }: Sight): Datum {
  return value?.kind === 'int' && program.types.get(expr)?.kind === 'decimal' ? toDecimal(value) : value;
}

function reference({ path }: Extract<Expr, { kind: 'ref' }>, sight: Sight): Datum {
  const ref = sight.program.refs.get(path);
  switch (ref?.kind) {
    case 'userField':
      return sight.history.profile(ref.field, sight.now);
    case 'rowField':
      return fieldOf(sight.row, ref.field);
    case 'triggerField':
      return fieldOf(sight.trigger, ref.field);
    case 'const':
      return fromValue(ref.symbol.value, ref.symbol.type);
    case 'param':
      return sight.params.get(ref.symbol) ?? null;
    case 'metric':
      return evaluate(ref.symbol.decl.value, { ...sight, params: NO_PARAMS });
    case 'segment':
      return bool(sight.isIn(ref.symbol));
    case 'enumMember':
      return text(ref.text);
    case 'fn':
    case 'builtin':
    case undefined:
      throw new Error('a program without errors has no such name in an expression');
    default: {
      const never: never = ref;
      return never;
    }
  }
}

function fieldOf(row: Happening | null, field: FieldSymbol | EventAttribute): Datum {
  if (row === null) throw new Error('there is no event here');
  return row.fields.get(typeof field === 'string' ? field : field.name) ?? null;
}

/** A list as written holds values of one type: beside a decimal an int is one too. */
function listOf(expr: Extract<Expr, { kind: 'list' }>, sight: Sight): Known {
  const type = sight.program.types.get(expr);
  const ofDecimals = type?.kind === 'list' && type.of.kind === 'decimal';
  const items = expr.items.flatMap((item) => {
    const value = evaluate(item, sight);
    if (value === null) return [];
    return [ofDecimals && isNumber(value) ? toDecimal(value) : value];
  });
  return { kind: 'list', items };
}

function call(expr: Extract<Expr, { kind: 'call' }>, sight: Sight): Datum {
  const ref = sight.program.refs.get(expr.callee);
  const args = expr.args.map((arg) => evaluate(arg, sight));
  if (ref?.kind === 'builtin') return callBuiltin(ref.name, args);
  if (ref?.kind !== 'fn') throw new Error('a program without errors calls functions only');
  const { symbol } = ref;
  const result = evaluate(symbol.decl.body, { ...sight, params: bind(symbol, args) });
  return result?.kind === 'int' && symbol.result.kind === 'decimal' ? toDecimal(result) : result;
}

/** Arguments by parameter, an int widened for a parameter that is a decimal. */
export function bind({ params }: FnSymbol, args: readonly Datum[]): Sight['params'] {
  return new Map(
    params.map((param, i) => {
      const value = args[i] ?? null;
      return [param, value?.kind === 'int' && param.type.kind === 'decimal' ? toDecimal(value) : value];
    }),
  );
}

function aggregateOf(expr: AggregateExpr, sight: Sight): Datum {
  const rows = rowsOf(expr, sight);
  if (expr.fn === 'count') return number('int', rows.length);
  const { field } = factsOf(expr, sight);
  if (field === undefined) throw new Error(`${expr.fn} names a field`);
  const isInt = typeof field !== 'string' && field.type.kind === 'int';
  const values = rows.map((row) => fieldOf(row, field));
  return aggregate(expr.fn, values, isInt ? 'int' : 'decimal');
}

/** The events that an aggregate counts: of its type, in its window, that pass its `where`. */
function rowsOf(expr: AggregateExpr | DidExpr, sight: Sight): Happening[] {
  const { event, windowMs } = factsOf(expr, sight);
  const { where } = expr;
  const rows = sight.history.rows(event, sight.now, windowMs);
  return where === undefined ? rows : rows.filter((row) => holds(where, { ...sight, row }));
}

function factsOf(expr: AggregateExpr | DidExpr, { program }: Sight): AggregateFacts {
  const facts = program.aggregates.get(expr);
  if (facts === undefined) throw new Error('a program without errors knows what each aggregate reads');
  return facts;
}
