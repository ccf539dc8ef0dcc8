import type { Span } from '../../syntax/span.ts';
import type { Expr } from '../../syntax/tree.ts';
import type { MetricSymbol } from '../program.ts';
import { sampleText } from '../types/type.ts';
import { withoutParens } from './children.ts';
import type { Site } from './site.ts';
import type { Facts } from './typed.ts';
import type { Typer } from './typer.ts';

/**
 * The values that must be there if this one is: what is computed from something missing is missing itself.
 * Behind `??` nothing follows.
 */
export function presentParts(typer: Typer, expr: Expr): Facts {
  const parts: number[] = [];
  const stack: Expr[] = [expr];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const part = withoutParens(next);
    if (part.kind === 'negate') stack.push(part.operand);
    else if (part.kind === 'arithmetic') stack.push(part.left, part.right);
    else if (part.kind === 'call' && typer.tables.refs.get(part.callee)?.kind === 'builtin')
      stack.push(...part.args);
    if (typer.tables.types.get(part)?.optional === true) parts.push(typer.identities.of(part));
  }
  return parts;
}

/**
 * Refuses a possibly missing operand where a false comparison would make the whole true. `word` is the operator that
 * asks for it whatever its place (`!=`, `not in`); without one it depends on the polarity.
 */
export function refuseMissing(
  typer: Typer,
  operand: Expr,
  whole: Expr,
  site: Site,
  word?: '!=' | 'not in',
): boolean {
  const type = typer.tables.types.get(operand);
  if (type === undefined || !type.optional || type.kind === 'unknown') return false;
  if (word === undefined && site.polarity === 'positive') {
    if (site.leaning !== undefined) typer.tables.leaning.add(site.leaning);
    return false;
  }
  const text = typer.reporter.quote(operand.span, 40);
  typer.reporter.report('N3006', operand.span, `\`${text}\` may be missing: ${reason(site, word)}`, {
    help: twoFixes(typer, operand, whole, text),
    related: site.negation === undefined || word !== undefined ? undefined : [site.negation],
  });
  return true;
}

/** A condition that has a name is negated where it is used: the same question, asked there. */
export function refuseLeaning(typer: Typer, metric: MetricSymbol, span: Span, site: Site): void {
  if (!typer.tables.leaning.has(metric.decl)) return;
  if (site.polarity === 'positive') {
    if (site.leaning !== undefined) typer.tables.leaning.add(site.leaning);
    return;
  }
  const why = `\`${metric.name}\` counts something missing as false: ${reason(site, undefined)}`;
  typer.reporter.report('N3006', span, why, {
    help: `in \`${metric.name}\` give a default with \`??\`, or ask \`is present\` first`,
    related: [
      { span: metric.decl.value.span, message: `\`${metric.name}\`` },
      ...(site.negation === undefined ? [] : [site.negation]),
    ],
  });
}

function reason(site: Site, word: '!=' | 'not in' | undefined): string {
  if (word !== undefined) return `say whether \`${word}\` is true then`;
  return site.polarity === 'negative'
    ? 'this is negated, so it would be true then'
    : site.place === 'fn'
      ? 'say what holds then, for a function may be used under `not`'
      : 'say what holds then';
}

function twoFixes(typer: Typer, operand: Expr, whole: Expr, text: string): string {
  const type = typer.tables.types.get(operand);
  const sample = type && sampleText(type);
  const condition = typer.reporter.quote(whole.span, 50);
  const guarded = `\`${text} is present and ${condition}\``;
  // `a + b ?? 0` means `(a + b) ?? 0`: `??` binds looser than arithmetic and tighter than comparisons.
  return sample === undefined
    ? `write ${guarded}`
    : `write \`${text} ?? ${sample}\` to say what counts instead, or ${guarded}`;
}
