import { positionAt, type SourceFile, type Span } from '@nudge/dsl';

const LINES_MAX = 40;

/** Where a rule stands and what it says, for the head of its statement. */
export function sourceComment(files: readonly SourceFile[], span: Span): readonly string[] {
  const file = files.find(({ path }) => path === span.file);
  if (file === undefined) return [];
  const { line } = positionAt(file, span.start);
  const lines = file.text.slice(span.start, span.end).split('\n');
  const shown = lines.slice(0, LINES_MAX).map((text) => `  ${text}`);
  return [`${span.file}:${line}`, ...shown, ...(lines.length > LINES_MAX ? ['  …'] : [])];
}
