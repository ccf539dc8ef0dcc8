import type { ArithmeticOperator, Builtin, ComparisonOperator, Expr, FnSymbol, Ref, Type } from '@nudge/dsl';
import type { Comparison, Value, ValueKind } from '@nudge/engine';
import type { IrExpr, IrOperator, StringTest } from '../ir.ts';
import { all, asCondition, CONDITION, call, compare, constant, fit, unify, widen } from './build.ts';
import { lowerAggregate, lowerDid } from './lower-aggregate.ts';
import { type Bindings, fieldRef, gap, known, type LowerState, segmentId } from './scope.ts';
import { fieldKind, irType, kindOf } from './types.ts';

const TESTS: Readonly<Record<ComparisonOperator, Comparison>> = {
  '=': 'eq',
  '!=': 'ne',
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
};

/** Lowers a checked expression; functions and metrics are inlined, names become ids, widening becomes explicit. */
export function lowerExpr(state: LowerState, expr: Expr, bindings: Bindings): IrExpr {
  const { span } = expr;
  const lower = (part: Expr): IrExpr => lowerExpr(state, part, bindings);
  switch (expr.kind) {
    case 'bool':
      return constant(expr.value, 'bool', span);
    case 'int':
      return constant(Number(expr.value), 'int', span);
    case 'decimal':
      return constant(Number(expr.scaled), 'decimal', span);
    case 'string':
      return constant(expr.value.normalize('NFC'), 'string', span);
    case 'duration':
      return constant(expr.ms, 'duration', span);
    case 'instant':
      return constant(expr.ms, 'timestamp', span);
    case 'now':
      return { op: 'now', type: irType('timestamp', false), span };
    case 'paren':
      return lower(expr.inner);
    case 'ref':
      return lowerRef(
        state,
        state.program.refs.get(expr.path) ?? gap(`meaning of ${pathText(expr.path)}`),
        expr,
        bindings,
      );
    case 'call': {
      const ref = known(state.program.refs.get(expr.callee), `function ${pathText(expr.callee)}`);
      const args = expr.args.map(lower);
      if (ref.kind === 'fn') return inline(state, ref.symbol, args);
      if (ref.kind === 'builtin') return lowerBuiltin(ref.name, args, expr);
      throw new Error(`a ${ref.kind} cannot be called`);
    }
    case 'list':
      return lowerList(expr.items.map(lower), expr, elementKind(state.program.types.get(expr)));
    case 'negate':
      return negate(lower(expr.operand), expr);
    case 'arithmetic':
      return arithmetic(expr.operator, lower(expr.left), lower(expr.right), expr);
    case 'coalesce': {
      const [left, right] = unify(lower(expr.left), lower(expr.right));
      return {
        op: 'coalesce',
        left,
        right,
        type: irType(left.type.kind, right.type.optional),
        span,
      };
    }
    case 'compare':
      return compare(TESTS[expr.operator], lower(expr.left), lower(expr.right), span);
    case 'between': {
      const value = lower(expr.value);
      const low = compare('ge', value, lower(expr.low), span);
      return all([low, compare('le', value, lower(expr.high), span)], span);
    }
    case 'in': {
      const holdsDecimals = elementKind(state.program.types.get(expr.list)) === 'decimal';
      const [value, list] = unifyWithList(lower(expr.value), lower(expr.list), holdsDecimals);
      return { op: 'oneOf', value, list, negated: expr.negated, type: CONDITION, span };
    }
    case 'presence': {
      return { op: 'present', value: lower(expr.value), negated: !expr.present, type: CONDITION, span };
    }
    case 'stringTest': {
      const test: StringTest = expr.test === 'matchesGlob' ? 'matches' : expr.test;
      return {
        op: 'stringTest',
        test,
        value: lower(expr.value),
        pattern: lower(expr.pattern),
        type: CONDITION,
        span,
      };
    }
    case 'not':
      return {
        op: 'not',
        operand: asCondition(lower(expr.operand)),
        type: CONDITION,
        span,
      };
    case 'logic':
      return lowerLogic(state, expr, bindings);
    case 'aggregate':
      return lowerAggregate(state, expr, lower);
    case 'did':
      return lowerDid(state, expr, lower);
    case 'unbuilt':
      throw new Error(`${expr.what} is not built`);
    default:
      return neverExpr(expr);
  }
}

/** A chain of one operator becomes one node, so that its length is no depth. */
function lowerLogic(state: LowerState, expr: Extract<Expr, { kind: 'logic' }>, bindings: Bindings): IrExpr {
  const operands: IrExpr[] = [];
  let rest: Expr = expr;
  while (rest.kind === 'logic' && rest.operator === expr.operator) {
    operands.push(asCondition(lowerExpr(state, rest.right, bindings)));
    rest = rest.left;
  }
  operands.push(asCondition(lowerExpr(state, rest, bindings)));
  operands.reverse();
  return { op: expr.operator, operands, type: CONDITION, span: expr.span };
}

function lowerRef(
  state: LowerState,
  ref: Ref,
  expr: Extract<Expr, { kind: 'ref' }>,
  bindings: Bindings,
): IrExpr {
  const { span } = expr;
  switch (ref.kind) {
    case 'userField': {
      const { type, defaultValue } = ref.field;
      const optional = type.optional && defaultValue === undefined;
      const field = known(state.userFieldIds.get(ref.field), 'user field');
      return { op: 'profile', field, type: irType(kindOf(type), optional), span };
    }
    case 'rowField':
    case 'triggerField': {
      const op = ref.kind === 'rowField' ? 'row' : 'event';
      return { op, field: fieldRef(ref.event, ref.field), type: fieldKind(ref.field), span };
    }
    case 'const':
      return constant(ref.symbol.value as Value, kindOf(ref.symbol.type), span);
    case 'param':
      return known(bindings.get(ref.symbol), `argument ${ref.symbol.name}`);
    case 'metric':
      return lowerExpr(state, ref.symbol.decl.value, new Map());
    case 'segment':
      return {
        op: 'member',
        segment: segmentId(state, ref.symbol),
        type: CONDITION,
        span,
      };
    case 'enumMember':
      return constant(ref.text, 'enum', span);
    case 'fn':
    case 'builtin':
      throw new Error(`the function ${pathText(expr.path)} is used without a call`);
    default:
      return neverRef(ref);
  }
}

function inline(state: LowerState, fn: FnSymbol, args: readonly IrExpr[]): IrExpr {
  const bindings = new Map(
    fn.params.map(
      (param, i) => [param, fit(known(args[i], `argument ${param.name}`), kindOf(param.type))] as const,
    ),
  );
  return fit(lowerExpr(state, fn.decl.body, bindings), kindOf(fn.result));
}

function lowerBuiltin(name: Builtin, args: readonly IrExpr[], { span }: Expr): IrExpr {
  const first = known(args[0], `argument of ${name}`);
  switch (name) {
    case 'min':
    case 'max': {
      const [left, right] = unify(first, known(args[1], `second argument of ${name}`));
      return call(name === 'min' ? 'minimum' : 'maximum', left.type.kind, [left, right], span);
    }
    case 'abs':
      return call(first.type.kind === 'decimal' ? 'absDecimal' : 'absInt', first.type.kind, [first], span);
    case 'round':
      return first.type.kind === 'int' ? first : call('round', 'int', [first], span);
    case 'lower':
      return call('lower', 'string', [first], span);
    case 'length':
      return call('length', 'int', [first], span);
    case 'hour':
    case 'weekday':
      return call(name, 'int', args, span);
    case 'date':
      return call(name, 'string', args, span);
    default:
      return neverBuiltin(name);
  }
}

/** `of` is what its place says that it is a list of: `user.prices ?? [0, 1]` holds decimals. */
function lowerList(items: readonly IrExpr[], { span }: Expr, of: Type['kind'] | undefined): IrExpr {
  const decimals = of === 'decimal' || items.some((item) => item.type.kind === 'decimal');
  return {
    op: 'list',
    items: decimals ? items.map(widen) : items,
    type: irType('list', false),
    span,
  };
}

function elementKind(type: Type | undefined): Type['kind'] | undefined {
  return type?.kind === 'list' ? type.of.kind : undefined;
}

/** A list that is written out widens with the value; one that is a constant or a field is what it is. */
function unifyWithList(value: IrExpr, list: IrExpr, holdsDecimals: boolean): readonly [IrExpr, IrExpr] {
  if (list.op === 'list' && value.type.kind === 'decimal') return [value, widen(list)];
  return [holdsDecimals ? widen(value) : value, list];
}

function negate(operand: IrExpr, { span }: Expr): IrExpr {
  if (operand.op === 'const' && typeof operand.value === 'number') {
    return constant(operand.value === 0 ? 0 : -operand.value, operand.type.kind, span);
  }
  return call('negInt', operand.type.kind, [operand], span);
}

function arithmetic(operator: ArithmeticOperator, l: IrExpr, r: IrExpr, { span }: Expr): IrExpr {
  if (l.type.kind === 'timestamp' || r.type.kind === 'timestamp') return timeArithmetic(operator, l, r, span);
  if (l.type.kind === 'duration' || r.type.kind === 'duration') {
    const ints: Partial<Record<ArithmeticOperator, IrOperator>> = {
      '+': 'addInt',
      '-': 'subInt',
      '*': 'mulInt',
    };
    return call(known(ints[operator], `${operator} of durations`), 'duration', [l, r], span);
  }
  const [left, right] = unify(l, r);
  const kind: ValueKind = left.type.kind;
  const suffix = kind === 'decimal' ? 'Decimal' : 'Int';
  switch (operator) {
    case '+':
      return call(`add${suffix}`, kind, [left, right], span);
    case '-':
      return call(`sub${suffix}`, kind, [left, right], span);
    case '*':
      return call(`mul${suffix}`, kind, [left, right], span);
    case '/':
      return call('divide', 'decimal', [left, right], span);
    case 'div':
      return call('divInt', 'int', [left, right], span);
    case 'mod':
      return call('modInt', 'int', [left, right], span);
    default:
      return neverOperator(operator);
  }
}

function timeArithmetic(operator: ArithmeticOperator, l: IrExpr, r: IrExpr, span: Expr['span']): IrExpr {
  if (operator === '+') {
    const args = l.type.kind === 'timestamp' ? [l, r] : [r, l];
    return call('addTime', 'timestamp', args, span);
  }
  if (r.type.kind === 'timestamp') return call('diffTime', 'duration', [l, r], span);
  return call('subTime', 'timestamp', [l, r], span);
}

function pathText(path: { readonly parts: readonly { readonly text: string }[] }): string {
  return path.parts.map((part) => part.text).join('.');
}

function neverExpr(expr: never): never {
  throw new Error(`unknown expression ${JSON.stringify(expr)}`);
}
function neverRef(ref: never): never {
  throw new Error(`unknown reference ${JSON.stringify(ref)}`);
}
function neverBuiltin(name: never): never {
  throw new Error(`unknown function ${String(name)}`);
}
function neverOperator(operator: never): never {
  throw new Error(`unknown operator ${String(operator)}`);
}
