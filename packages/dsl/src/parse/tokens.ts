import { createToken, Lexer, type TokenType } from 'chevrotain';
import {
  allKeywords,
  reservedWords,
  settingWords,
  stepWords,
  unbuiltDeclarationWords,
} from '../syntax/keywords.ts';
import { matchForeignComment, matchString } from './scan-text.ts';

/*
 * Categories say where a word counts as a name: one word has one token type and belongs to every category of the
 * places where it is not reserved. So the grammar never lists "a name, or one of these forty words".
 */
const category = (name: string, label: string): TokenType => createToken({ name, label, pattern: Lexer.NA });

/** Every token there is: the bodies of declarations that are only read over. */
export const AnyToken: TokenType = category('AnyToken', 'anything');
/** Any word: names of declarations and fields, what stands after a dot or before a colon. */
export const AnyName: TokenType = category('AnyName', 'a name');
/** Words that a reference may begin with: all but the words of expressions, save `user` and `event`. */
export const RefStart: TokenType = category('RefStart', 'a name');
/** Words that name a type by themselves: all but `enum` and `list`. */
export const TypeName: TokenType = category('TypeName', 'a type');
/** The event of a trigger: `enter`, `exit` and `complete` mean something else there. */
export const TriggerEvent: TokenType = category('TriggerEvent', 'an event');
/** Words that begin a step of a test as a user's name. */
export const StepUser: TokenType = category('StepUser', 'a user');
/** Words that begin an attribute of a source. */
export const AttributeName: TokenType = category('AttributeName', 'a name');
export const SettingWord: TokenType = category('SettingWord', 'a setting');
export const UnbuiltWord: TokenType = category('UnbuiltWord', 'a declaration');
/** `+ - * / div mod ??`: what joins values. */
export const ValueOperator: TokenType = category('ValueOperator', 'an operator');
/** `= != < <= > >=` */
export const CompareSign: TokenType = category('CompareSign', 'a comparison');
/** `and`, `or` */
export const LogicWord: TokenType = category('LogicWord', '`and` or `or`');
/** Ints, decimals and durations. */
export const NumberLiteral: TokenType = category('NumberLiteral', 'a number');
export const BoolWord: TokenType = category('BoolWord', '`true` or `false`');

const categories: TokenType[] = [
  AnyToken,
  AnyName,
  RefStart,
  TypeName,
  TriggerEvent,
  StepUser,
  AttributeName,
  SettingWord,
  UnbuiltWord,
  ValueOperator,
  CompareSign,
  LogicWord,
  NumberLiteral,
  BoolWord,
];

const wordCategories = (word: string | undefined): TokenType[] => {
  const result = [AnyToken, AnyName];
  const unless = (words: readonly string[], type: TokenType): void => {
    if (word === undefined || !words.includes(word)) result.push(type);
  };
  unless(
    reservedWords.filter((w) => w !== 'user' && w !== 'event'),
    RefStart,
  );
  unless(['enum', 'list'], TypeName);
  unless(['enter', 'exit', 'complete'], TriggerEvent);
  unless([...stepWords, 'consents', ...reservedWords.filter((w) => w !== 'user' && w !== 'event')], StepUser);
  unless(['on', 'format'], AttributeName);
  const only = (words: readonly string[], type: TokenType): void => {
    if (word !== undefined && words.includes(word)) result.push(type);
  };
  only(settingWords, SettingWord);
  only(unbuiltDeclarationWords, UnbuiltWord);
  only(['div', 'mod'], ValueOperator);
  only(['and', 'or'], LogicWord);
  only(['true', 'false'], BoolWord);
  return result;
};

// Any non-ASCII letter or sign joins a word here, so that one foreign name gives one message.
const wordPattern =
  /[A-Za-z_\u00a1\u00a2\u00a4\u00a6-\u167f\u1681-\u1fff\u200b-\u2012\u2015-\u2017\u201f-\u2027\u202a-\u202e\u2030-\u205e\u2060-\u20ab\u20ad-\u2211\u2213-\u225f\u2261-\u2263\u2266-\u2fff\u3001-\ufefe\uff00-\uffff][A-Za-z0-9_\u00a1\u00a2\u00a4\u00a6-\u167f\u1681-\u1fff\u200b-\u2012\u2015-\u2017\u201f-\u2027\u202a-\u202e\u2030-\u205e\u2060-\u20ab\u20ad-\u2211\u2213-\u225f\u2261-\u2263\u2266-\u2fff\u3001-\ufefe\uff00-\uffff]*/;

export const Word: TokenType = createToken({
  name: 'Word',
  label: 'a name',
  pattern: wordPattern,
  categories: wordCategories(undefined),
});
export const Backquoted: TokenType = createToken({
  name: 'Backquoted',
  label: 'a name',
  pattern: /`(?:[^`\r\n]*`|[A-Za-z0-9_]*)/,
  categories: wordCategories(undefined),
});

/** The token type of each keyword. The lexer finds words first and looks them up here: no order of patterns matters. */
export const keywordTypes: ReadonlyMap<string, TokenType> = new Map(
  allKeywords.map((word) => [
    word,
    createToken({
      name: `'${word}'`,
      label: `\`${word}\``,
      pattern: Lexer.NA,
      categories: wordCategories(word),
    }),
  ]),
);

/** The token type of a word that is known to be a keyword. */
export function kw(word: string): TokenType {
  const type = keywordTypes.get(word);
  if (type === undefined) throw new Error(`not a keyword: ${word}`);
  return type;
}

const sign = (name: string, text: string, ...also: TokenType[]): TokenType =>
  createToken({ name, label: `\`${text}\``, pattern: text, categories: [AnyToken, ...also] });
const value = (name: string, label: string, pattern: RegExp, ...also: TokenType[]): TokenType =>
  createToken({ name, label, pattern, categories: [AnyToken, ...also] });

export const StringText: TokenType = createToken({
  name: 'String',
  label: 'a text in double quotes',
  pattern: { exec: matchString },
  start_chars_hint: ['"', "'", '\u2018', '\u2019', '\u201a', '\u201c', '\u201d', '\u201e'],
  line_breaks: false,
  categories: [AnyToken],
});
export const InstantText: TokenType = value(
  'Instant',
  'an instant',
  /\d{4,6}-\d{1,2}-\d{1,2}[Tt][0-9][0-9:.]*(?:[+-]\d{1,2}(?::?\d{2})?)?[A-Za-z0-9_]*/,
);
export const DateText: TokenType = value('Date', 'a date', /\d{4}-\d{2}-\d{2}(?![\w])/);
export const TimeOfDay: TokenType = value('TimeOfDay', 'a time of day', /\d{1,2}:\d{2}(?::\d{2})?(?![\w])/);
/** As found; the lexer then says whether it is an int, a decimal or a duration. */
export const NumberText: TokenType = value('Number', 'a number', /\d[\d_]*(?:\.\d[\d_]*)?[A-Za-z0-9_]*%?/);
export const IntText: TokenType = value('Int', 'a whole number', Lexer.NA, NumberLiteral);
export const DecimalText: TokenType = value('Decimal', 'a number', Lexer.NA, NumberLiteral);
export const DurationText: TokenType = value('Duration', 'a duration', Lexer.NA, NumberLiteral);

export const LBrace: TokenType = sign('LBrace', '{');
export const RBrace: TokenType = sign('RBrace', '}');
export const LParen: TokenType = sign('LParen', '(');
export const RParen: TokenType = sign('RParen', ')');
export const LSquare: TokenType = sign('LSquare', '[');
export const RSquare: TokenType = sign('RSquare', ']');
export const Arrow: TokenType = sign('Arrow', '->');
export const Coalesce: TokenType = sign('Coalesce', '??', ValueOperator);
export const Question: TokenType = sign('Question', '?');
export const NotEqual: TokenType = sign('NotEqual', '!=', CompareSign);
export const LessEqual: TokenType = sign('LessEqual', '<=', CompareSign);
export const GreaterEqual: TokenType = sign('GreaterEqual', '>=', CompareSign);
export const Less: TokenType = sign('Less', '<', CompareSign);
export const Greater: TokenType = sign('Greater', '>', CompareSign);
export const Equal: TokenType = sign('Equal', '=', CompareSign);
export const Plus: TokenType = sign('Plus', '+', ValueOperator);
export const Minus: TokenType = sign('Minus', '-', ValueOperator);
export const Star: TokenType = sign('Star', '*', ValueOperator);
export const Slash: TokenType = sign('Slash', '/', ValueOperator);
export const Colon: TokenType = sign('Colon', ':');
export const Comma: TokenType = sign('Comma', ',');
export const Dot: TokenType = sign('Dot', '.');
export const AtSign: TokenType = sign('AtSign', '@');

/** Signs of other languages; the lexer reports them and reads on with what was meant. */
export const ForeignSign: TokenType = value(
  'ForeignSign',
  'a sign',
  /===?|=>|=<|!==|&&|\|\||<>|!(?!=)|[;\u2260\u2264\u2265\u2212\u2013\u2014]/,
);
/** `didn't`: the lexer makes `did not` of it. */
export const DidNot: TokenType = value('DidNot', 'a word', /didn['\u2019]t/);
/** What no token begins with. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are among what no token begins with
const junk = /[$\u00a3\u00a5\u20ac%&'\u201b\\^|~\u0000-\u0008\u000e-\u001f\u007f-\u009f]+/;
export const Junk: TokenType = value('Junk', 'a sign', junk);

const LineComment: TokenType = createToken({
  name: 'LineComment',
  pattern: /\/\/[^\r\n]*/,
  group: 'comments',
});
const ForeignComment: TokenType = createToken({
  name: 'ForeignComment',
  pattern: { exec: matchForeignComment },
  start_chars_hint: ['/', '#'],
  line_breaks: true,
  group: 'foreignComments',
});
const WhiteSpace: TokenType = createToken({
  name: 'WhiteSpace',
  pattern: /[\s\ufeff]+/,
  group: Lexer.SKIPPED,
  line_breaks: true,
});

/** In the order of trial: what is longer, or more special, stands first. */
export const lexerTokens: TokenType[] = [
  WhiteSpace,
  LineComment,
  ForeignComment,
  StringText,
  DidNot,
  Word,
  InstantText,
  DateText,
  TimeOfDay,
  NumberText,
  Backquoted,
  ForeignSign,
  Arrow,
  Coalesce,
  Question,
  NotEqual,
  LessEqual,
  GreaterEqual,
  Less,
  Greater,
  Equal,
  Plus,
  Minus,
  Star,
  Slash,
  Colon,
  Comma,
  Dot,
  AtSign,
  LBrace,
  RBrace,
  LParen,
  RParen,
  LSquare,
  RSquare,
  Junk,
];

/** What the parser knows. */
export const vocabulary: TokenType[] = [
  ...categories,
  ...keywordTypes.values(),
  IntText,
  DecimalText,
  DurationText,
  ...lexerTokens,
];
