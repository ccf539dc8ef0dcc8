import { positionAt, type SourceFile, type Span } from '@nudge/dsl';

const LINES_MAX = 40;

/** Where a rule stands and what it says, for the head of its statement. */
export function sourceComment(files: readonly SourceFile[], span: Span): readonly string[] {
  const file = files.find(({ path }) => path === span.file);
  if (file === undefined) return [];
  const { line } = positionAt(file, span.start);
  return [`${span.file}:${line}`, ...sourceText(files, span).map((text) => `  ${text}`)];
}

/** What stands at a place, line by line. */
export function sourceText(files: readonly SourceFile[], span: Span): readonly string[] {
  const text = files.find(({ path }) => path === span.file)?.text.slice(span.start, span.end) ?? '';
  const lines = text.split('\n');
  return lines.length > LINES_MAX ? [...lines.slice(0, LINES_MAX), '…'] : lines;
}
