import { type Position, positionAt, type SourceFile, type Span } from '../syntax/span.ts';

/** Where a span begins and ends for people and machines: lines and columns from 1, the end exclusive. */
export interface Place {
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
}

/** Gives places in a set of files; a span of a file that is not among them stands at its very beginning. */
export function placesIn(files: readonly SourceFile[]): (span: Span) => Place {
  const byPath = new Map(files.map((file) => [file.path, file]));
  return (span) => {
    const file = byPath.get(span.file);
    const at = (offset: number): Position =>
      file === undefined ? { line: 1, column: 1 } : positionAt(file, offset);
    return { file: span.file, start: at(span.start), end: at(Math.max(span.start, span.end)) };
  };
}
