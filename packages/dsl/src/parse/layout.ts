import { lineStarts, type SourceFile } from '../syntax/span.ts';
import type { Lexeme } from './lexer.ts';

/**
 * Where tokens stand on the page. White space means nothing to a correct file; it is a hint about what the author
 * meant only where brackets do not match.
 */
export interface Layout {
  /** Line of a token, from 0. */
  line(index: number): number;
  /** Whether it is the first token of its line. */
  first(index: number): boolean;
  /** Column of a token, from 0. */
  column(index: number): number;
  /** Column of the first token of its line. */
  indent(index: number): number;
}

export function layoutOf(file: SourceFile, tokens: readonly Lexeme[]): Layout {
  const starts = lineStarts(file);
  const lines = new Int32Array(tokens.length);
  const indents = new Int32Array(tokens.length);
  let line = 0;
  tokens.forEach((token, i) => {
    while (line + 1 < starts.length && (starts[line + 1] ?? 0) <= token.startOffset) line++;
    lines[i] = line;
    const first = i === 0 || lines[i - 1] !== line;
    indents[i] = first ? token.startOffset - (starts[line] ?? 0) : (indents[i - 1] ?? 0);
  });
  return {
    line: (i) => lines[i] ?? 0,
    first: (i) => i === 0 || lines[i - 1] !== lines[i],
    column: (i) => (tokens[i]?.startOffset ?? 0) - (starts[lines[i] ?? 0] ?? 0),
    indent: (i) => indents[i] ?? 0,
  };
}
