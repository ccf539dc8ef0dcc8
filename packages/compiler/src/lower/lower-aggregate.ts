import type { AggregateExpr, AggregateFacts, DidExpr, Expr } from '@nudge/dsl';
import type { AggregateFunction, ValueKind } from '@nudge/engine';
import type { IrAggregate, IrExpr, IrType } from '../ir.ts';
import { asCondition, compare, constant } from './build.ts';
import { eventId, fieldRef, known, type LowerState } from './scope.ts';
import { fieldKind } from './types.ts';

/** Lowers a filter; handed in, since filters are expressions and aggregates are part of them. */
export type LowerWhere = (where: Expr) => IrExpr;

export function lowerAggregate(state: LowerState, expr: AggregateExpr, lower: LowerWhere): IrExpr {
  return use(state, expr.fn, factsOf(state, expr), expr.where, expr.span, lower);
}

/** `did E within W` is `count(E) over W >= 1`, `did not` is `= 0`. */
export function lowerDid(state: LowerState, expr: DidExpr, lower: LowerWhere): IrExpr {
  const count = use(state, 'count', factsOf(state, expr), expr.where, expr.span, lower);
  const zeroOrOne = constant(expr.negated ? 0 : 1, 'int', expr.span);
  return compare(expr.negated ? 'eq' : 'ge', count, zeroOrOne, expr.span);
}

/** The count of B that `on A unless B` asks for. */
export function lowerUnlessCount(
  state: LowerState,
  facts: AggregateFacts,
  where: Expr | undefined,
  span: Expr['span'],
  lower: LowerWhere,
): number {
  const count = use(state, 'count', facts, where, span, lower);
  if (count.op !== 'aggregate') throw new Error('a count is an aggregate');
  return count.aggregate;
}

function factsOf(state: LowerState, expr: AggregateExpr | DidExpr): AggregateFacts {
  return known(state.program.aggregates.get(expr), 'facts of an aggregate');
}

function use(
  state: LowerState,
  fn: AggregateFunction,
  facts: AggregateFacts,
  where: Expr | undefined,
  span: Expr['span'],
  lower: LowerWhere,
): IrExpr {
  const field = facts.field === undefined ? null : fieldKind(facts.field);
  const aggregate: IrAggregate = {
    function: fn,
    event: eventId(state, facts.event),
    field: facts.field === undefined ? null : fieldRef(facts.event, facts.field),
    valueKind: valueKind(field?.kind ?? 'int'),
    filter: where === undefined ? null : asCondition(lower(where)),
    windowMs: facts.windowMs ?? null,
    span,
  };
  state.aggregates.push(aggregate);
  return { op: 'aggregate', aggregate: state.aggregates.length - 1, type: resultType(fn, field), span };
}

function valueKind(kind: ValueKind): IrAggregate['valueKind'] {
  if (kind === 'list' || kind === 'duration') throw new Error(`a ${kind} cannot be aggregated`);
  return kind === 'timezone' ? 'string' : kind;
}

function resultType(fn: AggregateFunction, field: IrType | null): IrType {
  switch (fn) {
    case 'count':
    case 'distinct':
      return { kind: 'int', optional: false };
    case 'sum':
      return { kind: field?.kind ?? 'int', optional: false };
    case 'avg':
      return { kind: 'decimal', optional: true };
    case 'min':
    case 'max':
    case 'first':
    case 'last':
      return { kind: field?.kind ?? 'int', optional: true };
    default:
      return neverFunction(fn);
  }
}

function neverFunction(fn: never): never {
  throw new Error(`unknown aggregate function ${String(fn)}`);
}
