import type { SourceFile } from '../syntax/span.ts';
import type { Comment } from '../syntax/tree.ts';

/**
 * The `///` lines above a place: the last ones before it, with nothing but white space and plain comments between.
 * Joined by line ends, without the slashes and one space.
 */
export function docReader(
  file: SourceFile,
  comments: readonly Comment[],
): (offset: number) => string | undefined {
  if (!comments.some((c) => c.doc)) return () => undefined;
  return (offset) => {
    const lines: string[] = [];
    let below = offset;
    for (let i = lastBefore(comments, offset); i >= 0; i--) {
      const comment = comments[i] as Comment;
      if (!comment.ownLine || file.text.slice(comment.span.end, below).trim() !== '') break;
      below = comment.span.start;
      if (comment.doc) lines.push(comment.text.replace(/^\/\/\/ ?/, ''));
      else if (lines.length > 0) break;
    }
    return lines.length === 0 ? undefined : lines.reverse().join('\n');
  };
}

/** The index of the last comment that begins before an offset, or −1. */
function lastBefore(comments: readonly Comment[], offset: number): number {
  let low = -1;
  let high = comments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((comments[middle]?.span.start ?? 0) < offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
