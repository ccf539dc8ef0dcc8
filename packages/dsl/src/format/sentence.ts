import type { Span } from '../syntax/span.ts';
import type { Comment } from '../syntax/tree.ts';
import { type Doc, group, hardline, ifBroken, indented, line, softline, suffix } from './doc.ts';
import { plain } from './lines.ts';

type Spanned = { readonly span: Span };

/** What stands between two parts: a comment behind the first, and others on lines of their own. */
interface Gap {
  readonly behind: Doc;
  /** Each with a line end behind it. */
  readonly own: Doc;
}

/**
 * One clause, step or short declaration while it becomes a document. It hands the comments inside it out to the places
 * where a line may end; `rest` are those for which there was none.
 */
export class Sentence {
  readonly #text: string;
  readonly #waiting: Comment[];

  constructor(text: string, comments: readonly Comment[]) {
    this.#text = text;
    this.#waiting = [...comments];
  }

  get rest(): readonly Comment[] {
    return this.#waiting;
  }

  /** As the author wrote it: names, numbers and texts keep their form. */
  source({ span }: Spanned): string {
    return this.#text.slice(span.start, span.end);
  }

  /** The comments between two places, taken. */
  gap(from: number, to: number): Gap {
    const first = this.#waiting.findIndex(({ span }) => span.start >= from);
    if (first < 0) return { behind: '', own: '' };
    let end = first;
    while ((this.#waiting[end]?.span.start ?? to) < to) end++;
    const taken = this.#waiting.splice(first, end - first);
    const behind = taken.find(({ ownLine }) => !ownLine);
    const own = taken.filter((comment) => comment !== behind);
    return {
      behind: behind === undefined ? '' : suffix(behind.text),
      own: own.map((comment) => [comment.ownLine ? comment.text : plain(comment).text, hardline]),
    };
  }

  /** `a word b word c`: the first part, and the others each with what leads to it, where a line may end before each. */
  chain(parts: readonly { readonly node: Spanned; readonly lead: string; readonly doc: Doc }[]): Doc[] {
    return parts.map(({ node, lead, doc }, i) => {
      const before = parts[i - 1];
      if (before === undefined) return doc;
      const { behind, own } = this.gap(before.node.span.end, node.span.start);
      return [behind, line, own, lead, ' ', doc];
    });
  }

  /**
   * `[a, b]`: on one line or an item a line. `from` and `to` bound the place of the brackets; braces have white space
   * inside.
   */
  bracketed(
    [open, close]: readonly [string, string],
    items: readonly { readonly node: Spanned; readonly doc: Doc }[],
    from: number,
    to: number,
  ): Doc {
    const first = items[0];
    const last = items.at(-1);
    if (first === undefined || last === undefined) return open + close;
    const edge = open === '{' ? line : softline;
    const start = this.gap(from, first.node.span.start);
    const body: Doc[] = items.map(({ node, doc }, i) => {
      const before = items[i - 1];
      if (before === undefined) return [start.own, doc];
      const { behind, own } = this.gap(before.node.span.end, node.span.start);
      return [',', behind, line, own, doc];
    });
    const { behind, own } = this.gap(last.node.span.end, to);
    const below = Array.isArray(own) ? own.map(([text]: readonly Doc[]) => [hardline, text ?? '']) : '';
    return group([open, start.behind, indented([edge, body, ifBroken(','), behind, below]), edge, close]);
  }
}
