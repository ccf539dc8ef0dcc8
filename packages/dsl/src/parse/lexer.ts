import { type IToken, Lexer, type TokenType } from 'chevrotain';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { report } from '../diagnostics/report.ts';
import { lineStarts, type SourceFile, type Span } from '../syntax/span.ts';
import type { Comment } from '../syntax/tree.ts';
import { readText } from './escapes.ts';
import { readInstant, readNumber } from './literals.ts';
import * as t from './tokens.ts';

/** A token, with the value of what was a literal. `payload` is unset for all others. */
export type Lexeme = IToken;

export interface LexResult {
  readonly tokens: readonly Lexeme[];
  readonly comments: readonly Comment[];
  readonly diagnostics: readonly Diagnostic[];
  /** Numbers of the lines on which a quote is missing: what the parser says about them is doubtful. */
  readonly doubtfulLines: ReadonlySet<number>;
}

const lexer = new Lexer(t.lexerTokens, { positionTracking: 'onlyOffset', ensureOptimizations: true });

export const endOf = (token: Lexeme): number => token.startOffset + token.image.length;

/**
 * Text to tokens. What cannot be read gives a diagnostic and, where one can tell, the token that was meant, so that
 * one bad character costs one message.
 */
export function lex(file: SourceFile): LexResult {
  const raw = lexer.tokenize(file.text);
  const diagnostics: Diagnostic[] = [];
  const doubtfulLines = new Set<number>();
  const say = (code: string, start: number, end: number, message: string, help?: string): void => {
    diagnostics.push(report(code, { file: file.path, start, end }, message, { help }));
  };
  const line = lineCounter(file);
  const tokens: Lexeme[] = [];
  for (const token of joinTexts(file.text, raw.tokens, say)) {
    switch (token.tokenType) {
      case t.Word:
        if (!/[\p{L}\p{N}_]/u.test(token.image)) {
          sayJunk(token, undefined, say);
          continue;
        }
        readWord(token, say);
        break;
      case t.Backquoted:
        readBackquoted(token, say);
        break;
      case t.DidNot:
        say('N1009', token.startOffset, endOf(token), `there is no \`${token.image}\``, 'write `did not`');
        tokens.push(...splitAs(token, 3, t.kw('did'), t.kw('not')));
        continue;
      case t.StringText:
        if (!readString(token, say)) doubtfulLines.add(line(token.startOffset));
        break;
      case t.NumberText:
        readNumberToken(token, say);
        break;
      case t.InstantText: {
        const reading = readInstant(token.image);
        token.payload = reading.ok ? reading.value : 0;
        if (!reading.ok) say(reading.code, token.startOffset, endOf(token), reading.message, reading.help);
        break;
      }
      case t.ForeignSign:
        if (!readForeignSign(token, say)) continue;
        break;
      case t.Junk:
        sayJunk(token, tokens.at(-1), say);
        continue;
    }
    if (token.tokenType === t.GreaterEqual && closesListType(tokens)) {
      tokens.push(...splitAs(token, 1, t.Greater, t.Equal));
      continue;
    }
    tokens.push(token);
  }
  // Only a character that no pattern begins with: there is none, but a lexer must not be trusted blindly.
  for (const error of raw.errors) {
    say('N1001', error.offset, error.offset + error.length, 'this means nothing here');
  }
  for (const token of raw.groups['foreignComments'] ?? []) {
    const { image, startOffset: start } = token;
    const help = 'write `//` before each line of the comment';
    say('N1011', start, start + (image.startsWith('#') ? 1 : 2), 'comments begin with `//`', help);
  }
  // On a line with a missing quote the words of a text are read as if they were none.
  const lineAgain = lineCounter(file);
  diagnostics.sort((a, b) => a.span.start - b.span.start);
  const believed = diagnostics.filter(
    (d) => !doubtfulLines.has(lineAgain(d.span.start)) || d.code === 'N1002',
  );
  return {
    tokens,
    comments: comments(file, raw.groups['comments'] ?? []),
    diagnostics: believed,
    doubtfulLines,
  };
}

type Say = (code: string, start: number, end: number, message: string, help?: string) => void;

function become(token: Lexeme, type: TokenType): void {
  token.tokenType = type;
  token.tokenTypeIdx = type.tokenTypeIdx ?? token.tokenTypeIdx;
}

const asciiName = /^[A-Za-z_][A-Za-z0-9_]*$/;

function readWord(token: Lexeme, say: Say): void {
  const keyword = t.keywordTypes.get(token.image);
  if (keyword !== undefined) become(token, keyword);
  else if (!asciiName.test(token.image)) {
    const start = token.startOffset;
    const help = 'names are made of the letters a to z, digits and underscores; texts stand in double quotes';
    say('N1008', start, endOf(token), `\`${token.image.slice(0, 40)}\` is not a name`, help);
  }
}

function readBackquoted(token: Lexeme, say: Say): void {
  const closed = token.image.length > 1 && token.image.endsWith('`');
  const name = token.image.slice(1, closed ? -1 : undefined);
  token.payload = name;
  if (!closed) {
    say('N1008', token.startOffset, endOf(token), 'this name in backquotes is not closed', 'add a backquote');
  } else if (name.trim() === '') {
    say('N1008', token.startOffset, endOf(token), 'this name is empty');
  } else if (hasControlCharacter(name)) {
    say('N1008', token.startOffset, endOf(token), 'a name cannot hold control characters or half characters');
  }
}

function hasControlCharacter(name: string): boolean {
  for (const character of name) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 32 || code === 127 || (code >= 0xd800 && code <= 0xdfff)) return true;
  }
  return false;
}

/**
 * A quote inside a text ends it too early: `"He said "hello" to you"`. Where a closing quote touches a word, a number or
 * another quote, the pieces are one text again, so that this is one mistake and not a new entry of a template.
 */
function joinTexts(text: string, tokens: readonly Lexeme[], say: Say): Lexeme[] {
  const result: Lexeme[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Lexeme;
    result.push(token);
    if (!touches(text, token)) continue;
    const quote = endOf(token) - 1;
    say('N1012', quote, quote + 1, 'this `"` ends the text', 'inside a text write `\\"`');
    let last = i;
    while (touches(text, tokens[last] as Lexeme)) {
      const end = nextText(text, tokens, last);
      if (end === undefined) break;
      last = end;
    }
    const end = endOf(tokens[last] as Lexeme);
    result[result.length - 1] = { ...token, image: text.slice(token.startOffset, end) };
    // What hangs on the text without a quote of its own is no name that was meant.
    i = touches(text, tokens[last] as Lexeme) ? last + 1 : last;
  }
  return result;
}

/** Whether a closed text is followed, without white space, by what can only be more of it. */
function touches(text: string, token: Lexeme): boolean {
  if (token.tokenType !== t.StringText || token.image.length < 2 || !/^".*"$/.test(token.image)) return false;
  return /^[\p{L}\p{N}_"]/u.test(text.slice(endOf(token), endOf(token) + 2));
}

/** The next text on the same line. */
function nextText(text: string, tokens: readonly Lexeme[], from: number): number | undefined {
  for (let i = from + 1; i < tokens.length; i++) {
    const [before, token] = [tokens[i - 1] as Lexeme, tokens[i] as Lexeme];
    if (/[\r\n]/.test(text.slice(endOf(before), token.startOffset))) return undefined;
    if (token.tokenType === t.StringText) return token.image.startsWith('"') ? i : undefined;
  }
  return undefined;
}

/** False when a quote is missing. */
function readString(token: Lexeme, say: Say): boolean {
  const { image, startOffset: start } = token;
  const foreign = !image.startsWith('"');
  const closed = image.length > 1 && (foreign || (image.endsWith('"') && !endsInEscape(image)));
  const inner = image.slice(1, closed ? -1 : undefined);
  if (foreign) {
    say('N1010', start, endOf(token), 'texts stand in double quotes', `write \`"${inner.slice(0, 40)}"\``);
  }
  const { value, problems } = readText(inner, start + 1);
  token.payload = value;
  for (const problem of problems)
    say(problem.code, problem.start, problem.end, problem.message, problem.help);
  if (!closed) {
    const help = 'a text ends on the line where it begins; a line break inside is written `\\n`';
    say('N1002', start, endOf(token), 'a `"` is missing: this text is not closed', help);
  }
  return closed;
}

function endsInEscape(image: string): boolean {
  let backslashes = 0;
  for (let i = image.length - 2; i > 0 && image[i] === '\\'; i--) backslashes++;
  return backslashes % 2 === 1;
}

function readNumberToken(token: Lexeme, say: Say): void {
  const reading = readNumber(token.image);
  if (!reading.ok) {
    say(reading.code, token.startOffset, endOf(token), reading.message, reading.help);
    const duration = reading.code === 'N1006';
    become(token, duration ? t.DurationText : t.IntText);
    token.payload = duration ? { kind: 'duration', ms: 1 } : { kind: 'int', value: 0n };
    return;
  }
  become(token, reading.value.type);
  token.payload = reading.value;
}

const meant: ReadonlyMap<string, { readonly text: string; readonly type: TokenType }> = new Map([
  ['==', { text: '=', type: t.Equal }],
  ['===', { text: '=', type: t.Equal }],
  ['=>', { text: '>=', type: t.GreaterEqual }],
  ['=<', { text: '<=', type: t.LessEqual }],
  ['\u2265', { text: '>=', type: t.GreaterEqual }],
  ['\u2264', { text: '<=', type: t.LessEqual }],
  ['\u2260', { text: '!=', type: t.NotEqual }],
  ['\u2013', { text: '-', type: t.Minus }],
  ['\u2014', { text: '-', type: t.Minus }],
  ['\u2212', { text: '-', type: t.Minus }],
  ['<>', { text: '!=', type: t.NotEqual }],
  ['!==', { text: '!=', type: t.NotEqual }],
  ['&&', { text: 'and', type: t.kw('and') }],
  ['||', { text: 'or', type: t.kw('or') }],
  ['!', { text: 'not', type: t.kw('not') }],
]);

/** What the author means by a sign of another language. */
export const meantSign = (sign: string): string | undefined => meant.get(sign)?.text;

/** False when the sign stands for nothing at all. */
function readForeignSign(token: Lexeme, say: Say): boolean {
  const sense = meant.get(token.image);
  if (sense === undefined) {
    say(
      'N1009',
      token.startOffset,
      endOf(token),
      `\`${token.image}\` is not needed`,
      'white space is enough',
    );
    return false;
  }
  say('N1009', token.startOffset, endOf(token), `there is no \`${token.image}\``, `write \`${sense.text}\``);
  become(token, sense.type);
  token.payload = sense.text;
  return true;
}

function sayJunk(token: Lexeme, before: Lexeme | undefined, say: Say): void {
  const message = `${nameOfCharacter(token.image)} means nothing here`;
  const isNumber = before?.tokenType.CATEGORIES?.includes(t.NumberLiteral) === true;
  const help = !isNumber
    ? undefined
    : token.image === '%'
      ? `write \`${before.image}%\` without white space`
      : /^[$\u00a3\u00a5\u20ac]$/.test(token.image)
        ? `amounts are plain numbers: write \`${before.image}\``
        : undefined;
  say('N1001', token.startOffset, endOf(token), message, help);
}

function nameOfCharacter(text: string): string {
  const character = String.fromCodePoint(text.codePointAt(0) ?? 0);
  const code = character.codePointAt(0) ?? 0;
  if (code > 32 && code < 127) return `\`${character}\``;
  return `the character U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** `list<int>= …`: the `>` closes the type. Nothing else puts `list`, `<` and only a type's signs before a `>=`. */
function closesListType(before: readonly Lexeme[]): boolean {
  let braces = 0;
  for (let i = before.length - 1; i >= 0 && i > before.length - 64; i--) {
    const type = before[i]?.tokenType;
    if (type === t.RBrace) braces++;
    else if (type === t.LBrace) braces--;
    else if (type === t.Less && before[i - 1]?.tokenType === t.kw('list')) return true;
    else if (braces > 0 || type === t.Question || type === t.kw('enum') || type === t.Less) continue;
    else if (type?.CATEGORIES?.includes(t.AnyName) !== true) return false;
  }
  return false;
}

function splitAs(token: Lexeme, length: number, ...types: readonly [TokenType, TokenType]): Lexeme[] {
  const first = { ...token, image: token.image.slice(0, length) };
  const second = { ...token, image: token.image.slice(length), startOffset: token.startOffset + length };
  become(first, types[0]);
  become(second, types[1]);
  return [first, second];
}

function comments(file: SourceFile, tokens: readonly IToken[]): readonly Comment[] {
  const line = lineCounter(file);
  const starts = lineStarts(file);
  return tokens.map((token) => {
    const start = token.startOffset;
    const text = token.image.trimEnd();
    const span: Span = { file: file.path, start, end: start + text.length };
    const before = file.text.slice(starts[line(start)] ?? 0, start);
    const ownLine = /^[\s\ufeff]*$/.test(before);
    return { text, doc: ownLine && /^\/\/\/(?!\/)/.test(text), ownLine, span };
  });
}

/** Line numbers (from 0) of offsets that come in ascending order. */
function lineCounter(file: SourceFile): (offset: number) => number {
  const starts = lineStarts(file);
  let line = 0;
  return (offset) => {
    while (line + 1 < starts.length && (starts[line + 1] ?? 0) <= offset) line++;
    return line;
  };
}
