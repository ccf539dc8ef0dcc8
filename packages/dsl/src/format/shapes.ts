import type { Span } from '../syntax/span.ts';
import type { Comment } from '../syntax/tree.ts';
import { type Attached, attachComments } from './attach-comments.ts';
import type { Doc } from './doc.ts';
import { layoutDoc } from './layout-doc.ts';
import { blockLines, indent, movedLines, WIDTH_MAX, withTrailing } from './lines.ts';
import { Sentence } from './sentence.ts';

/** What the printing of one file needs. */
export interface FormatContext {
  readonly text: string;
  /** The text of a place as the author wrote it. */
  readonly source: (node: { readonly span: Span }) => string;
}

export type Lines = readonly string[];

/** One line; comments inside it move above it. */
export function leaf({ text }: FormatContext, inner: readonly Comment[], line: string): Lines {
  return [...movedLines(text, inner), line];
}

/**
 * A sentence, broken where it is too long. Comments inside it stay where a line may end, the others move above it.
 * `indentation` is what will stand before each of its lines.
 */
export function sentence(
  { text }: FormatContext,
  inner: readonly Comment[],
  indentation: number,
  build: (s: Sentence) => Doc,
): Lines {
  const s = new Sentence(text, inner);
  const lines = layoutDoc(build(s), WIDTH_MAX - indentation);
  return [...movedLines(text, s.rest), ...lines];
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
    const flat = order(attached.parts).map((part) => print(part.node, []));
    const line = `${header} { ${flat.join('  ')} }`;
    if (line.length <= WIDTH_MAX && flat.every((lines) => lines.length === 1)) return [line];
  }
  const body = blockLines(context.text, attached, print, order);
  return [...withTrailing(`${header} {`, attached.header).split('\n'), ...indent(body), '}'];
}

/** Sorts the parts of a block by their kinds; parts of one kind stay as they were. */
export function inOrder<T extends { readonly kind: string; readonly span: Span }>(
  kinds: readonly T['kind'][],
): (parts: readonly Attached<T>[]) => readonly Attached<T>[] {
  return (parts) => [...parts].sort((a, b) => kinds.indexOf(a.node.kind) - kinds.indexOf(b.node.kind));
}

/** What is not built is not understood either: it stays as it is, moved as a whole. */
export function verbatim({ text }: FormatContext, span: Span): Lines {
  const [first = '', ...rest] = text
    .slice(span.start, span.end)
    .split('\n')
    .map((line) => line.trimEnd());
  const indents = rest.filter((line) => line !== '').map((line) => line.length - line.trimStart().length);
  const least = indents.reduce((fewest, count) => Math.min(fewest, count), indents[0] ?? 0);
  return [first, ...rest.map((line) => line.slice(Math.min(least, line.length)))];
}
