import type { Expr } from '../../syntax/tree.ts';
import type { Type } from '../program.ts';
import type { Reporter } from '../reporter.ts';
import type { Tables } from '../tables.ts';
import { TIMESTAMP, UNKNOWN, withOptional } from '../types/type.ts';
import { Identities } from './identity.ts';
import { inferAggregate, inferDid } from './infer-aggregate.ts';
import { inferArithmetic, inferNegation } from './infer-arithmetic.ts';
import { inferCall } from './infer-call.ts';
import { inferBetween, inferCompare } from './infer-compare.ts';
import { inferLiteral } from './infer-literal.ts';
import { inferCondition, inferLogic, inferNot } from './infer-logic.ts';
import { inferIn, inferList } from './infer-membership.ts';
import { inferReference } from './infer-reference.ts';
import { inferCoalesce, inferPresence, inferStringTest } from './infer-simple.ts';
import { permits } from './permission.ts';
import type { Site } from './site.ts';
import { KnownPresent, type Typed, typed } from './typed.ts';
import type { Typer } from './typer.ts';

export function createTyper(tables: Tables, reporter: Reporter, isZone: (name: string) => boolean): Typer {
  const typer: Typer = {
    tables,
    reporter,
    identities: new Identities(tables),
    present: new KnownPresent(),
    pending: new Set(),
    isZone,
    infer: (expr, site, expected) => infer(typer, expr, site, expected),
    condition: (expr, site) => inferCondition(typer, expr, site),
  };
  return typer;
}

function infer(typer: Typer, outer: Expr, site: Site, expected: Type | undefined): Typed {
  let expr = outer;
  while (expr.kind === 'paren') expr = expr.inner;
  const result = inferKind(typer, expr, site, expected);
  const narrowed = narrow(typer, expr, result);
  for (let each = outer; each !== expr && each.kind === 'paren'; each = each.inner) {
    typer.tables.types.set(each, narrowed.type);
  }
  typer.tables.types.set(expr, narrowed.type);
  return narrowed;
}

function narrow(typer: Typer, expr: Expr, result: Typed): Typed {
  if (!result.type.optional || result.type.kind === 'unknown') return result;
  if (!typer.present.has(typer.identities.of(expr))) return result;
  return { ...result, type: withOptional(result.type, false) };
}

function inferKind(
  typer: Typer,
  expr: Exclude<Expr, { kind: 'paren' }>,
  site: Site,
  expected: Type | undefined,
): Typed {
  switch (expr.kind) {
    case 'bool':
    case 'int':
    case 'decimal':
    case 'string':
    case 'duration':
    case 'instant':
      return typed(inferLiteral(typer, expr, expected));
    case 'now':
      return typed(permits(typer, site, 'now', expr.span) ? TIMESTAMP : UNKNOWN);
    case 'ref':
      return typed(inferReference(typer, expr, site, expected));
    case 'call':
      return typed(inferCall(typer, expr, site));
    case 'list':
      return typed(inferList(typer, expr, site, expected));
    case 'negate':
      return typed(inferNegation(typer, expr, site));
    case 'arithmetic':
      return typed(inferArithmetic(typer, expr, site));
    case 'coalesce':
      return typed(inferCoalesce(typer, expr, site, expected));
    case 'compare':
      return inferCompare(typer, expr, site);
    case 'in':
      return inferIn(typer, expr, site);
    case 'between':
      return inferBetween(typer, expr, site);
    case 'presence':
      return inferPresence(typer, expr, site);
    case 'stringTest':
      return inferStringTest(typer, expr, site);
    case 'not':
      return inferNot(typer, expr, site);
    case 'logic':
      return inferLogic(typer, expr, site);
    case 'aggregate':
      return typed(inferAggregate(typer, expr, site));
    case 'did':
      return typed(inferDid(typer, expr, site));
    case 'unbuilt':
      typer.reporter.report('N9001', expr.span, `${expr.what} is not built yet`, {
        help: 'leave it out for now',
      });
      return typed(UNKNOWN);
    default: {
      const never: never = expr;
      return never;
    }
  }
}
