import type { ArithmeticOperator, Expr } from '../../syntax/tree.ts';
import type { Type } from '../program.ts';
import { DECIMAL, DURATION, INT, isNumber, TIMESTAMP, UNKNOWN, withOptional } from '../types/type.ts';
import { withTypeArticle } from './fit.ts';
import { type Site, undirected } from './site.ts';
import type { Typer } from './typer.ts';

type Arithmetic = Extract<Expr, { kind: 'arithmetic' }>;

/** Chains lean to the left: they are walked down to their first operand and typed on the way back, without recursion. */
export function inferArithmetic(typer: Typer, expr: Arithmetic, site: Site): Type {
  const inside = undirected(site);
  const chain: Arithmetic[] = [expr];
  let first = expr.left;
  while (first.kind === 'arithmetic') {
    chain.push(first);
    first = first.left;
  }
  let type = typer.infer(first, inside).type;
  for (const each of chain.reverse()) {
    type = combine(typer, each, type, typer.infer(each.right, inside).type);
    if (type.optional && typer.present.has(typer.identities.of(each))) type = withOptional(type, false);
    typer.tables.types.set(each, type);
  }
  return type;
}

function combine(typer: Typer, expr: Arithmetic, left: Type, right: Type): Type {
  const optional = left.optional || right.optional;
  if (left.kind === 'unknown' || right.kind === 'unknown') return { ...UNKNOWN, optional };
  const result = resultType(expr.operator, left, right);
  if (result !== undefined) return withOptional(result, optional || result.optional);
  typer.reporter.report(
    'N3003',
    expr.span,
    `\`${expr.operator}\` does not work on ${withTypeArticle(left)} and ${withTypeArticle(right)}`,
    { help: helpFor(expr.operator, left, right) },
  );
  return UNKNOWN;
}

function resultType(operator: ArithmeticOperator, left: Type, right: Type): Type | undefined {
  const numbers = isNumber(left) && isNumber(right);
  const ints = left.kind === 'int' && right.kind === 'int';
  switch (operator) {
    case '+':
      if (numbers) return ints ? INT : DECIMAL;
      if (right.kind !== 'duration') return undefined;
      return left.kind === 'timestamp' ? TIMESTAMP : left.kind === 'duration' ? DURATION : undefined;
    case '-':
      if (numbers) return ints ? INT : DECIMAL;
      if (left.kind === 'timestamp') {
        return right.kind === 'timestamp' ? DURATION : right.kind === 'duration' ? TIMESTAMP : undefined;
      }
      return left.kind === 'duration' && right.kind === 'duration' ? DURATION : undefined;
    case '*':
      if (numbers) return ints ? INT : DECIMAL;
      return left.kind === 'duration' && right.kind === 'int' ? DURATION : undefined;
    case '/':
      return numbers ? { ...DECIMAL, optional: true } : undefined;
    case 'div':
    case 'mod':
      return ints ? { ...INT, optional: true } : undefined;
    default: {
      const never: never = operator;
      return never;
    }
  }
}

function helpFor(operator: ArithmeticOperator, left: Type, right: Type): string {
  if (operator === '+' && (left.kind === 'string' || right.kind === 'string')) {
    return 'texts are put together in a template: "Hello, {name}"';
  }
  if (operator === '*' && left.kind === 'int' && right.kind === 'duration') {
    return 'put the duration first: `24h * 3`';
  }
  if (operator === '+' && left.kind === 'duration' && right.kind === 'timestamp') {
    return 'put the time first: `event.at + 24h`';
  }
  if ((operator === 'div' || operator === 'mod') && isNumber(left) && isNumber(right)) {
    return 'it takes whole numbers; for decimals there is `/`, or `round(…)` before';
  }
  if (operator === '+' || operator === '-') {
    return 'numbers can be added to numbers, and durations to times and durations';
  }
  return operator === '*' ? 'numbers can be multiplied, and a duration with an `int`' : 'it works on numbers';
}

export function inferNegation(typer: Typer, expr: Extract<Expr, { kind: 'negate' }>, site: Site): Type {
  const { type } = typer.infer(expr.operand, undirected(site));
  if (isNumber(type) || type.kind === 'duration' || type.kind === 'unknown') return type;
  typer.reporter.report('N3003', expr.span, `\`-\` does not work on ${withTypeArticle(type)}`, {
    help:
      type.kind === 'bool'
        ? 'for the opposite of a condition write `not`'
        : 'it works on numbers and durations',
  });
  return UNKNOWN;
}
