import type { Comment } from '../syntax/tree.ts';
import type { Attached, AttachedBlock } from './attach-comments.ts';

/** Lines are kept under this where there is a place to break them. */
export const WIDTH_MAX = 100;

/** Behind what is there; a call cannot take as many arguments as a file may have lines. */
export function append(lines: string[], more: readonly string[]): void {
  for (const line of more) lines.push(line);
}

export function indent(lines: readonly string[]): string[] {
  return lines.map((line) => (line === '' ? '' : `  ${line}`));
}

const texts = (comments: readonly Comment[]): string[] => comments.map(({ text }) => text);

/** A line with comments behind it. */
export function withTrailing(line: string, comments: readonly Comment[]): string {
  return [line, ...texts(comments)].join(' ');
}

/** Puts comments behind the last line. */
export function trail(lines: readonly string[], comments: readonly Comment[]): string[] {
  if (comments.length === 0) return [...lines];
  return [...lines.slice(0, -1), withTrailing(lines[lines.length - 1] ?? '', comments)];
}

/** Whether the author left a blank line between two places. */
export function hasBlankLine(text: string, from: number, to: number): boolean {
  return /\n[^\S\n]*\n/.test(text.slice(from, to));
}

/** Where a part begins with the comments above it. */
export function startOf(part: Attached<{ readonly span: { readonly start: number } }>): number {
  return part.leading[0]?.span.start ?? part.node.span.start;
}

/** Where a part ends with the comments behind it. */
export function endOf(part: Attached<{ readonly span: { readonly end: number } }>): number {
  return part.trailing[part.trailing.length - 1]?.span.end ?? part.node.span.end;
}

/**
 * Comments on lines of their own; the author's single blank lines between them stay. `next` is where the part below
 * them begins, `null` if there is none.
 */
export function commentLines(text: string, comments: readonly Comment[], next: number | null): string[] {
  const lines: string[] = [];
  comments.forEach((comment, i) => {
    lines.push(comment.text);
    const to = comments[i + 1]?.span.start ?? next;
    if (to !== null && hasBlankLine(text, comment.span.end, to)) lines.push('');
  });
  return lines;
}

/**
 * Comments that stood inside a line and move above it. There a `///` would begin to document what follows, which it
 * did not where it stood.
 */
export function movedLines(text: string, comments: readonly Comment[]): string[] {
  return commentLines(text, comments.map(plain), null);
}

export function plain(comment: Comment): Comment {
  return { ...comment, text: comment.text.replace(/^\/\/\/+/, '//') };
}

/** The comments above a part; a `///` with more than white space and comments below it does not document the part. */
function leadingLines(text: string, comments: readonly Comment[], start: number): string[] {
  let touches = true;
  let below = start;
  const kept = [...comments].reverse().map((comment) => {
    touches &&= text.slice(comment.span.end, below).trim() === '';
    below = comment.span.start;
    return touches ? comment : plain(comment);
  });
  return commentLines(text, kept.reverse(), start);
}

/** A part with its comments, as lines: above it, what `print` makes of it, behind it. */
export function partLines<T extends { readonly span: { readonly start: number; readonly end: number } }>(
  text: string,
  part: Attached<T>,
  print: (node: T, inner: readonly Comment[]) => readonly string[],
): string[] {
  return [
    ...leadingLines(text, part.leading, part.node.span.start),
    ...trail(print(part.node, part.inner), part.trailing),
  ];
}

/** The inside of a block, with the author's single blank lines between parts that stayed neighbours. */
export function blockLines<T extends { readonly span: { readonly start: number; readonly end: number } }>(
  text: string,
  block: AttachedBlock<T>,
  print: (node: T, inner: readonly Comment[]) => readonly string[],
  order: (parts: readonly Attached<T>[]) => readonly Attached<T>[] = (parts) => parts,
): string[] {
  const lines: string[] = [];
  let before: Attached<T> | null = null;
  for (const part of order(block.parts)) {
    if (
      before !== null &&
      endOf(before) <= startOf(part) &&
      hasBlankLine(text, endOf(before), startOf(part))
    ) {
      lines.push('');
    }
    append(lines, partLines(text, part, print));
    before = part;
  }
  const firstDangling = block.dangling[0];
  if (firstDangling !== undefined) {
    const last = block.parts[block.parts.length - 1];
    if (last !== undefined && hasBlankLine(text, endOf(last), firstDangling.span.start)) lines.push('');
    append(lines, commentLines(text, block.dangling, null));
  }
  return lines;
}
