import type { Expr } from '../../syntax/tree.ts';
import { BOOL } from '../types/type.ts';
import { withTypeArticle } from './fit.ts';
import { presentParts, refuseMissing } from './missing.ts';
import { negated, type Site } from './site.ts';
import { type Facts, intersect, TYPED_BOOL, type Typed, typed } from './typed.ts';
import type { Typer } from './typer.ts';

type Logic = Extract<Expr, { kind: 'logic' }>;

/**
 * `a and b and c`: each operand is typed knowing that those before it are true (with `or`: false). Chains lean to
 * the left and may be long, so they are laid out first.
 */
export function inferLogic(typer: Typer, expr: Logic, site: Site): Typed {
  const links: Logic[] = [];
  let first: Expr = expr;
  while (first.kind === 'logic' && first.operator === expr.operator) {
    links.push(first);
    first = first.left;
  }
  const operands = [first, ...links.reverse().map((link) => link.right)];
  const isAnd = expr.operator === 'and';
  const assumed: Facts[] = [];
  const all: number[] = [];
  let shared: Facts | undefined;
  for (const operand of operands) {
    const result = typer.condition(operand, site);
    const sure = isAnd ? result.whenTrue : result.whenFalse;
    const other = isAnd ? result.whenFalse : result.whenTrue;
    typer.present.assume(sure);
    assumed.push(sure);
    for (const id of sure) all.push(id);
    shared = shared === undefined ? other : intersect(shared, other);
  }
  for (const facts of assumed) typer.present.forget(facts);
  for (const link of links) typer.tables.types.set(link, BOOL);
  return isAnd ? typed(BOOL, all, shared) : typed(BOOL, shared, all);
}

export function inferNot(typer: Typer, expr: Extract<Expr, { kind: 'not' }>, site: Site): Typed {
  const inside = negated(site, { span: { ...expr.span, end: expr.span.start + 3 }, message: 'negated here' });
  const { whenTrue, whenFalse } = typer.condition(expr.operand, inside);
  return typed(BOOL, whenFalse, whenTrue);
}

/** What stands where only true or false can: missing counts as false. */
export function inferCondition(typer: Typer, expr: Expr, site: Site): Typed {
  const result = typer.infer(expr, site);
  const { type } = result;
  if (type.kind === 'unknown') return TYPED_BOOL;
  if (type.kind !== 'bool') {
    const text = typer.reporter.quote(expr.span, 40);
    typer.reporter.report(
      'N3003',
      expr.span,
      `a condition is true or false, but \`${text}\` is ${withTypeArticle(type)}`,
      {
        help: type.optional
          ? `compare it with something, or ask: \`${text} is present\``
          : 'compare it with something',
      },
    );
    return TYPED_BOOL;
  }
  if (!type.optional) return result;
  refuseMissing(typer, expr, expr, site);
  return typed(BOOL, presentParts(typer, expr));
}
