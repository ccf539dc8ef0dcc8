/**
 * A half-open range of UTF-16 offsets `[start, end)` in one source file.
 * `file` is the path that the file was read under; lines and columns are derived (see `SourceFile`).
 */
export interface Span {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** A line and a column, both from 1; columns count UTF-16 units, as editors do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One `.nudge` file as read: its path (as it is shown to people) and its whole text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** The smallest span that covers both. They must be of one file. */
export function joinSpans(a: Span, b: Span): Span {
  return { file: a.file, start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
}

const lineStartsOf = new WeakMap<SourceFile, readonly number[]>();

/** Offsets at which the lines of a file begin; `\n`, `\r\n` and a lone `\r` end a line. */
export function lineStarts(file: SourceFile): readonly number[] {
  const known = lineStartsOf.get(file);
  if (known !== undefined) return known;
  const starts = [0];
  for (let i = 0; i < file.text.length; i++) {
    const c = file.text.charCodeAt(i);
    if (c === 10 || (c === 13 && file.text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
  }
  lineStartsOf.set(file, starts);
  return starts;
}

/** The line and column of an offset. Offsets past the end give the last position. */
export function positionAt(file: SourceFile, offset: number): Position {
  const starts = lineStarts(file);
  const at = Math.max(0, Math.min(offset, file.text.length));
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: at - (starts[low] ?? 0) + 1 };
}
