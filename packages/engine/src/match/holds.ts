import type { MatchCondition } from '../contract/match.ts';
import type { Row } from '../contract/rules.ts';
import { fieldOf } from '../state/aggregate.ts';

/** Whether a condition is true of a row, read off the condition: what an index must agree with. */
export function holds(condition: MatchCondition, row: Row): boolean {
  switch (condition.op) {
    case 'and':
      return condition.operands.every((operand) => holds(operand, row));
    case 'or':
      return condition.operands.some((operand) => holds(operand, row));
    case 'not':
      return !holds(condition.operand, row);
    case 'in': {
      const value = fieldOf(row, condition.field);
      return value !== null && condition.values.includes(value);
    }
    case 'between': {
      const value = fieldOf(row, condition.field);
      if (typeof value !== 'number') return false;
      return value >= (condition.low ?? -Infinity) && value <= (condition.high ?? Infinity);
    }
    case 'present':
      return fieldOf(row, condition.field) !== null;
    default:
      return neverCondition(condition);
  }
}

function neverCondition(condition: never): never {
  throw new Error(`unknown condition ${JSON.stringify(condition)}`);
}
