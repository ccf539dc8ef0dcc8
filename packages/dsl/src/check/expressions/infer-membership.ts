import type { Expr } from '../../syntax/tree.ts';
import { evaluate } from '../constants/evaluate.ts';
import type { Type } from '../program.ts';
import { BOOL, commonType, UNKNOWN, withOptional } from '../types/type.ts';
import { withoutParens } from './children.ts';
import { checkMember, withTypeArticle } from './fit.ts';
import { checkComparable, isContextual } from './infer-compare.ts';
import { presentParts, refuseMissing } from './missing.ts';
import { type Site, undirected } from './site.ts';
import { TYPED_BOOL, type Typed, typed } from './typed.ts';
import type { Typer } from './typer.ts';

type In = Extract<Expr, { kind: 'in' }>;
type List = Extract<Expr, { kind: 'list' }>;

export function inferIn(typer: Typer, expr: In, site: Site): Typed {
  const [value, list] = inferParts(typer, expr, undirected(site));
  if (value.kind === 'unknown' || list.kind === 'unknown') return TYPED_BOOL;
  if (list.kind !== 'list') {
    const text = typer.reporter.quote(expr.list.span, 40);
    typer.reporter.report(
      'N3003',
      expr.list.span,
      `\`in\` looks into a list, but \`${text}\` is ${withTypeArticle(list)}`,
      {
        help:
          list.kind === 'string'
            ? 'for a part of a text write `contains`'
            : `write \`= ${text}\`, or a list: \`[${text}]\``,
      },
    );
    return TYPED_BOOL;
  }
  if (emptyList(expr.list)) {
    reportEmpty(typer, expr.list, 'nothing is ever in an empty list');
    return TYPED_BOOL;
  }
  if (list.of.kind === 'unknown') return TYPED_BOOL;
  if (!checkElements(typer, expr, value, list.of)) return TYPED_BOOL;
  const word = expr.negated ? 'not in' : undefined;
  refuseMissing(typer, expr.value, expr, site, word);
  refuseMissing(typer, expr.list, expr, site, word);
  const parts = [...presentParts(typer, expr.value), ...presentParts(typer, expr.list)];
  return typed(BOOL, parts);
}

function inferParts(typer: Typer, expr: In, site: Site): readonly [Type, Type] {
  if (isContextual(expr.value, site) && !isContextual(expr.list, site)) {
    const list = typer.infer(expr.list, site).type;
    const of = list.kind === 'list' ? list.of : undefined;
    return [typer.infer(expr.value, site, of).type, list];
  }
  const value = typer.infer(expr.value, site).type;
  const expected: Type | undefined =
    value.kind === 'unknown' ? undefined : { kind: 'list', of: withOptional(value, false), optional: false };
  return [value, typer.infer(expr.list, site, expected).type];
}

/** A constant list of texts may hold members of the enum that is asked for. */
function checkElements(typer: Typer, expr: In, value: Type, of: Type): boolean {
  if (value.kind === 'enum' && of.kind === 'string') {
    const outcome = evaluate(expr.list, typer.tables);
    if (outcome.known && Array.isArray(outcome.value)) {
      return outcome.value.every(
        (text) => typeof text !== 'string' || checkMember(typer, expr.list, text, value),
      );
    }
  }
  if (value.kind === 'decimal' && of.kind === 'int' && withoutParens(expr.list).kind !== 'list') {
    const text = typer.reporter.quote(expr.list.span, 40);
    typer.reporter.report(
      'N3004',
      expr.span,
      `\`${text}\` is a list of ints, so a \`decimal\` is never in it`,
      {
        help: 'a single `int` becomes a `decimal` by itself, a list does not: make it a `list<decimal>`',
      },
    );
    return false;
  }
  return checkComparable(typer, expr, expr.value, value, expr.list, of);
}

function emptyList(expr: Expr): boolean {
  const inner = withoutParens(expr);
  return inner.kind === 'list' && inner.items.length === 0;
}

/** A list as written: constants of one type. What it is a list of may be said by its place. */
export function inferList(typer: Typer, expr: List, site: Site, expected: Type | undefined): Type {
  const wanted = expected?.kind === 'list' ? expected.of : undefined;
  let of: Type | undefined;
  for (const item of expr.items) {
    const type = typer.infer(item, undirected(site), wanted ?? of).type;
    if (type.kind === 'unknown' || !checkConstant(typer, item)) {
      of ??= UNKNOWN;
      continue;
    }
    if (type.kind === 'list') {
      typer.reporter.report('N3003', item.span, 'a list cannot hold a list', {
        help: 'write all values into one list',
      });
      return { kind: 'list', of: UNKNOWN, optional: false };
    }
    const common: Type | undefined = of === undefined ? type : commonType(of, type);
    if (common === undefined) {
      reportMixed(typer, item, type, of ?? UNKNOWN);
      return { kind: 'list', of: UNKNOWN, optional: false };
    }
    of = withOptional(common, false);
  }
  if (wanted !== undefined && wanted.kind === 'decimal' && of?.kind === 'int') of = wanted;
  return { kind: 'list', of: of ?? wanted ?? UNKNOWN, optional: false };
}

function checkConstant(typer: Typer, item: Expr): boolean {
  const outcome = evaluate(item, typer.tables);
  if (outcome.known && outcome.value !== undefined) return true;
  const text = typer.reporter.quote(item.span, 40);
  typer.reporter.report(
    'N3008',
    item.span,
    `\`${text}\` is not a constant, and a list holds only constants`,
    {
      help: `compare with it separately: \`… or x = ${text}\``,
    },
  );
  return false;
}

function reportMixed(typer: Typer, item: Expr, type: Type, of: Type): void {
  const text = typer.reporter.quote(item.span, 40);
  typer.reporter.report(
    'N3003',
    item.span,
    `this list holds values like ${withTypeArticle(of)}, but \`${text}\` is ${withTypeArticle(type)}`,
    { help: 'all values of a list have one type' },
  );
}

function reportEmpty(typer: Typer, expr: Expr, message: string): void {
  typer.reporter.report('N3015', expr.span, message, { help: 'put the values into it: `["DE", "AT"]`' });
}
