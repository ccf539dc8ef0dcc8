import type { Expr } from '../../syntax/tree.ts';
import { evaluate } from '../constants/evaluate.ts';
import { DECIMAL_MAX, DECIMAL_SCALE } from '../constants/numbers.ts';
import type { Type } from '../program.ts';
import { assignable, isNumber, sampleText, typeText } from '../types/type.ts';
import { withoutParens } from './children.ts';
import { reportUnknownMember } from './infer-reference.ts';
import type { Typer } from './typer.ts';

/** Whether a typed expression may stand where `target` is asked for; says so if not. `what` asks: "`total`". */
export function checkFit(typer: Typer, expr: Expr, type: Type, target: Type, what: string): boolean {
  const kind = checkKind(typer, expr, type, target);
  if (kind === 'reported') return false;
  if (kind === 'no') {
    const text = typer.reporter.quote(expr.span, 40);
    typer.reporter.report('N3003', expr.span, mismatch(what, target, text, type), {
      help: conversionHelp(typer, expr, type, target, what),
    });
    return false;
  }
  if (type.optional && !target.optional) {
    reportMissingValue(typer, expr, type, what);
    return false;
  }
  return true;
}

function reportMissingValue(typer: Typer, expr: Expr, type: Type, what: string): void {
  const text = typer.reporter.quote(expr.span, 40);
  const sample = sampleText(type);
  typer.reporter.report('N3007', expr.span, `\`${text}\` may be missing, but ${what} needs a value`, {
    help:
      sample === undefined
        ? `make sure before that \`${text} is present\``
        : `give a default: \`${text} ?? ${type.kind === 'string' ? '"…"' : sample}\``,
  });
}

function checkKind(typer: Typer, expr: Expr, type: Type, target: Type): 'yes' | 'no' | 'reported' {
  if (target.kind === 'decimal' && type.kind === 'int') return checkWidening(typer, expr);
  if (assignable(type, target)) return 'yes';
  const text = type.kind === 'string' ? constantText(typer, expr) : undefined;
  if (text === undefined) return 'no';
  if (target.kind === 'enum') return checkMember(typer, expr, text, target) ? 'yes' : 'reported';
  if (target.kind === 'timezone') return checkZone(typer, expr, text) ? 'yes' : 'reported';
  return 'no';
}

/** A constant beyond the range of decimals would be cut down silently. */
function checkWidening(typer: Typer, expr: Expr): 'yes' | 'reported' {
  const outcome = evaluate(expr, typer.tables);
  if (!outcome.known || typeof outcome.value !== 'number') return 'yes';
  const value = BigInt(outcome.value) * DECIMAL_SCALE;
  if (value <= DECIMAL_MAX && value >= -DECIMAL_MAX) return 'yes';
  typer.reporter.report(
    'N3009',
    expr.span,
    `\`${typer.reporter.quote(expr.span)}\` is too large for a \`decimal\``,
    {
      help: 'decimals go up to 500000000000',
    },
  );
  return 'reported';
}

/** A text that is fixed may stand for a member of an enum or a zone, if it is one. */
export function constantText(typer: Typer, expr: Expr): string | undefined {
  const outcome = evaluate(expr, typer.tables);
  return outcome.known && typeof outcome.value === 'string' ? outcome.value : undefined;
}

export function checkMember(
  typer: Typer,
  expr: Expr,
  text: string,
  target: Extract<Type, { kind: 'enum' }>,
): boolean {
  if (target.members.includes(text)) return true;
  reportUnknownMember(typer, expr, text, target);
  return false;
}

export function checkZone(typer: Typer, expr: Expr, text: string): boolean {
  if (typer.isZone(text)) return true;
  typer.reporter.report('N3014', withoutParens(expr).span, `there is no time zone \`${text}\``, {
    help: 'zones are written like `"Europe/Berlin"`, `"America/New_York"` or `"UTC"`',
  });
  return false;
}

function mismatch(what: string, target: Type, text: string, type: Type): string {
  return `${what} must be ${withTypeArticle(target)}, but \`${text}\` is ${withTypeArticle(type)}`;
}

/** "an `int`", "a `decimal`"; whether it may be missing is another matter. */
export function withTypeArticle(type: Type): string {
  const text = typeText({ ...type, optional: false });
  return `${/^[aeio]/.test(text) ? 'an' : 'a'} \`${text}\``;
}

function conversionHelp(typer: Typer, expr: Expr, type: Type, target: Type, what: string): string {
  const inner = withoutParens(expr);
  const text = typer.reporter.quote(inner.span, 40);
  const isNumberInQuotes = inner.kind === 'string' && /^-?\d+(\.\d+)?$/.test(inner.value);
  switch (target.kind) {
    case 'bool':
      return isLiteral(inner)
        ? 'write `true` or `false`'
        : 'compare it with something, or ask whether it `is present`';
    case 'int':
    case 'decimal':
      if (isNumberInQuotes) return `write it without quotes: \`${text.slice(1, -1)}\``;
      return type.kind === 'decimal' && !isLiteral(inner)
        ? `round it: \`round(${text})\``
        : `put ${withTypeArticle(target)} here`;
    case 'string':
      if (type.kind === 'enum') return `declare ${what} as an \`enum { … }\` of the same values`;
      return isLiteral(inner)
        ? `texts stand in double quotes: \`"${text}"\``
        : `declare ${what} as ${withTypeArticle(type)}`;
    case 'enum':
      return type.kind === 'string'
        ? 'only fixed texts can become a value of an enum: write one of its values here'
        : `put ${withTypeArticle(target)} here`;
    case 'duration':
      return isNumber(type) ? 'durations have a unit: `90s`, `60m`, `24h`, `7d`' : 'put a `duration` here';
    case 'timestamp':
      return type.kind === 'string'
        ? 'instants stand without quotes: `2026-03-02T10:00:00Z`'
        : 'put a `timestamp` here: `2026-03-02T10:00:00Z`';
    case 'list':
      return 'lists stand in brackets: `[a, b]`';
    case 'timezone':
    case 'unknown':
      return 'name a zone, such as `"Europe/Berlin"`';
    default: {
      const never: never = target;
      return never;
    }
  }
}

function isLiteral(expr: Expr): boolean {
  return ['bool', 'int', 'decimal', 'string', 'duration', 'instant', 'negate'].includes(expr.kind);
}
