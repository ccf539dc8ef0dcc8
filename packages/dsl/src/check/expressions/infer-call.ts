import { closest } from '../../diagnostics/did-you-mean.ts';
import type { Expr } from '../../syntax/tree.ts';
import { withArticle } from '../names/entry.ts';
import { findEntry, visibleEntries } from '../names/find-entry.ts';
import { isOfKind, pathText, reportNotFound } from '../names/resolve-path.ts';
import type { Builtin, Type } from '../program.ts';
import { noteUse } from '../tables.ts';
import { UNKNOWN } from '../types/type.ts';
import { checkFit } from './fit.ts';
import { builtinArity, builtins, inferBuiltin } from './infer-builtin.ts';
import { permits } from './permission.ts';
import { type Site, undirected } from './site.ts';
import type { Typer } from './typer.ts';

type Call = Extract<Expr, { kind: 'call' }>;

export function inferCall(typer: Typer, expr: Call, site: Site): Type {
  const parts = expr.callee.parts.map((part) => part.text);
  const found = findEntry(site.scope, parts);
  const name = pathText(expr.callee);
  // A declared function hides a built-in one of its name, as a module's own names hide all others.
  if (found.kind === 'entry' && isOfKind(found.entry, 'fn'))
    return inferFnCall(typer, expr, found.entry.decl, site);
  if (parts.length === 1 && isBuiltin(name)) return inferBuiltinCall(typer, expr, name, site);
  if (found.kind === 'entry') {
    const { kind } = found.entry.decl;
    if (kind !== 'unbuiltDecl') {
      typer.reporter.report(
        'N2006',
        expr.callee.span,
        `\`${name}\` is ${withArticle(kind)}, not a function`,
        {
          help:
            kind === 'const' || kind === 'metric' || kind === 'segment'
              ? `write \`${name}\` alone`
              : 'call a function here',
          related: [{ span: found.entry.nameSpan, message: 'declared here' }],
        },
      );
    }
  } else if (found.kind === 'noSuchName' && parts.length === 1) {
    const fns = visibleEntries(site.scope).filter((entry) => entry.decl.kind === 'fn');
    const meant = closest(name, [...builtins, ...fns.map((entry) => entry.name)]);
    typer.reporter.report('N2001', expr.callee.span, `there is no function \`${name}\``, {
      help: meant === undefined ? `declare it: \`fn ${name}(…) = …\`` : `did you mean \`${meant}\`?`,
    });
  } else {
    reportNotFound(expr.callee, found, 'fn', site.scope, typer.reporter);
  }
  for (const arg of expr.args) typer.infer(arg, undirected(site));
  return UNKNOWN;
}

function isBuiltin(name: string): name is Builtin {
  return builtins.some((each) => each === name);
}

function inferFnCall(
  typer: Typer,
  expr: Call,
  decl: Extract<Parameters<typeof noteUse>[2], { kind: 'fn' }>,
  site: Site,
): Type {
  noteUse(typer.tables, site.owner, decl, expr.callee.span);
  const symbol = typer.tables.fns.get(decl);
  if (symbol === undefined) {
    typer.pending.add(decl);
    for (const arg of expr.args) typer.infer(arg, undirected(site));
    return UNKNOWN;
  }
  typer.tables.refs.set(expr.callee, { kind: 'fn', symbol });
  // What a function looks at, the place of its call must allow.
  if (typer.tables.timeDependent.has(symbol) && !permits(typer, site, 'now', expr.span)) return symbol.result;
  const fits = checkCount(
    typer,
    expr,
    symbol.params.length,
    symbol.params.map((param) => param.name).join(', '),
  );
  expr.args.forEach((arg, i) => {
    const param = symbol.params[i];
    const type = typer.infer(arg, undirected(site), param?.type).type;
    if (fits && param !== undefined)
      checkFit(typer, arg, type, param.type, `\`${param.name}\` of \`${symbol.name}\``);
  });
  return symbol.result;
}

function inferBuiltinCall(typer: Typer, expr: Call, name: Builtin, site: Site): Type {
  typer.tables.refs.set(expr.callee, { kind: 'builtin', name });
  const types = expr.args.map((arg) => typer.infer(arg, undirected(site)).type);
  const { count, shape } = builtinArity[name];
  if (!checkCount(typer, expr, count, shape)) return UNKNOWN;
  return inferBuiltin(typer, expr, name, types);
}

function checkCount(typer: Typer, expr: Call, count: number, shape: string): boolean {
  if (expr.args.length === count) return true;
  const name = pathText(expr.callee);
  typer.reporter.report(
    'N3011',
    expr.span,
    `\`${name}\` takes ${count === 1 ? 'one value' : `${count} values`}, but is given ${expr.args.length}`,
    { help: `write \`${name}(${shape})\`` },
  );
  return false;
}
