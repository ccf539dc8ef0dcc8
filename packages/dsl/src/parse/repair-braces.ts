import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { report } from '../diagnostics/report.ts';
import type { SourceFile } from '../syntax/span.ts';
import type { Layout } from './layout.ts';
import { endOf, type Lexeme } from './lexer.ts';
import * as t from './tokens.ts';

export interface Repaired {
  readonly tokens: Lexeme[];
  readonly diagnostics: readonly Diagnostic[];
  /** Offset of the first brace that was wrong. */
  readonly from: number;
}

interface Open {
  readonly token: Lexeme;
  readonly indent: number;
  readonly line: number;
}

/** A declaration with more wrong braces than this is not worth mending. */
const repairsMax = 10;

/**
 * Mends the braces of one declaration by its indentation: what opens a brace at the end of a line ends before the next
 * line that is indented no further. `offset` is the index of the declaration's first token in the file's layout.
 */
export function repairBraces(
  file: SourceFile,
  tokens: readonly Lexeme[],
  layout: Layout,
  offset: number,
): Repaired {
  const result: Lexeme[] = [];
  const diagnostics: Diagnostic[] = [];
  const stack: Open[] = [];
  /** Place in the result of the brace that first closed everything. */
  let closed = Number.POSITIVE_INFINITY;
  let from = file.text.length;
  const span = (token: Lexeme): Diagnostic['span'] => ({
    file: file.path,
    start: token.startOffset,
    end: endOf(token),
  });
  const closeUnclosed = (open: Open): void => {
    const previous = result.at(-1) ?? open.token;
    const at = endOf(previous);
    result.push({
      ...open.token,
      image: '',
      startOffset: at,
      tokenType: t.RBrace,
      tokenTypeIdx: t.RBrace.tokenTypeIdx ?? 0,
    });
    from = Math.min(from, open.token.startOffset);
    if (diagnostics.length >= repairsMax) return;
    diagnostics.push(
      report('N1102', span(open.token), 'this `{` is never closed', {
        help: 'add a `}` where it should end',
        related: [{ span: { file: file.path, start: at, end: at }, message: 'it may be missing here' }],
      }),
    );
  };
  /** Lines tell nothing about a declaration that stands on one line. */
  const lined = layout.line(offset) !== layout.line(offset + tokens.length - 1);

  tokens.forEach((token, i) => {
    const index = offset + i;
    if (lined && layout.first(index)) {
      const column = layout.column(index);
      const closes = token.tokenType === t.RBrace;
      for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
        const outside = closes ? column < top.indent : column <= top.indent;
        if (!outside || top.line === layout.line(index) || (closes && stack.length === 1)) break;
        closeUnclosed(top);
        stack.pop();
      }
    }
    if (token.tokenType === t.LBrace) {
      stack.push({ token, indent: layout.indent(index), line: layout.line(index) });
    } else if (token.tokenType === t.RBrace) {
      if (stack.pop() === undefined) {
        if (diagnostics.length >= repairsMax) return;
        // At the start of its line, with something between it and the brace that closed the declaration: then that
        // one came too early, and this one is right.
        const early = layout.first(index) && result.length - 1 > closed ? result[closed] : undefined;
        const wrong = early ?? token;
        from = Math.min(from, wrong.startOffset);
        const message = early === undefined ? 'this `}` closes nothing' : 'this `}` is one too many';
        diagnostics.push(report('N1103', span(wrong), message, { help: 'remove it' }));
        if (early === undefined) return;
        result.splice(closed, 1);
        closed = result.length;
      }
      if (stack.length === 0) closed = Math.min(closed, result.length);
    }
    result.push(token);
  });
  while (stack.length > 0) closeUnclosed(stack.pop() as Open);
  return { tokens: result, diagnostics, from };
}
