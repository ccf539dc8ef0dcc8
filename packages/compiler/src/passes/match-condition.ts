import type { MatchCondition, Value } from '@nudge/engine';
import { MIRROR } from '../comparisons.ts';
import type { IrExpr } from '../ir.ts';
import { compared, listed } from './match-comparison.ts';
import { type EventSide, subjectOf } from './match-subject.ts';

/** A condition that compares fields of the event with constants, as data; `null` if it looks at anything else. */
export function matchCondition(expr: IrExpr, side: EventSide): MatchCondition | null {
  switch (expr.op) {
    case 'const':
      return typeof expr.value === 'boolean' ? { op: expr.value ? 'and' : 'or', operands: [] } : null;
    case 'row':
    case 'event':
    case 'coalesce':
      return isTrue(expr, side);
    case 'truth':
      return isTrue(expr.value, side);
    case 'not': {
      const operand = matchCondition(expr.operand, side);
      return operand === null ? null : { op: 'not', operand };
    }
    case 'and':
    case 'or': {
      const operands = expr.operands.map((operand) => matchCondition(operand, side));
      return operands.every((operand) => operand !== null) ? { op: expr.op, operands } : null;
    }
    case 'compare': {
      const { test, left, right } = expr;
      if (right.op === 'const') return compared(test, subjectOf(left, side), right.value);
      return left.op === 'const' ? compared(MIRROR[test], subjectOf(right, side), left.value) : null;
    }
    case 'oneOf':
      return listed(subjectOf(expr.value, side), constantsOf(expr.list), expr.negated);
    case 'present': {
      const subject = subjectOf(expr.value, side);
      if (subject === null || subject.fallback !== null) return null;
      const present: MatchCondition = { op: 'present', field: subject.field };
      return expr.negated ? { op: 'not', operand: present } : present;
    }
    case 'profile':
    case 'now':
    case 'aggregate':
    case 'member':
    case 'call':
    case 'list':
    case 'nowCompare':
    case 'stringTest':
      return null;
    default:
      return neverExpr(expr);
  }
}

function isTrue(expr: IrExpr, side: EventSide): MatchCondition | null {
  const subject = expr.type.kind === 'bool' ? subjectOf(expr, side) : null;
  return subject === null ? null : compared('eq', subject, true);
}

function constantsOf(list: IrExpr): readonly Value[] | null {
  if (list.op === 'const') return Array.isArray(list.value) ? list.value : null;
  if (list.op !== 'list') return null;
  const values = list.items.map((item) => (item.op === 'const' ? item.value : undefined));
  return values.every((value) => value !== undefined) ? values : null;
}

function neverExpr(expr: never): never {
  throw new Error(`unknown expression ${JSON.stringify(expr)}`);
}
