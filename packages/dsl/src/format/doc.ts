/*
 * What is to be printed, before it is known where lines end: Wadler's "A prettier printer" in the form that Prettier
 * gave it. A group stays on one line if it fits, else every line of its own ends.
 */

export type Doc =
  | string
  | readonly Doc[]
  | { readonly kind: 'line'; readonly flat: string }
  | { readonly kind: 'hardline' }
  | { readonly kind: 'indent'; readonly content: Doc }
  | { readonly kind: 'group'; readonly content: Doc; readonly broken: boolean }
  | { readonly kind: 'ifBroken'; readonly content: Doc }
  /** A comment: it stands behind all else on its line, wherever on the line it was met. */
  | { readonly kind: 'suffix'; readonly text: string };

/** A space, or a line end. */
export const line: Doc = { kind: 'line', flat: ' ' };
/** Nothing, or a line end. */
export const softline: Doc = { kind: 'line', flat: '' };
export const hardline: Doc = { kind: 'hardline' };

export const indented = (content: Doc): Doc => ({ kind: 'indent', content });
export const suffix = (text: string): Doc => ({ kind: 'suffix', text });
/** What only a broken group has, such as the comma behind its last item. */
export const ifBroken = (content: Doc): Doc => ({ kind: 'ifBroken', content });

/** A group breaks at once when it must: when it holds a line end, or a comment that runs to one. */
export const group = (content: Doc): Doc => ({ kind: 'group', content, broken: mustBreak(content) });

export const isList = (doc: Doc): doc is readonly Doc[] => Array.isArray(doc);

function mustBreak(doc: Doc): boolean {
  if (typeof doc === 'string') return false;
  if (isList(doc)) return doc.some(mustBreak);
  switch (doc.kind) {
    case 'hardline':
    case 'suffix':
      return true;
    case 'indent':
      return mustBreak(doc.content);
    case 'group':
      return doc.broken;
    case 'line':
    case 'ifBroken':
      return false;
  }
}
