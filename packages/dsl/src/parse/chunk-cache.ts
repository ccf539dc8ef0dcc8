import { allSpans, type MovableSpan } from './all-spans.ts';
import type { Finished } from './draft.ts';
import type { Lexeme } from './lexer.ts';

/** A declaration that was read without a complaint, and all that its reading depended on. */
interface Read {
  readonly doc: string | undefined;
  start: number;
  /** Kind and place of each token, the places from the declaration's start. */
  readonly tokens: Int32Array;
  readonly node: Exclude<Finished, undefined>;
  /** Looked for when it moves for the first time. */
  spans?: readonly MovableSpan[];
}

/**
 * The declarations of one file by their text, so that after an edit only those that changed are read again. The others
 * are the very same trees, at their new places: of what was read before, nothing must be used any more.
 */
export class ChunkCache {
  #before: ReadonlyMap<string, Read> = new Map();
  #now = new Map<string, Read>();
  #moved = false;

  /** Whether any of the trees stands elsewhere since `begin`. */
  get moved(): boolean {
    return this.#moved;
  }

  /** From here on the file is read anew; what is not met again is forgotten at the next call. */
  begin(): void {
    this.#before = this.#now;
    this.#now = new Map();
    this.#moved = false;
  }

  find(text: string, doc: string | undefined, tokens: readonly Lexeme[]): Finished {
    const known = this.#before.get(text);
    // Of two declarations with the same text each needs a tree of its own.
    if (known === undefined || this.#now.has(text) || known.doc !== doc) return undefined;
    if (!sameTokens(known.tokens, tokens)) return undefined;
    this.#move(known, tokens[0]?.startOffset ?? 0);
    this.#now.set(text, known);
    return known.node;
  }

  keep(text: string, doc: string | undefined, tokens: readonly Lexeme[], node: Finished): void {
    if (node === undefined || this.#now.has(text)) return;
    const start = tokens[0]?.startOffset ?? 0;
    this.#now.set(text, { doc, start, tokens: shapeOf(tokens, start), node });
  }

  #move(read: Read, start: number): void {
    const by = start - read.start;
    if (by === 0) return;
    read.spans ??= allSpans(read.node);
    for (const span of read.spans) {
      span.start += by;
      span.end += by;
    }
    read.start = start;
    this.#moved = true;
  }
}

function shapeOf(tokens: readonly Lexeme[], start: number): Int32Array {
  const shape = new Int32Array(tokens.length * 2);
  tokens.forEach((token, i) => {
    shape[2 * i] = token.tokenTypeIdx;
    shape[2 * i + 1] = token.startOffset - start;
  });
  return shape;
}

/** Equal texts are cut into equal tokens, save where something before them is wrong. */
function sameTokens(shape: Int32Array, tokens: readonly Lexeme[]): boolean {
  if (shape.length !== 2 * tokens.length) return false;
  const start = tokens[0]?.startOffset ?? 0;
  return tokens.every(
    (token, i) => shape[2 * i] === token.tokenTypeIdx && shape[2 * i + 1] === token.startOffset - start,
  );
}
