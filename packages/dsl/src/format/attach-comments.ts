import type { Span } from '../syntax/span.ts';
import type { Comment } from '../syntax/tree.ts';

/** A part of a block, with the comments that belong to it. */
export interface Attached<T> {
  readonly node: T;
  /** On lines of their own above it. */
  readonly leading: readonly Comment[];
  /** Inside it; a block hands them on to its own parts. */
  readonly inner: readonly Comment[];
  /** Behind it on its last line. */
  readonly trailing: readonly Comment[];
}

export interface AttachedBlock<T> {
  /** Behind the opening brace. */
  readonly header: readonly Comment[];
  readonly parts: readonly Attached<T>[];
  /** Below the last part. */
  readonly dangling: readonly Comment[];
}

/** Gives every comment of a block to one of its parts, so that it moves with it and none is lost. Linear. */
export function attachComments<T extends { readonly span: Span }>(
  text: string,
  nodes: readonly T[],
  comments: readonly Comment[],
): AttachedBlock<T> {
  const header: Comment[] = [];
  const parts: Attached<T>[] = [];
  let next = 0;
  const take = (while_: (comment: Comment) => boolean): Comment[] => {
    const taken: Comment[] = [];
    for (let comment = comments[next]; comment !== undefined && while_(comment); comment = comments[++next]) {
      taken.push(comment);
    }
    return taken;
  };
  const bySource = [...nodes].sort((a, b) => a.span.start - b.span.start);
  for (const [i, node] of bySource.entries()) {
    const before = take((comment) => comment.span.start < node.span.start);
    const first = parts.length === 0 ? before.filter((comment) => !comment.ownLine) : [];
    for (const comment of first) header.push(comment);
    const leading = before.filter((comment) => !first.includes(comment));
    const inner = take((comment) => comment.span.start < node.span.end);
    const trailing = take(
      (comment) =>
        !comment.ownLine &&
        comment.span.start < (bySource[i + 1]?.span.start ?? text.length) &&
        !text.slice(node.span.end, comment.span.start).includes('\n'),
    );
    parts.push({ node, leading, inner, trailing });
  }
  const rest = comments.slice(next);
  if (parts.length === 0) for (const comment of rest) if (!comment.ownLine) header.push(comment);
  const dangling = rest.filter((comment) => !header.includes(comment));
  return { header, parts, dangling };
}
