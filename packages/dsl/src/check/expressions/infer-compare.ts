import type { Expr } from '../../syntax/tree.ts';
import { findEntry } from '../names/find-entry.ts';
import type { Type } from '../program.ts';
import { BOOL, comparable, isOrdered, typeText, withOptional } from '../types/type.ts';
import { withoutParens } from './children.ts';
import { checkMember, checkZone, constantText, withTypeArticle } from './fit.ts';
import { findField } from './infer-reference.ts';
import { presentParts, refuseMissing } from './missing.ts';
import { type Site, undirected } from './site.ts';
import { TYPED_BOOL, type Typed, typed } from './typed.ts';
import type { Typer } from './typer.ts';

type Compare = Extract<Expr, { kind: 'compare' }>;
type Between = Extract<Expr, { kind: 'between' }>;

export function inferCompare(typer: Typer, expr: Compare, site: Site): Typed {
  const [left, right] = inferPair(typer, expr.left, expr.right, undirected(site));
  if (left.kind === 'unknown' || right.kind === 'unknown') return TYPED_BOOL;
  if (!checkComparable(typer, expr, expr.left, left, expr.right, right)) return TYPED_BOOL;
  const orders = expr.operator !== '=' && expr.operator !== '!=';
  if (orders && !checkOrdered(typer, expr, expr.operator, left)) return TYPED_BOOL;
  const word = expr.operator === '!=' ? '!=' : undefined;
  refuseMissing(typer, expr.left, expr, site, word);
  refuseMissing(typer, expr.right, expr, site, word);
  return typed(BOOL, [...presentParts(typer, expr.left), ...presentParts(typer, expr.right)]);
}

export function inferBetween(typer: Typer, expr: Between, site: Site): Typed {
  const inside = undirected(site);
  const value = typer.infer(expr.value, inside).type;
  const bounds = [expr.low, expr.high].map((bound) => ({
    bound,
    type: typer.infer(bound, inside, withOptional(value, false)).type,
  }));
  if (value.kind === 'unknown' || bounds.some(({ type }) => type.kind === 'unknown')) return TYPED_BOOL;
  for (const { bound, type } of bounds) {
    if (!checkComparable(typer, expr, expr.value, value, bound, type)) return TYPED_BOOL;
  }
  if (!checkOrdered(typer, expr, 'between', value)) return TYPED_BOOL;
  const parts = [expr.value, expr.low, expr.high];
  for (const part of parts) refuseMissing(typer, part, expr, site);
  return typed(
    BOOL,
    parts.flatMap((part) => presentParts(typer, part)),
  );
}

/**
 * Types two values that are to be compared. A side that means something only beside the other (a text, or a bare
 * name that may be a member of an enum) is typed second, with the other's type expected of it.
 */
function inferPair(typer: Typer, left: Expr, right: Expr, site: Site): readonly [Type, Type] {
  if (!isContextual(left, site)) {
    const type = typer.infer(left, site).type;
    return [type, typer.infer(right, site, withOptional(type, false)).type];
  }
  if (isContextual(right, site)) {
    const type = typer.infer(left, site).type;
    return [type, typer.infer(right, site).type];
  }
  const type = typer.infer(right, site).type;
  return [typer.infer(left, site, withOptional(type, false)).type, type];
}

export function isContextual(expr: Expr, site: Site): boolean {
  const inner = withoutParens(expr);
  if (inner.kind === 'string') return true;
  if (inner.kind === 'list') return inner.items.some((item) => isContextual(item, site));
  if (inner.kind !== 'ref' || inner.path.parts.length !== 1) return false;
  const name = inner.path.parts[0]?.text ?? '';
  if (site.params?.has(name) === true) return false;
  if (site.row !== undefined && findField(site.row.event, name) !== undefined) return false;
  return findEntry(site.scope, [name]).kind === 'noSuchName';
}

/** Whether two typed values may be equal; a fixed text may stand for a member of an enum or a zone. */
export function checkComparable(
  typer: Typer,
  whole: Expr,
  left: Expr,
  leftType: Type,
  right: Expr,
  rightType: Type,
): boolean {
  if (leftType.kind === 'unknown' || rightType.kind === 'unknown') return true;
  for (const [expr, type, other] of [
    [left, leftType, rightType],
    [right, rightType, leftType],
  ] as const) {
    if (type.kind !== 'string' || (other.kind !== 'enum' && other.kind !== 'timezone')) continue;
    const text = constantText(typer, expr);
    if (text === undefined) continue;
    return other.kind === 'enum' ? checkMember(typer, expr, text, other) : checkZone(typer, expr, text);
  }
  if (comparable(leftType, rightType)) return true;
  typer.reporter.report('N3004', whole.span, incomparable(typer, left, leftType, right, rightType), {
    help: comparisonHelp(leftType, rightType),
  });
  return false;
}

function incomparable(typer: Typer, left: Expr, leftType: Type, right: Expr, rightType: Type): string {
  const quote = (expr: Expr): string => `\`${typer.reporter.quote(expr.span, 40)}\``;
  if (leftType.kind === 'enum' && rightType.kind === 'enum') {
    return `${quote(left)} and ${quote(right)} have no value in common`;
  }
  return `${quote(left)} is ${withTypeArticle(leftType)} and ${quote(right)} is ${withTypeArticle(rightType)}: they cannot be compared`;
}

function comparisonHelp(a: Type, b: Type): string {
  const kinds = new Set([a.kind, b.kind]);
  const has = (kind: Type['kind']): boolean => kinds.has(kind);
  const one = a.kind === 'list' ? b : a;
  if (has('list')) {
    return one.kind === 'list'
      ? 'lists are not compared as a whole'
      : 'ask whether it is in the list: `x in list`';
  }
  if (has('enum') && has('string')) {
    return 'declare both as an `enum` of the same values, or both as `string`';
  }
  if (has('enum')) return 'compare it with one of its values';
  if (has('string') && (has('int') || has('decimal')))
    return 'write the number without quotes, or both as text';
  if (has('string') && has('bool')) return 'write `true` or `false` without quotes';
  if (has('string') && has('timestamp')) return 'instants stand without quotes: `2026-03-02T10:00:00Z`';
  if (has('duration') && (has('int') || has('decimal')))
    return 'durations have a unit: `90s`, `60m`, `24h`, `7d`';
  if (has('duration') && has('timestamp')) return 'compare times with times: `now - 24h` is a time';
  return `compare it with ${withTypeArticle(a)}`;
}

function checkOrdered(typer: Typer, whole: Expr, operator: string, type: Type): boolean {
  if (isOrdered(type)) return true;
  typer.reporter.report('N3005', whole.span, `\`${operator}\` has no meaning for ${withTypeArticle(type)}`, {
    help:
      type.kind === 'bool'
        ? 'a condition stands by itself, or behind `not`'
        : type.kind === 'enum'
          ? `name the values: \`… in [${type.members.slice(0, 2).join(', ')}]\``
          : `compare a \`${typeText({ ...type, optional: false })}\` with \`=\`, \`!=\` or \`in\``,
  });
  return false;
}
