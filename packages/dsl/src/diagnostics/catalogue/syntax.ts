import type { CatalogueEntry } from './entry.ts';

/** N1: what the lexer and the parser say. N10 is about characters and words, N11 about sentences, N12 about limits. */
export const syntaxCatalogue: Readonly<Record<SyntaxCode, CatalogueEntry>> = {
  N1001: {
    title: 'a sign that means nothing here',
    severity: 'error',
    explanation:
      'The language has no use for this character outside texts and comments. Remove it, or put it in quotes.',
  },
  N1002: {
    title: 'a text that is not closed',
    severity: 'error',
    explanation:
      'A text begins and ends with a double quote on one line. A line break inside is written `\\n`.',
  },
  N1003: {
    title: 'an unknown escape',
    severity: 'error',
    explanation: 'A backslash in a text begins one of the escapes `\\"`, `\\\\`, `\\n`, `\\t`, `\\u{…}`.',
  },
  N1004: {
    title: 'a character that a text cannot hold',
    severity: 'error',
    explanation: 'Texts hold Unicode characters, but neither U+0000 nor half of a surrogate pair.',
  },
  N1005: {
    title: 'a malformed number',
    severity: 'error',
    explanation:
      'Numbers are written `500`, `1_000`, `0.25` or `10%`; there are no exponents and no hexadecimal digits.',
  },
  N1006: {
    title: 'a malformed duration',
    severity: 'error',
    explanation:
      'Durations are whole counts of the units w, d, h, m, s and ms, from large to small: `90s`, `1h30m`, `7d`.',
  },
  N1007: {
    title: 'a malformed instant',
    severity: 'error',
    explanation:
      'An instant names its day, its time and its zone, `2026-03-02T10:00:00Z`, in the years 1970 to 9999.',
  },
  N1008: {
    title: 'a malformed name',
    severity: 'error',
    explanation:
      'Names are made of the letters a to z, digits and underscores. What has other characters stands in backquotes.',
  },
  N1009: {
    title: 'an operator of another language',
    severity: 'error',
    explanation:
      'Equality is `=`, inequality `!=`; conditions are joined by the words `and`, `or` and `not`.',
  },
  N1010: {
    title: 'a text in the wrong quotes',
    severity: 'error',
    explanation: 'Texts stand in straight double quotes: `"DE"`.',
  },
  N1011: {
    title: 'a comment of another language',
    severity: 'error',
    explanation: 'Comments begin with `//` and end with their line; `///` documents the declaration below.',
  },
  N1012: {
    title: 'a quote inside a text',
    severity: 'error',
    explanation:
      'A double quote ends a text, so that white space or a sign stands behind it. Inside a text it is written `\\"`.',
  },
  N1101: {
    title: 'something else was expected',
    severity: 'error',
    explanation:
      'At this place the language expects something else than what stands here; the message says what.',
  },
  N1102: {
    title: 'a bracket that is never closed',
    severity: 'error',
    explanation: 'A `{`, `(` or `[` has no partner before the declaration ends.',
  },
  N1103: {
    title: 'a bracket that closes nothing',
    severity: 'error',
    explanation: 'A `}`, `)` or `]` has no opening partner, or closes its declaration too early.',
  },
  N1104: {
    title: 'a chained comparison',
    severity: 'error',
    explanation: 'Comparisons do not chain: `0 < x < 9` is written `0 < x and x < 9`.',
  },
  N1105: {
    title: 'a missing comma',
    severity: 'error',
    explanation:
      'The items of a list, of an enum, of arguments and of `{ name: value }` stand with commas between them.',
  },
  N1106: {
    title: 'a comma too many',
    severity: 'warning',
    explanation:
      'Declared fields, clauses, steps and mappings stand one after another without commas. `nudgec fmt` takes them out.',
  },
  N1107: {
    title: 'a malformed aggregate',
    severity: 'error',
    explanation:
      'An aggregate is `count(Event)` or `sum(Event.field)` and its like, with an optional `where` inside the parentheses and a window behind them. Nothing else takes a `where` or a window.',
  },
  N1108: {
    title: 'a second module line',
    severity: 'error',
    explanation: 'One file belongs to one module.',
  },
  N1109: {
    title: 'a malformed hole in a template',
    severity: 'error',
    explanation:
      'A hole is the name of a parameter in braces, `{name}`, for numbers also with a count of digits, `{total:2}`. A brace itself is written `{{`.',
  },
  N1110: {
    title: 'a negated question that has its own word',
    severity: 'error',
    explanation: 'The opposite of `is present` is `is missing`; there is no `is not`.',
  },
  N1111: {
    title: 'a value that a source cannot compute',
    severity: 'error',
    explanation: 'A source compares and fills with columns and plain values; it does not compute.',
  },
  N1112: {
    title: 'a name that needs backquotes',
    severity: 'error',
    explanation: 'The words of expressions (`and`, `in`, `now` …) are names only in backquotes.',
  },
  N1201: {
    title: 'nested too deeply',
    severity: 'error',
    explanation:
      'Parentheses, lists, `not` and `where` nest at most 200 deep, and at most 1,000 operators hang on each other. Give parts of it names.',
  },
  N1202: {
    title: 'a file that is too large',
    severity: 'error',
    explanation: 'A file holds at most 4 MiB. Divide it into several files of one module.',
  },
  N1203: {
    title: 'more mistakes than are shown',
    severity: 'error',
    explanation: 'A file shows its first 100 mistakes. Mend those; the others will show then.',
  },
};

export type SyntaxCode =
  | 'N1001'
  | 'N1002'
  | 'N1003'
  | 'N1004'
  | 'N1005'
  | 'N1006'
  | 'N1007'
  | 'N1008'
  | 'N1009'
  | 'N1010'
  | 'N1011'
  | 'N1012'
  | 'N1101'
  | 'N1102'
  | 'N1103'
  | 'N1104'
  | 'N1105'
  | 'N1106'
  | 'N1107'
  | 'N1108'
  | 'N1109'
  | 'N1110'
  | 'N1111'
  | 'N1112'
  | 'N1201'
  | 'N1202'
  | 'N1203';
