import type { Expr } from '../../syntax/tree.ts';
import { asDecimal, evaluate } from '../constants/evaluate.ts';
import type { ConstValue, Type } from '../program.ts';
import { DURATION } from '../types/type.ts';
import { checkFit } from './fit.ts';
import type { Site } from './site.ts';
import type { Typer } from './typer.ts';

export interface Constant {
  readonly type: Type;
  readonly value: ConstValue;
}

/**
 * The value of an expression that must be constant and, if `expected` is given, fit it. The value is in the
 * representation of `type`, the expression's own type. `what` begins the sentence of a refusal: "`price`".
 */
export function constantOf(
  typer: Typer,
  expr: Expr,
  site: Site,
  what: string,
  expected?: Type,
): Constant | undefined {
  const here: Site = { scope: site.scope, owner: site.owner, place: 'constant', polarity: 'either' };
  const said = typer.reporter.diagnostics.length;
  const { type } = typer.infer(expr, here, expected);
  if (type.kind === 'unknown' || typer.reporter.diagnostics.length > said) return undefined;
  if (type.kind === 'list' && type.of.kind === 'unknown') {
    typer.reporter.report('N3015', expr.span, `${what} is an empty list, and nothing says of what`, {
      help: 'give it a type: `const codes: list<string> = []`',
    });
    return undefined;
  }
  const outcome = evaluate(expr, typer.tables);
  if (outcome.known && outcome.value === undefined) {
    const text = typer.reporter.quote(expr.span, 40);
    typer.reporter.report('N3007', expr.span, `\`${text}\` has no value, but ${what} needs one`, {
      help: 'a division by zero has no value: change the divisor, or give a default with `??`',
    });
    return undefined;
  }
  // A quotient may be missing for all its type knows; once it is computed it is there.
  const there = outcome.known ? { ...type, optional: false } : type;
  if (expected !== undefined && !checkFit(typer, expr, there, expected, what)) return undefined;
  if (!outcome.known || outcome.value === undefined) {
    const text = typer.reporter.quote(expr.span, 40);
    typer.reporter.report('N3008', expr.span, `${what} must be fixed, but \`${text}\` is not a constant`, {
      help: 'put a fixed value here: a literal, or a `const`',
    });
    return undefined;
  }
  typer.tables.constants.set(expr, outcome.value);
  return { type: there, value: outcome.value };
}

/** A constant's value in the representation of the type it was checked against: an int becomes a decimal. */
export function inTermsOf(constant: Constant, target: Type): ConstValue {
  if (target.kind !== 'decimal') return constant.value;
  return asDecimal({ known: true, kind: constant.type.kind, value: constant.value }).value ?? constant.value;
}

const DAY_MS = 86_400_000;
const DURATION_MAX_DAYS = 3650;

/** A constant duration longer than nothing, in ms. `what`: "a window", "the cooldown". */
export function constantDuration(
  typer: Typer,
  expr: Expr,
  site: Site,
  what: string,
  zeroAllowed = false,
): number | undefined {
  const constant = constantOf(typer, expr, site, what, DURATION);
  if (constant === undefined || typeof constant.value !== 'number') return undefined;
  const ms = constant.value;
  if (ms < 0 || (ms === 0 && !zeroAllowed)) {
    typer.reporter.report('N3016', expr.span, `${what} must be longer than nothing`, {
      help: 'write a duration such as `90s`, `60m`, `24h` or `7d`',
    });
    return undefined;
  }
  if (ms > DURATION_MAX_DAYS * DAY_MS) {
    typer.reporter.report('N3016', expr.span, `${what} can be at most ${DURATION_MAX_DAYS} days long`, {
      help:
        what === 'a window'
          ? 'to look back without an end write `ever`, as in `count(Order) ever`'
          : 'shorten it',
    });
    return undefined;
  }
  return ms;
}
