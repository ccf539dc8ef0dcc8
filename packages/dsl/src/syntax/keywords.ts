import type { AggregateFunction } from './tree.ts';

/**
 * The words that mean something somewhere. A word is reserved only where it can stand, so these tables say in which
 * places a word is not a plain name; the lexer, the formatter and "did you mean" read them.
 */

/** Words that begin a declaration (or a `module` or `use` line). */
export const declarationWords: readonly string[] = [
  'module',
  'use',
  'event',
  'user',
  'channel',
  'purpose',
  'late',
  'future',
  'delay',
  'source',
  'const',
  'fn',
  'metric',
  'segment',
  'nudge',
  'template',
  'test',
  'cohort',
  'quest',
  'cap',
  'experiment',
  'campaign',
];

/** Declarations that the language has and this version only reads over. */
export const unbuiltDeclarationWords: readonly string[] = [
  'cohort',
  'quest',
  'cap',
  'experiment',
  'campaign',
];

/** The project's settings, each a duration. */
export const settingWords: readonly string[] = ['late', 'future', 'delay'];

/** The words of expressions: as bare names they need backquotes. (`user` and `event` may begin a path.) */
export const reservedWords: readonly string[] = [
  'and',
  'or',
  'not',
  'in',
  'is',
  'between',
  'where',
  'over',
  'within',
  'ever',
  'did',
  'then',
  'now',
  'user',
  'event',
  'true',
  'false',
  'div',
  'mod',
  'contains',
  'starts',
  'ends',
  'matches',
];

export const segmentClauseWords: readonly string[] = ['when', 'for', 'status'];

export const nudgeClauseWords: readonly string[] = [
  'on',
  'every',
  'when',
  'consent',
  'transactional',
  'priority',
  'cooldown',
  'cap',
  'quiet',
  'expires',
  'group',
  'experiment',
  'backfill',
  'channel',
  'send',
];

/** Words that begin a step of a test; any other word there is a user. */
export const stepWords: readonly string[] = ['given', 'at', 'after', 'expect'];

/** A record, so that a function that is added to the language is not forgotten here. */
const aggregateFunctions: Readonly<Record<AggregateFunction, true>> = {
  count: true,
  sum: true,
  avg: true,
  min: true,
  max: true,
  first: true,
  last: true,
  distinct: true,
};

/** The functions that aggregate events; `min` and `max` of two values are plain functions. */
export const aggregateWords: readonly string[] = Object.keys(aggregateFunctions);

/** Every other word with a meaning of its own in some place. */
const otherWords: readonly string[] = [
  'as',
  'pii',
  'allowed',
  'format',
  'present',
  'missing',
  'enter',
  'exit',
  'complete',
  'unless',
  'to',
  'defer',
  'drop',
  'after',
  'seen',
  'calendar',
  'with',
  'glob',
  'consents',
  'no',
  'of',
  'suppressed',
  'by',
  'step',
  'incentive',
  'list',
  'enum',
];

export const allKeywords: readonly string[] = [
  ...new Set([
    ...declarationWords,
    ...reservedWords,
    ...segmentClauseWords,
    ...nudgeClauseWords,
    ...stepWords,
    ...otherWords,
  ]),
];
