import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { parseFile } from '../parse/parse-file.ts';
import type { SourceFile } from '../syntax/span.ts';
import type { Comment, Declaration, ModuleLine, UseLine } from '../syntax/tree.ts';
import { type Attached, attachComments } from './attach-comments.ts';
import { declarationLines, useLine } from './declaration-lines.ts';
import { pathText } from './expression-text.ts';
import { commentLines, endOf, hasBlankLine, partLines, startOf } from './lines.ts';
import { type FormatContext, leaf } from './shapes.ts';

export type Formatted = { readonly text: string } | { readonly diagnostics: readonly Diagnostic[] };

type TopLevel = ModuleLine | UseLine | Declaration;

/**
 * A file in the one form that there is. Formatting what is formatted changes nothing, the tree stays the same but for
 * places and the order of clauses, and no comment is lost. A file with syntax errors gives those instead.
 */
export function formatFile(file: SourceFile): Formatted {
  const { tree, diagnostics } = parseFile(file);
  if (diagnostics.some(({ severity }) => severity === 'error')) return { diagnostics };
  const { text } = file;
  const context: FormatContext = { text, source: ({ span }) => text.slice(span.start, span.end) };
  const nodes: TopLevel[] = [
    ...(tree.module === undefined ? [] : [tree.module]),
    ...tree.uses,
    ...tree.declarations,
  ];
  const attached = attachComments(text, nodes, tree.comments);
  const lines: string[] = commentLines(text, attached.header, null);
  let before: { readonly part: Attached<TopLevel>; readonly height: number } | null = null;
  for (const part of attached.parts) {
    const printed = partLines(text, part, (node, inner) => topLevelLines(context, node, inner));
    if (before !== null) {
      const apart = hasBlankLine(text, endOf(before.part), startOf(part));
      // Only what the author put together on single lines stays together.
      if (apart || before.height > 1 || printed.length > 1 || before.part.node.kind !== part.node.kind)
        lines.push('');
    }
    lines.push(...printed);
    before = { part, height: printed.length };
  }
  if (attached.dangling.length > 0) {
    if (lines.length > 0) lines.push('');
    lines.push(...commentLines(text, attached.dangling, null));
  }
  return { text: lines.length === 0 ? '' : `${lines.join('\n')}\n` };
}

function topLevelLines(context: FormatContext, node: TopLevel, inner: readonly Comment[]): readonly string[] {
  switch (node.kind) {
    case 'module':
      return leaf(context, inner, `module ${pathText(node.path, context.source)}`);
    case 'use':
      return leaf(context, inner, useLine(context, node));
    default:
      return declarationLines(context, node, inner);
  }
}
