import type { ArithmeticOperator, ComparisonOperator, StringTest } from '@nudge/dsl';
import { add, alike, divide, multiply, order, remainder, subtract, wholeQuotient } from './arithmetic.ts';
import { type Datum, isNumber, type Known, type NumberDatum, numberOf } from './datum.ts';
import { matchesGlob } from './text.ts';

export function arithmetic(operator: ArithmeticOperator, a: NumberDatum, b: NumberDatum): Datum {
  switch (operator) {
    case '+':
      return add(a, b);
    case '-':
      return subtract(a, b);
    case '*':
      return multiply(a, b);
    case '/':
      return divide(a, b);
    case 'div':
      return wholeQuotient(a, b);
    case 'mod':
      return remainder(a, b);
    default: {
      const never: never = operator;
      return never;
    }
  }
}

/** `=` between two values of one type; an int beside a decimal is widened. Lists are not compared. */
export function same(a: Known, b: Known): boolean {
  if (isNumber(a) && isNumber(b)) {
    const [x, y] = alike(a, b);
    return x.value === y.value;
  }
  if (a.kind === 'list' || b.kind === 'list') throw new Error('lists are not compared');
  return a.value === b.value;
}

export function compare(operator: ComparisonOperator, a: Known, b: Known): boolean {
  switch (operator) {
    case '=':
      return same(a, b);
    case '!=':
      return !same(a, b);
    case '<':
      return order(numberOf(a), numberOf(b)) < 0;
    case '<=':
      return order(numberOf(a), numberOf(b)) <= 0;
    case '>':
      return order(numberOf(a), numberOf(b)) > 0;
    case '>=':
      return order(numberOf(a), numberOf(b)) >= 0;
    default: {
      const never: never = operator;
      return never;
    }
  }
}

export function testText(test: StringTest, value: string, pattern: string): boolean {
  switch (test) {
    case 'contains':
      return value.includes(pattern);
    case 'startsWith':
      return value.startsWith(pattern);
    case 'endsWith':
      return value.endsWith(pattern);
    case 'matchesGlob':
      return matchesGlob(value, pattern);
    default: {
      const never: never = test;
      return never;
    }
  }
}
