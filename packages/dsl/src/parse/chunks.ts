import type { TokenType } from 'chevrotain';
import { closest } from '../diagnostics/did-you-mean.ts';
import { declarationWords } from '../syntax/keywords.ts';
import { bodyRules, startsItem } from './items.ts';
import type { Layout } from './layout.ts';
import type { Lexeme } from './lexer.ts';
import * as t from './tokens.ts';
import { kw } from './tokens.ts';

/** The tokens `[from, to)` of one declaration. */
export interface Chunk {
  readonly from: number;
  readonly to: number;
  /** Its braces do not balance: it ends before one is closed, or has a `}` too many. */
  readonly unclosed: boolean;
  readonly surplus: boolean;
}

const declarationTypes = new Set(declarationWords.map(kw));

export const isDeclarationWord = (token: Lexeme | undefined): boolean =>
  token !== undefined && declarationTypes.has(token.tokenType);

const isName = (token: Lexeme | undefined): boolean =>
  token?.tokenType.CATEGORIES?.includes(t.AnyName) === true;

/** Behind these an operand or a name must follow, so that a declaration's word there is a name. */
const wantsMore = new Set<TokenType>([
  t.Equal,
  t.NotEqual,
  t.Less,
  t.LessEqual,
  t.Greater,
  t.GreaterEqual,
  t.Plus,
  t.Minus,
  t.Star,
  t.Slash,
  t.Coalesce,
  t.LParen,
  t.LSquare,
  t.Comma,
  t.Dot,
  t.Colon,
  t.AtSign,
  t.Arrow,
  ...['and', 'or', 'not', 'in', 'between', 'where', 'over', 'within', 'did', 'then', 'div', 'mod', 'as'].map(
    kw,
  ),
  ...['contains', 'with', 'glob', 'unless'].map(kw),
]);

/**
 * Cuts a file into declarations, so that a mistake in one leaves the others alone. Outside all braces a declaration's
 * word begins a declaration unless an operand or a name must stand there: a correct file is cut rightly whatever its
 * white space, since no expression goes on with such a word. Wrong brackets are dealt with afterwards, by `splitPoint`
 * and `joinStrays`, which look at the page as well.
 */
export function cutChunks(tokens: readonly Lexeme[], layout: Layout, from = 0): Chunk[] {
  const chunks: Chunk[] = [];
  let start = from;
  let depth = 0;
  let surplus = false;
  let headless = lacksOpening(tokens, from);
  const close = (to: number): void => {
    if (to > start) chunks.push({ from: start, to, unclosed: depth > 0, surplus });
    start = to;
    depth = 0;
    surplus = false;
    headless = lacksOpening(tokens, to);
  };
  for (let i = from; i < tokens.length; i++) {
    const type = tokens[i]?.tokenType;
    const clauses = headless && !surplus;
    if (depth === 0 && i > start && startsChunk(tokens, layout, i, start, clauses)) close(i);
    if (type === t.LBrace) depth++;
    else if (type === t.RBrace) {
      if (depth > 0) depth--;
      else surplus = true;
    }
  }
  close(tokens.length);
  return joinStrays(chunks, tokens, layout);
}

/** Whether the body's first item stands directly behind the head of a declaration: its `{` is missing. */
function lacksOpening(tokens: readonly Lexeme[], start: number): boolean {
  const word = tokens[start];
  const body = isDeclarationWord(word) ? bodyRules.get(word?.image ?? '') : undefined;
  if (body === undefined) return false;
  let i = start + 1;
  if (word?.image !== 'user') {
    if (word?.image !== 'test' && !isName(tokens[i])) return false;
    i++;
  }
  if (tokens[i]?.tokenType === kw('as') && tokens[i + 1]?.tokenType === t.StringText) i++;
  if (tokens[i]?.tokenType === t.StringText) i++;
  if (tokens[i]?.tokenType === t.LParen) {
    // Not without end, since every declaration looks for itself.
    const end = i + 200;
    while (i < end && tokens[i]?.tokenType !== t.RParen && tokens[i]?.tokenType !== t.LBrace) i++;
    i++;
  }
  return startsItem(body, tokens, i, true);
}

/** `clauses`: the brace of the declaration is missing, so that its clauses stand outside all braces. */
function startsChunk(
  tokens: readonly Lexeme[],
  layout: Layout,
  i: number,
  start: number,
  clauses: boolean,
): boolean {
  const token = tokens[i];
  const previous = tokens[i - 1];
  if (previous === undefined || !isName(token)) return false;
  // Behind a dot every word is a name: `user.mod` wants no more.
  const wanting = wantsMore.has(previous.tokenType) && tokens[i - 2]?.tokenType !== t.Dot;
  const outside = layout.first(i) && layout.column(i) <= layout.column(start);
  if (clauses && !outside && (wanting || !isHeader(tokens, i))) return false;
  if (previous.tokenType === t.RBrace) return true;
  if (!isDeclarationWord(token)) {
    // A misspelt word; in a correct file no name follows an operand.
    if (!outside || wanting || i <= start + 1) return false;
    return looksLikeHeader(tokens, i) || (!clauses && looksLikeLine(tokens, i));
  }
  const wanted = wanting || (i === start + 1 && isDeclarationWord(previous));
  return !wanted || (outside && isHeader(tokens, i));
}

/** Any word, a name, and what stands behind the name of a declaration. */
function looksLikeHeader(tokens: readonly Lexeme[], i: number): boolean {
  const second = tokens[i + 1];
  const third = tokens[i + 2]?.tokenType;
  if (second?.tokenType === t.StringText) return third === t.LBrace;
  if (!isName(second)) return false;
  return third === t.LBrace || third === t.Equal || third === t.LParen || third === t.StringText;
}

/** `chanel sms`: nearly the word of a declaration without a body, with a name and nothing else on its line. */
function looksLikeLine(tokens: readonly Lexeme[], i: number): boolean {
  const word = tokens[i]?.image ?? '';
  return word.length > 3 && isName(tokens[i + 1]) && closest(word, ['channel', 'purpose']) !== undefined;
}

/** A declaration's word with what must stand behind it, as nothing else in the language does. */
function isHeader(tokens: readonly Lexeme[], i: number): boolean {
  const second = tokens[i + 1];
  const third = tokens[i + 2]?.tokenType;
  const then = (...types: readonly TokenType[]): boolean =>
    isName(second) && third !== undefined && types.includes(third);
  switch (tokens[i]?.image) {
    case 'test':
      return second?.tokenType === t.StringText && third === t.LBrace;
    case 'event':
      return then(t.LBrace, kw('as'));
    case 'segment':
    case 'nudge':
    case 'cohort':
    case 'quest':
    case 'campaign':
    case 'source':
      return then(t.LBrace, t.StringText);
    case 'metric':
      return then(t.Equal, t.StringText);
    case 'template':
      return then(t.LParen, t.LBrace);
    case 'fn':
      return then(t.LParen);
    case 'const':
      return then(t.Equal, t.Colon);
    default:
      return false;
  }
}

/** The same for words that are also clauses, or whose declaration has no body: only where a brace is surely missing. */
function isWeakHeader(tokens: readonly Lexeme[], i: number): boolean {
  const second = tokens[i + 1];
  switch (tokens[i]?.image) {
    case 'user':
      return second?.tokenType === t.LBrace;
    case 'channel':
    case 'purpose':
    case 'use':
    case 'module':
    case 'cap':
    case 'experiment':
      return isName(second);
    case 'late':
    case 'future':
    case 'delay':
      return second?.tokenType === t.DurationText;
    default:
      return false;
  }
}

/**
 * Where, inside a declaration that could not be read, the next one seems to begin: a header on a line of its own, no
 * further right than this one. If a brace is missing for sure, then lesser signs count too.
 */
export function splitPoint(tokens: readonly Lexeme[], layout: Layout, chunk: Chunk): number | undefined {
  const column = layout.column(chunk.from);
  for (let i = chunk.from + 1; i < chunk.to; i++) {
    if (!isDeclarationWord(tokens[i]) || !layout.first(i) || layout.column(i) > column) continue;
    if (isHeader(tokens, i) || (chunk.unclosed && isWeakHeader(tokens, i))) return i;
  }
  if (!chunk.unclosed) return undefined;
  // A file without line ends, or one that is indented at random.
  for (let i = chunk.from + 2; i < chunk.to; i++) {
    if (
      isDeclarationWord(tokens[i]) &&
      isHeader(tokens, i) &&
      !wantsMore.has(tokens[i - 1]?.tokenType ?? t.Dot)
    ) {
      return i;
    }
  }
  return undefined;
}

/**
 * A `}` that closes nothing, at the start of a line, belongs to the declaration that begins in its column. If the cut
 * has made several declarations of what stands between, indented, then they are clauses of that one, whose opening
 * brace is missing or which was closed too early.
 */
function joinStrays(chunks: Chunk[], tokens: readonly Lexeme[], layout: Layout): Chunk[] {
  if (!chunks.some((c) => c.surplus)) return chunks;
  const joined: Chunk[] = [];
  for (const chunk of chunks) {
    const stray = chunk.surplus ? strayOf(tokens, chunk) : undefined;
    const first =
      stray !== undefined && layout.first(stray) ? ownerOf(joined, chunk, layout.column(stray), layout) : 0;
    const from = joined.splice(joined.length - first, first)[0]?.from ?? chunk.from;
    joined.push({ ...chunk, from });
  }
  return joined;
}

/** How many of the chunks before must be joined so that the whole begins at the column; 0 when that cannot be. */
function ownerOf(before: readonly Chunk[], chunk: Chunk, column: number, layout: Layout): number {
  const indented = (c: Chunk): boolean => layout.indent(c.from) > column || !layout.first(c.from);
  let count = 0;
  for (let c = chunk; indented(c); count++) {
    const previous = before[before.length - 1 - count];
    if (previous === undefined || previous.surplus) return 0;
    c = previous;
  }
  return count;
}

function strayOf(tokens: readonly Lexeme[], chunk: Chunk): number | undefined {
  let depth = 0;
  for (let i = chunk.from; i < chunk.to; i++) {
    const type = tokens[i]?.tokenType;
    if (type === t.LBrace) depth++;
    else if (type === t.RBrace && --depth < 0) return i;
  }
  return undefined;
}
