import type { Expr } from '../../syntax/tree.ts';
import { evaluate } from '../constants/evaluate.ts';
import type { Type } from '../program.ts';
import { BOOL, commonType, DECIMAL, isNumber, withOptional } from '../types/type.ts';
import { constantText, withTypeArticle } from './fit.ts';
import { checkComparable, isContextual } from './infer-compare.ts';
import { presentParts, refuseMissing } from './missing.ts';
import { type Site, undirected } from './site.ts';
import { TYPED_BOOL, type Typed, typed } from './typed.ts';
import type { Typer } from './typer.ts';

export function inferCoalesce(
  typer: Typer,
  expr: Extract<Expr, { kind: 'coalesce' }>,
  site: Site,
  expected: Type | undefined,
): Type {
  const inside = undirected(site);
  const wanted = expected && withOptional(expected, false);
  // `first_name ?? name` in a place for an enum: each side may need the place's type, or the other side's.
  const left = typer.infer(expr.left, inside, isContextual(expr.left, inside) ? wanted : undefined).type;
  const right = typer.infer(
    expr.right,
    inside,
    left.kind === 'unknown' ? wanted : withOptional(left, false),
  ).type;
  if (left.kind === 'unknown' || right.kind === 'unknown') {
    return withOptional(left.kind === 'unknown' ? right : left, right.optional);
  }
  const zone = left.kind === 'timezone' ? constantText(typer, expr.right) : undefined;
  // `user.zone ?? "UTC"` is a zone; any other text makes it a text.
  if (zone !== undefined && typer.isZone(zone)) return withOptional(left, right.optional);
  const common =
    isNumber(left) && isNumber(right) && left.kind !== right.kind ? DECIMAL : commonType(left, right);
  if (common !== undefined) return withOptional(common, right.optional);
  if (checkComparable(typer, expr, expr.left, left, expr.right, right))
    return withOptional(left, right.optional);
  return { kind: 'unknown', optional: right.optional };
}

export function inferPresence(typer: Typer, expr: Extract<Expr, { kind: 'presence' }>, site: Site): Typed {
  const { type } = typer.infer(expr.value, undirected(site));
  if (type.kind === 'unknown') return TYPED_BOOL;
  if (!type.optional) {
    const text = typer.reporter.quote(expr.value.span, 40);
    typer.reporter.report('N8006', expr.span, `\`${text}\` is never missing`, {
      help: expr.present ? 'leave the question out: it is always true' : 'this is always false: leave it out',
    });
  }
  const parts = presentParts(typer, expr.value);
  return expr.present ? typed(BOOL, parts) : typed(BOOL, [], parts);
}

const testWords = {
  contains: 'contains',
  startsWith: 'starts with',
  endsWith: 'ends with',
  matchesGlob: 'matches glob',
} as const;

export function inferStringTest(
  typer: Typer,
  expr: Extract<Expr, { kind: 'stringTest' }>,
  site: Site,
): Typed {
  const inside = undirected(site);
  const sides = [expr.value, expr.pattern].map((side) => ({ side, type: typer.infer(side, inside).type }));
  const word = testWords[expr.test];
  for (const { side, type } of sides) {
    if (type.kind === 'unknown' || type.kind === 'string' || type.kind === 'timezone') continue;
    const text = typer.reporter.quote(side.span, 40);
    const pattern = typer.reporter.quote(expr.pattern.span, 40);
    typer.reporter.report(
      'N3003',
      side.span,
      `\`${word}\` looks into texts, but \`${text}\` is ${withTypeArticle(type)}`,
      {
        help:
          type.kind === 'list' && side === expr.value
            ? `ask whether it is in the list: \`${pattern} in ${text}\``
            : type.kind === 'enum'
              ? 'compare the value with `=` or `in`'
              : 'put a text here',
      },
    );
    return TYPED_BOOL;
  }
  if (sides.some(({ type }) => type.kind === 'unknown')) return TYPED_BOOL;
  if (expr.test === 'matchesGlob' && !evaluate(expr.pattern, typer.tables).known) {
    typer.reporter.report('N3008', expr.pattern.span, 'the pattern of `matches glob` is not a constant', {
      help: 'write it as a text: `matches glob "shoe-*"`',
    });
    return TYPED_BOOL;
  }
  for (const { side } of sides) refuseMissing(typer, side, expr, site);
  return typed(
    BOOL,
    sides.flatMap(({ side }) => presentParts(typer, side)),
  );
}
