import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { parseFile } from '../parse/parse-file.ts';
import type { SourceFile } from '../syntax/span.ts';
import type { Comment, Declaration, ModuleLine, UseLine } from '../syntax/tree.ts';
import { type Attached, attachComments } from './attach-comments.ts';
import { declarationLines, useLines } from './declaration-lines.ts';
import { pathText } from './expression-doc.ts';
import { append, commentLines, endOf, hasBlankLine, partLines, startOf } from './lines.ts';
import { type FormatContext, sentence } from './shapes.ts';

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
  const { header, parts } = inPlace(text, attached.parts);
  const lines: string[] = commentLines(text, attached.header, null);
  if (header.length > 0) append(lines, [...commentLines(text, header, null), '']);
  let before: { readonly part: Attached<TopLevel>; readonly height: number } | null = null;
  for (const part of parts) {
    const printed = partLines(text, part, (node, inner) => topLevelLines(context, node, inner));
    if (before !== null) {
      const apart = hasBlankLine(text, endOf(before.part), startOf(part));
      // Only what the author put together on single lines stays together.
      if (apart || before.height > 1 || printed.length > 1 || before.part.node.kind !== part.node.kind)
        lines.push('');
    }
    append(lines, printed);
    before = { part, height: printed.length };
  }
  if (attached.dangling.length > 0) {
    if (lines.length > 0) lines.push('');
    append(lines, commentLines(text, attached.dangling, null));
  }
  return { text: lines.length === 0 ? '' : `${lines.join('\n')}\n` };
}

const rank = ({ node }: Attached<TopLevel>): number =>
  node.kind === 'module' ? 0 : node.kind === 'use' ? 1 : 2;

/**
 * `module` first, then what is used, then the declarations. When that moves something to the top, what stands above a
 * blank line at the head of the file is about the whole file and stays there.
 */
function inPlace(
  text: string,
  bySource: readonly Attached<TopLevel>[],
): { readonly header: readonly Comment[]; readonly parts: readonly Attached<TopLevel>[] } {
  const parts = [...bySource].sort((a, b) => rank(a) - rank(b));
  const first = bySource[0];
  if (first === undefined || first === parts[0]) return { header: [], parts };
  const { leading, node } = first;
  const count = leading.findLastIndex((comment, i) =>
    hasBlankLine(text, comment.span.end, leading[i + 1]?.span.start ?? node.span.start),
  );
  const header = leading.slice(0, count + 1);
  const rest = { ...first, leading: leading.slice(count + 1) };
  return { header, parts: parts.map((part) => (part === first ? rest : part)) };
}

function topLevelLines(context: FormatContext, node: TopLevel, inner: readonly Comment[]): readonly string[] {
  switch (node.kind) {
    case 'module':
      return sentence(context, inner, 0, (s) => `module ${pathText(s, node.path)}`);
    case 'use':
      return useLines(context, node, inner);
    default:
      return declarationLines(context, node, inner);
  }
}
