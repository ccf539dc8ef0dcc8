import type { Span } from '../syntax/span.ts';
import type { Comment, Expr, FieldInit } from '../syntax/tree.ts';
import { type Attached, attachComments } from './attach-comments.ts';
import { chainOf, expressionText, type SourceText } from './expression-text.ts';
import { blockLines, indent, movedLines, WIDTH_MAX, withTrailing } from './lines.ts';

/** What the printing of one file needs. */
export interface FormatContext {
  readonly text: string;
  readonly source: SourceText;
}

export type Lines = readonly string[];

/** One line; comments inside it move above it. */
export function leaf({ text }: FormatContext, inner: readonly Comment[], line: string): Lines {
  return [...movedLines(text, inner), line];
}

/** A head and an expression; where they are too long the expression is broken at its `and`s or `or`s. */
export function broken(context: FormatContext, inner: readonly Comment[], head: string, expr: Expr): Lines {
  const flat = `${head} ${expressionText(expr, context.source)}`;
  if (flat.length <= WIDTH_MAX || expr.kind !== 'logic') return leaf(context, inner, flat);
  const [first, ...rest] = chainOf(expr).map((operand) => expressionText(operand, context.source));
  return [
    ...movedLines(context.text, inner),
    `${head} ${first}`,
    ...rest.map((operand) => `  ${expr.operator} ${operand}`),
  ];
}

/**
 * `header { … }`. What the author wrote on one line and fits on one stays there; comments make a block of it.
 */
export function block<T extends { readonly span: Span }>(
  context: FormatContext,
  node: { readonly span: Span },
  header: string,
  parts: readonly T[],
  inner: readonly Comment[],
  print: (part: T, inner: readonly Comment[]) => Lines,
  order: (parts: readonly Attached<T>[]) => readonly Attached<T>[] = (list) => list,
): Lines {
  if (parts.length === 0 && inner.length === 0) return [`${header} {}`];
  const attached = attachComments(context.text, parts, inner);
  if (inner.length === 0 && !context.text.slice(node.span.start, node.span.end).includes('\n')) {
    const flat = order(attached.parts).map((part) => print(part.node, []).join(' '));
    const line = `${header} { ${flat.join('  ')} }`;
    if (line.length <= WIDTH_MAX) return [line];
  }
  const body = blockLines(context.text, attached, print, order);
  return [withTrailing(`${header} {`, attached.header), ...indent(body), '}'];
}

/** Sorts the parts of a block by their kinds; parts of one kind stay as they were. */
export function inOrder<T extends { readonly kind: string; readonly span: Span }>(
  kinds: readonly T['kind'][],
): (parts: readonly Attached<T>[]) => readonly Attached<T>[] {
  return (parts) => [...parts].sort((a, b) => kinds.indexOf(a.node.kind) - kinds.indexOf(b.node.kind));
}

/** `head { name: value, … }`, one a line where it is too long. */
export function initLines(
  context: FormatContext,
  head: string,
  inits: readonly FieldInit[],
  braces: boolean,
): readonly string[] {
  if (inits.length === 0) return [braces ? `${head} {}` : head];
  const items = inits.map(
    ({ name, value }) => `${context.source(name)}: ${expressionText(value, context.source)}`,
  );
  const flat = `${head} { ${items.join(', ')} }`;
  if (flat.length <= WIDTH_MAX) return [flat];
  return [`${head} {`, ...items.map((item, i) => `  ${item}${i === items.length - 1 ? '' : ','}`), '}'];
}

/** What is not built is not understood either: it stays as it is, moved as a whole. */
export function verbatim({ text }: FormatContext, span: Span): Lines {
  const [first = '', ...rest] = text
    .slice(span.start, span.end)
    .split('\n')
    .map((line) => line.trimEnd());
  const indents = rest.filter((line) => line !== '').map((line) => line.length - line.trimStart().length);
  const least = indents.length === 0 ? 0 : Math.min(...indents);
  return [first, ...rest.map((line) => line.slice(Math.min(least, line.length)))];
}
