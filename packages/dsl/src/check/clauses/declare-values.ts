import type { Expr, FnDecl, Param } from '../../syntax/tree.ts';
import { everyExpr } from '../expressions/children.ts';
import { constantOf, inTermsOf } from '../expressions/constant.ts';
import { checkFit } from '../expressions/fit.ts';
import { constantSite, type Site } from '../expressions/site.ts';
import type { Typer } from '../expressions/typer.ts';
import { checkNameStyle } from '../names/name-style.ts';
import type { Resolved } from '../names/resolve-path.ts';
import type { ConstSymbol, FnSymbol, MetricSymbol, ParamSymbol, Type } from '../program.ts';
import type { Reporter } from '../reporter.ts';
import { readType, type TypePlace } from '../types/read-type.ts';
import { UNKNOWN } from '../types/type.ts';

interface Named {
  readonly name: string;
  readonly module: string;
  readonly qualified: string;
}

export function namesOf({ name, module, qualified }: Named): Named {
  return { name, module, qualified };
}

export function declareConst(entry: Resolved<'const'>, typer: Typer): ConstSymbol {
  const { decl } = entry;
  const declared = decl.type && readType(decl.type, 'const', typer.reporter);
  const expected = declared && { ...declared, optional: false };
  const constant = constantOf(
    typer,
    decl.value,
    constantSite(entry.scope, decl),
    `\`${entry.name}\``,
    expected,
  );
  if (constant === undefined) {
    // Uses of a constant that could not be read are silent, for its type is unknown.
    return { kind: 'const', ...namesOf(entry), type: UNKNOWN, value: false, decl };
  }
  const type = expected ?? constant.type;
  return { kind: 'const', ...namesOf(entry), type, value: inTermsOf(constant, type), decl };
}

export function declareFn(entry: Resolved<'fn'>, typer: Typer): FnSymbol {
  const { decl } = entry;
  const params = readParams(decl.params, 'fnParam', typer.reporter);
  const declared = decl.result && readType(decl.result, 'fnResult', typer.reporter);
  const site: Site = {
    scope: entry.scope,
    place: 'fn',
    polarity: 'either',
    owner: decl,
    params: new Map(params.map((param) => [param.name, param])),
  };
  const { type } = typer.infer(decl.body, site, declared);
  const symbol: FnSymbol = {
    kind: 'fn',
    ...namesOf(entry),
    params,
    result: resultOf(typer, decl, type, declared),
    decl,
  };
  if (looksAtNow(decl.body, typer)) typer.tables.timeDependent.add(symbol);
  return symbol;
}

function looksAtNow(body: Expr, typer: Typer): boolean {
  for (const expr of everyExpr(body)) {
    if (expr.kind === 'now') return true;
    const ref = expr.kind === 'call' ? typer.tables.refs.get(expr.callee) : undefined;
    if (ref?.kind === 'fn' && typer.tables.timeDependent.has(ref.symbol)) return true;
  }
  return false;
}

function resultOf(typer: Typer, decl: FnDecl, type: Type, declared: Type | undefined): Type {
  if (declared === undefined || declared.kind === 'unknown') return type;
  checkFit(typer, decl.body, type, declared, `the result of \`${decl.name.text}\``);
  return declared;
}

export function readParams(
  params: readonly Param[],
  place: Extract<TypePlace, 'fnParam' | 'templateParam'>,
  reporter: Reporter,
): ParamSymbol[] {
  const byName = new Map<string, ParamSymbol>();
  const all: ParamSymbol[] = [];
  for (const decl of params) {
    const name = decl.name.text;
    checkNameStyle(decl.name, 'parameter', reporter);
    const symbol: ParamSymbol = { kind: 'param', name, type: readType(decl.type, place, reporter), decl };
    all.push(symbol);
    const first = byName.get(name);
    if (first === undefined) byName.set(name, symbol);
    else {
      reporter.report('N4001', decl.name.span, `there are two parameters \`${name}\``, {
        help: 'rename one of them',
        related: [{ span: first.decl.name.span, message: 'first declared here' }],
      });
    }
  }
  return all;
}

export function declareMetric(entry: Resolved<'metric'>, typer: Typer): MetricSymbol {
  const { decl } = entry;
  const site: Site = {
    scope: entry.scope,
    place: 'metric',
    polarity: 'positive',
    owner: decl,
    leaning: decl,
  };
  const { type } = typer.infer(decl.value, site);
  return { kind: 'metric', ...namesOf(entry), type, decl };
}
