import type { ArithmeticOperator, ComparisonOperator, StringTest } from '../../syntax/tree.ts';
import type { Builtin, ConstValue, Type } from '../program.ts';
import { matchesGlob } from './glob.ts';
import { clamp, DECIMAL_SCALE, divideRounding, type NumberKind, widen } from './numbers.ts';
import { FALSE, type Known, MISSING, type Outcome, truth, UNKNOWN_OUTCOME } from './outcome.ts';

function numberKind(kind: Type['kind']): NumberKind | undefined {
  return kind === 'int' || kind === 'decimal' || kind === 'timestamp' || kind === 'duration'
    ? kind
    : undefined;
}

function number(kind: NumberKind, value: bigint): Known {
  return { known: true, kind, value: clamp(kind, value) };
}

/** Both in one representation: an int beside a decimal becomes a decimal. */
export function align(a: Known, b: Known): readonly [ConstValue | undefined, ConstValue | undefined] {
  return [widenFor(a, b.kind), widenFor(b, a.kind)];
}

function widenFor(outcome: Known, other: Type['kind']): ConstValue | undefined {
  const { kind, value } = outcome;
  return kind === 'int' && other === 'decimal' && typeof value === 'number' ? widen(value) : value;
}

export function computeNegation(operand: Known): Outcome {
  const kind = numberKind(operand.kind);
  if (operand.value === undefined) return MISSING;
  if (kind === undefined || typeof operand.value !== 'number') return UNKNOWN_OUTCOME;
  return number(kind, -BigInt(operand.value));
}

export function computeArithmetic(operator: ArithmeticOperator, left: Known, right: Known): Outcome {
  const a = left.value;
  const b = right.value;
  if (a === undefined || b === undefined) return MISSING;
  const leftKind = numberKind(left.kind);
  const rightKind = numberKind(right.kind);
  if (leftKind === undefined || rightKind === undefined || typeof a !== 'number' || typeof b !== 'number') {
    return UNKNOWN_OUTCOME;
  }
  switch (operator) {
    case '+':
    case '-':
      return addOrSubtract(operator, leftKind, a, rightKind, b);
    case '*':
      return multiply(leftKind, a, rightKind, b);
    case '/': {
      if (b === 0) return MISSING;
      // Two ints are divided as they are; only beside a decimal an int is widened, and clamped by that.
      const [dividend, divisor] =
        leftKind === rightKind ? [a, b] : [widened(leftKind, a), widened(rightKind, b)];
      return number('decimal', divideRounding(BigInt(dividend) * DECIMAL_SCALE, BigInt(divisor)));
    }
    case 'div':
      return b === 0 ? MISSING : number('int', BigInt(a) / BigInt(b));
    case 'mod':
      return b === 0 ? MISSING : number('int', BigInt(a) % BigInt(b));
    default: {
      const never: never = operator;
      return never;
    }
  }
}

function addOrSubtract(
  operator: '+' | '-',
  leftKind: NumberKind,
  a: number,
  rightKind: NumberKind,
  b: number,
): Outcome {
  const combine = (x: number, y: number): bigint =>
    operator === '+' ? BigInt(x) + BigInt(y) : BigInt(x) - BigInt(y);
  if (leftKind === rightKind) {
    return number(leftKind === 'timestamp' && operator === '-' ? 'duration' : leftKind, combine(a, b));
  }
  if (leftKind === 'timestamp') return number('timestamp', combine(a, b));
  return number('decimal', combine(widened(leftKind, a), widened(rightKind, b)));
}

function multiply(leftKind: NumberKind, a: number, rightKind: NumberKind, b: number): Outcome {
  if (leftKind === 'duration' || (leftKind === 'int' && rightKind === 'int')) {
    return number(leftKind, BigInt(a) * BigInt(b));
  }
  const product = BigInt(widened(leftKind, a)) * BigInt(widened(rightKind, b));
  return number('decimal', divideRounding(product, DECIMAL_SCALE));
}

function widened(kind: NumberKind, value: number): number {
  return kind === 'int' ? widen(value) : value;
}

export function computeComparison(operator: ComparisonOperator, left: Known, right: Known): Outcome {
  const [a, b] = align(left, right);
  if (a === undefined || b === undefined) return FALSE;
  switch (operator) {
    case '=':
      return truth(a === b);
    case '!=':
      return truth(a !== b);
    case '<':
      return truth(a < b);
    case '<=':
      return truth(a <= b);
    case '>':
      return truth(a > b);
    case '>=':
      return truth(a >= b);
    default: {
      const never: never = operator;
      return never;
    }
  }
}

export function computeStringTest(test: StringTest, value: Known, pattern: Known): Outcome {
  const text = value.value;
  const sought = pattern.value;
  if (text === undefined || sought === undefined) return FALSE;
  if (typeof text !== 'string' || typeof sought !== 'string') return UNKNOWN_OUTCOME;
  switch (test) {
    case 'contains':
      return truth(text.includes(sought));
    case 'startsWith':
      return truth(text.startsWith(sought));
    case 'endsWith':
      return truth(text.endsWith(sought));
    case 'matchesGlob':
      return truth(matchesGlob(text, sought));
    default: {
      const never: never = test;
      return never;
    }
  }
}

/** Local time needs the zone table, which this package does not have: `hour`, `weekday` and `date` stay unknown. */
export function computeBuiltin(name: Builtin, args: readonly Known[]): Outcome {
  const [first, second] = args;
  if (first === undefined || args.some((arg) => arg.value === undefined)) return MISSING;
  switch (name) {
    case 'min':
    case 'max': {
      if (second === undefined) return UNKNOWN_OUTCOME;
      const [a, b] = align(first, second);
      if (typeof a !== 'number' || typeof b !== 'number') return UNKNOWN_OUTCOME;
      const kind = first.kind === second.kind ? first.kind : 'decimal';
      return { known: true, kind, value: name === 'min' ? Math.min(a, b) : Math.max(a, b) };
    }
    case 'abs':
      return typeof first.value === 'number' ? { ...first, value: Math.abs(first.value) } : UNKNOWN_OUTCOME;
    case 'round':
      if (typeof first.value !== 'number') return UNKNOWN_OUTCOME;
      return first.kind === 'int' ? first : number('int', divideRounding(BigInt(first.value), DECIMAL_SCALE));
    case 'lower':
      return typeof first.value === 'string'
        ? { known: true, kind: 'string', value: first.value.replace(/[A-Z]/g, (c) => c.toLowerCase()) }
        : UNKNOWN_OUTCOME;
    case 'length':
      return typeof first.value === 'string'
        ? { known: true, kind: 'int', value: [...first.value].length }
        : UNKNOWN_OUTCOME;
    case 'hour':
    case 'weekday':
    case 'date':
      return UNKNOWN_OUTCOME;
    default: {
      const never: never = name;
      return never;
    }
  }
}
