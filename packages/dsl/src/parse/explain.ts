import type { TokenType } from 'chevrotain';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { report } from '../diagnostics/report.ts';
import { declarationWords, nudgeClauseWords, reservedWords } from '../syntax/keywords.ts';
import type { SourceFile, Span } from '../syntax/span.ts';
import { endOf, type Lexeme } from './lexer.ts';
import * as t from './tokens.ts';
import { kw } from './tokens.ts';

/** Where a run of the grammar stopped: what stands at `index` is not what was `expected`, in the author's words. */
export interface Stop {
  readonly index: number;
  readonly expected: string;
}

const partner: ReadonlyMap<TokenType, TokenType> = new Map([
  [t.RParen, t.LParen],
  [t.RSquare, t.LSquare],
  [t.RBrace, t.LBrace],
]);
const closerOf: ReadonlyMap<string, string> = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
]);

/**
 * One diagnostic for a stop: at the bracket that is to blame where one is, else at what stands there. `newLine` says
 * that what was found begins a line (then a bracket opened before was probably forgotten), `meant` is a word that would
 * have let the grammar go on.
 */
export function explain(
  file: SourceFile,
  tokens: readonly Lexeme[],
  { index, expected }: Stop,
  newLine: boolean,
  meant?: string,
): Diagnostic {
  const found = tokens[index];
  const span = (token: Lexeme): Span => ({ file: file.path, start: token.startOffset, end: endOf(token) });
  const opener = meant === undefined ? unclosedBefore(tokens, index) : undefined;
  const unclosed = (token: Lexeme): Diagnostic =>
    report('N1102', span(token), `this \`${token.image}\` is never closed`, {
      help: `add a \`${closerOf.get(token.image) ?? ''}\` where it should end`,
      related:
        found === undefined
          ? undefined
          : [{ span: span(found), message: `\`${shown(found)}\` cannot stand inside it` }],
    });

  if (found === undefined) {
    if (opener !== undefined) return unclosed(opener);
    const end = tokens.at(-1);
    const at = end === undefined ? 0 : endOf(end);
    return report(
      'N1101',
      { file: file.path, start: at, end: at },
      `expected ${expected}, but nothing follows`,
      { help: `write ${expected} here` },
    );
  }
  const opens = partner.get(found.tokenType);
  if (opens !== undefined) {
    if (opener === undefined) {
      return report('N1103', span(found), `this \`${found.image}\` closes nothing`, { help: 'remove it' });
    }
    if (opener.tokenType !== opens) {
      const outer = opener.tokenType === t.LBrace || !opensBefore(tokens, index, opens);
      return outer
        ? report('N1103', span(found), `this \`${found.image}\` closes nothing`, {
            help: 'remove it',
            related: [{ span: span(opener), message: `\`${opener.image}\` was opened here` }],
          })
        : unclosed(opener);
    }
  }
  if (newLine && opener !== undefined && opener.tokenType !== t.LBrace) return unclosed(opener);
  const afterValue = !newLine && expected.startsWith('a clause of the');
  const wanted = afterValue ? `an operator, ${expected}` : expected;
  const help =
    meant === undefined
      ? (helpFor(tokens, index, expected) ??
        openingHelp(tokens, index, expected) ??
        choiceOf(wanted) ??
        `write ${expected} here`)
      : `did you mean \`${meant}\`?`;
  if (help === backquotesHelp) {
    return report('N1112', span(found), `\`${found.image}\` is a word of the language`, { help });
  }
  return report('N1101', span(found), `expected ${wanted} but found \`${shown(found)}\``, { help });
}

export const shown = (token: Lexeme): string =>
  token.image.length > 40 ? `${token.image.slice(0, 40)}…` : token.image;

/** The innermost bracket that is open where the token at `index` stands. */
function unclosedBefore(tokens: readonly Lexeme[], index: number): Lexeme | undefined {
  let depth = 0;
  for (let i = index - 1; i >= 0; i--) {
    const token = tokens[i] as Lexeme;
    if (partner.has(token.tokenType)) depth++;
    else if (closerOf.has(token.image) && depth-- === 0) return token;
  }
  return undefined;
}

/** Whether some bracket of this kind is open there, at whatever depth. */
function opensBefore(tokens: readonly Lexeme[], index: number, type: TokenType): boolean {
  let depth = 0;
  for (let i = index - 1; i >= 0; i--) {
    const token = tokens[i] as Lexeme;
    if (partner.get(token.tokenType) === type) depth++;
    else if (token.tokenType === type && depth-- === 0) return true;
  }
  return false;
}

const operatorLike = new Set<TokenType>([
  ...[
    t.Equal,
    t.NotEqual,
    t.Less,
    t.LessEqual,
    t.Greater,
    t.GreaterEqual,
    t.Plus,
    t.Star,
    t.Slash,
    t.RParen,
    t.Comma,
  ],
  ...[t.Coalesce, t.RSquare],
]);

const backquotesHelp = 'if it is meant as a name, write it in backquotes';

/** Behind the head of a declaration its body is missing, or only its `{`. */
function openingHelp(tokens: readonly Lexeme[], index: number, expected: string): string | undefined {
  if (expected !== '`{`' && !expected.endsWith('or `{`')) return undefined;
  const head = tokens
    .slice(0, index)
    .map((token) => token.image)
    .join(' ');
  return tokens[0]?.image === 'template' || head.length > 40 || head === ''
    ? 'the body of a declaration stands in braces: `{ … }`'
    : `write \`${head} {\``;
}

const operators = '`=`, `!=`, `<`, `>`, `in`, `is present`, `and`, `or`, `+` …';
const operands = 'a name, a number, a text, `did Order`, `count(Order)`, `(` …';

/** What may stand where nothing better can be said, in words longer than the message's own. */
function choiceOf(expected: string): string | undefined {
  const choice = expected.startsWith('an operator')
    ? operators
    : expected.includes('clause of the nudge')
      ? nudgeClauseWords.map((word) => `\`${word}\``).join(', ')
      : expected === 'an expression' || expected === 'a value'
        ? operands
        : expected === 'a type'
          ? '`string`, `int`, `decimal`, `bool`, `enum { … }`, `list<string>` …'
          : expected === 'the end of the declaration'
            ? declarationWords.map((word) => `\`${word}\``).join(', ')
            : undefined;
  return choice === undefined ? undefined : `here can stand: ${choice}`;
}

/** A word of advice for the slips that are made most. */
function helpFor(tokens: readonly Lexeme[], index: number, expected: string): string | undefined {
  const found = tokens[index] as Lexeme;
  const next = tokens[index + 1]?.tokenType;
  const before = tokens[index - 1];
  const name = expected.startsWith('a ') || expected.startsWith('an ') || expected.startsWith('the name');
  const anExpression = /^an? (?:expression|duration|number|instant)/.test(expected);
  const isOperand = next !== undefined && operatorLike.has(next);
  if (anExpression && isOperand && reservedWords.includes(found.image)) return backquotesHelp;
  if (expected.includes('clause of the')) {
    if (found.tokenType === t.LSquare) return 'a value is compared with a list by `in`';
    const begins = [kw('did'), kw('not'), t.LParen].includes(found.tokenType);
    if (begins) return 'a condition stands behind `when`, and `and` or `or` between two of them';
  }
  if (expected === '`:` and the type of the parameter' && before !== undefined)
    return `a parameter has a type: \`${before.image}: string\``;
  if (expected === '`:` and the type of the field' && before !== undefined)
    return `a field has a type: \`${before.image}: string\``;
  if (expected === '`within` and a duration')
    return 'write `unless Order within 24h`: how long is waited for it';
  switch (found.tokenType) {
    case t.Equal:
      if (expected.startsWith('`:`')) return 'here a `:` stands between the name and what it is';
      break;
    case t.Colon:
      if (expected.startsWith('`=`')) return 'here a `=` stands before the value';
      break;
    case t.DateText:
      if (anExpression) return `an instant has its time and zone too: \`${found.image}T00:00:00Z\``;
      break;
    case t.TimeOfDay:
      if (anExpression) return 'a time of day stands only behind `at` and `quiet`';
      break;
    case t.StringText:
      if (name && !expected.includes('quotes') && expected !== 'an expression')
        return 'names stand without quotes';
      break;
    case t.Star:
      if (before?.tokenType === t.LParen && tokens[index - 2]?.image === 'count') {
        return 'name the event to count: `count(Order)`';
      }
      break;
    case kw('within'):
      if (before?.tokenType === t.RParen) return 'an aggregate takes `over`, `did` takes `within`';
      break;
    case kw('over'):
      if (expected.includes('`)`')) return 'the window stands behind the `)`: `sum(Order.amount) over 24h`';
      return 'an aggregate such as `count(Order)` takes `over`, `did Order` takes `within`';
    case kw('suppressed'):
      return 'write `expect N to u suppressed by …`, without `nudge`';
    case kw('not'):
      if (expected === 'an expression')
        return '`not` stands before a whole comparison: `not a = b`, or `a != b`';
      break;
  }
  if (expected.includes('double quotes') && found.tokenType.CATEGORIES?.includes(t.AnyName) === true) {
    return `write \`"${shown(found)}"\``;
  }
  return undefined;
}
