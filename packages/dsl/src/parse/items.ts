import type { TokenType } from 'chevrotain';
import { nudgeClauseWords, reservedWords, segmentClauseWords, stepWords } from '../syntax/keywords.ts';
import type { Draft } from './draft.ts';
import type { Lexeme } from './lexer.ts';
import * as t from './tokens.ts';
import { kw } from './tokens.ts';

/** What the bodies of declarations hold: fields, clauses, steps. After an error the parser goes on at the next one. */
export type BodyRule =
  | 'fieldsBody'
  | 'sourceBody'
  | 'segmentBody'
  | 'nudgeBody'
  | 'templateBody'
  | 'testBody';

export const bodyRules: ReadonlyMap<string, BodyRule> = new Map([
  ['event', 'fieldsBody'],
  ['user', 'fieldsBody'],
  ['source', 'sourceBody'],
  ['segment', 'segmentBody'],
  ['nudge', 'nudgeBody'],
  ['template', 'templateBody'],
  ['test', 'testBody'],
]);

/** Words that may have been meant where something else stands, the likeliest first. */
export const wordsOf: Readonly<Record<BodyRule | 'other', readonly string[]>> = {
  fieldsBody: ['enum', 'list', 'pii'],
  sourceBody: ['format', 'on', 'and', 'in', 'is', 'present', 'missing'],
  segmentBody: [...segmentClauseWords, ...expressionWords()],
  nudgeBody: [...nudgeClauseWords, 'enter', 'exit', 'unless', ...expressionWords()],
  templateBody: [],
  testBody: [
    ...stepWords,
    'consents',
    'no',
    'nudge',
    'to',
    'on',
    'suppressed',
    'by',
    'metric',
    'of',
    'in',
    'not',
    'is',
    'missing',
  ],
  other: ['as', 'pii', 'allowed', ...expressionWords()],
};

function expressionWords(): string[] {
  return [
    ...reservedWords.filter((word) => !['now', 'user', 'event', 'true', 'false'].includes(word)),
    ...['with', 'glob', 'present', 'missing', 'calendar'],
  ];
}

const isName = (token: Lexeme | undefined): boolean =>
  token?.tokenType.CATEGORIES?.includes(t.AnyName) === true;

const opensOperand = new Set<TokenType>([
  ...['and', 'or', 'not', 'in', 'between', 'where', 'over', 'within', 'did', 'then', 'div', 'mod'].map(kw),
  ...[t.Equal, t.NotEqual, t.Less, t.LessEqual, t.Greater, t.GreaterEqual, t.Comma, t.Dot, t.Colon, t.LParen],
  ...[t.LSquare, t.Plus, t.Minus, t.Star, t.Slash, t.Coalesce, t.Arrow],
]);

const values: readonly TokenType[] = [t.IntText, t.DurationText, t.DecimalText, t.LParen, t.Minus];

/** Whether an item seems to begin here. `first` says that nothing stands before it on its line. */
export function startsItem(body: BodyRule, tokens: readonly Lexeme[], i: number, first: boolean): boolean {
  const token = tokens[i];
  const next = tokens[i + 1];
  const previous = tokens[i - 1]?.tokenType;
  if (token === undefined || !isName(token)) return false;
  if (previous !== undefined && opensOperand.has(previous) && !first) return false;
  const value = (): boolean => isName(next) || (next !== undefined && values.includes(next.tokenType));
  switch (body) {
    case 'fieldsBody':
      return next?.tokenType === t.Colon;
    case 'sourceBody':
      if (token.image === 'on') return isName(next) || next?.tokenType === t.Arrow;
      if (token.image === 'format') return isName(next);
      return next?.tokenType === t.Equal && isName(tokens[i + 2]) && (first || isName(tokens[i - 1]));
    case 'segmentBody':
      if (token.image === 'when') return true;
      return (token.image === 'for' || token.image === 'status') && value();
    case 'nudgeBody':
      return nudgeClauseWords.includes(token.image) && startsClause(token, next, first, value);
    case 'templateBody':
      return next?.tokenType === t.LBrace || (next?.tokenType === t.Minus && first);
    case 'testBody':
      if (stepWords.includes(token.image)) return true;
      return first && isName(next);
  }
}

function startsClause(
  token: Lexeme,
  next: Lexeme | undefined,
  first: boolean,
  value: () => boolean,
): boolean {
  switch (token.image) {
    case 'when':
      return true;
    case 'transactional':
    case 'backfill':
      return first || isName(next) || next?.tokenType === t.RBrace;
    case 'quiet':
      return next?.tokenType === t.TimeOfDay;
    default:
      return value();
  }
}

/** Forgets the items that begin at or behind an offset, since they are about to be read again. */
export function forgetFrom(draft: Draft, offset: number): void {
  const lists: { readonly span: { readonly start: number } }[][] = [
    draft.fields,
    draft.attributes,
    draft.mappings,
    draft.segmentClauses,
    draft.nudgeClauses,
    draft.locales,
    draft.steps,
  ];
  for (const list of lists) {
    while ((list.at(-1)?.span.start ?? -1) >= offset) list.pop();
  }
}
