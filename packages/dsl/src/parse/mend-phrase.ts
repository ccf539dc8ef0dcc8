import type { TokenType } from 'chevrotain';
import { closest } from '../diagnostics/did-you-mean.ts';
import type { Stop } from './explain.ts';
import { type BodyRule, startsItem } from './items.ts';
import { endOf, type Lexeme } from './lexer.ts';
import { readNumber, unitOf } from './literals.ts';
import * as t from './tokens.ts';
import { kw } from './tokens.ts';

/** What was probably meant where the grammar stopped: other tokens for `[from, to)`, and the advice. */
export interface Phrase {
  readonly from: number;
  readonly to: number;
  readonly tokens: readonly Lexeme[];
  readonly help: string;
  /** Instead of "expected … but found …" at the stop. */
  readonly instead?: { readonly code: string; readonly message: string };
  /** The tokens to point at, where that is not the one at the stop. */
  readonly at?: readonly [first: number, last: number];
}

interface Place extends Stop {
  readonly tokens: readonly Lexeme[];
  readonly body: BodyRule | undefined;
}

const isName = (token: Lexeme | undefined): boolean =>
  token?.tokenType.CATEGORIES?.includes(t.AnyName) === true;

/** A token taken for one of another type, whose image it gets. */
function as(token: Lexeme, type: TokenType, image: string): Lexeme {
  return { ...token, tokenType: type, tokenTypeIdx: type.tokenTypeIdx ?? 0, payload: image };
}

/**
 * Phrases of other languages and of English that are tried, in this order, where the grammar stopped. Each is only a
 * guess: whoever asks must see whether the grammar gets further with it.
 */
export function phrasesAt(place: Place): Phrase[] {
  return [
    ...spacedDuration(place),
    ...hyphenated(place),
    ...decimalComma(place),
    ...inCondition(place),
    ...inTest(place),
    ...anotherWord(place),
  ];
}

/** `24 hours`; a step of a test may have read on with `hours` as a user. */
function spacedDuration({ tokens, index }: Place): Phrase[] {
  for (let i = index; i > 0 && i > index - 4; i--) {
    const [count, word] = [tokens[i - 1] as Lexeme, tokens[i]];
    const unit = word === undefined || !isName(word) ? undefined : unitOf(word.image);
    if (count.tokenType !== t.IntText || word === undefined || unit === undefined) continue;
    const text = `${count.image}${unit}`;
    const reading = readNumber(text);
    if (!reading.ok) continue;
    const message = `\`${count.image} ${word.image}\` is not a duration`;
    return [
      {
        from: i - 1,
        to: i + 1,
        tokens: [{ ...as(count, t.DurationText, text), payload: reading.value }],
        help: `write \`${text}\`; the units are ms, s, m, h, d and w`,
        instead: { code: 'N1006', message },
        at: [i - 1, i],
      },
    ];
  }
  return [];
}

/** `99,99` */
function decimalComma({ tokens, index }: Place): Phrase[] {
  const [whole, comma, rest] = [tokens[index - 1], tokens[index], tokens[index + 1]];
  if (whole?.tokenType !== t.IntText || comma?.tokenType !== t.Comma || rest?.tokenType !== t.IntText)
    return [];
  if (endOf(whole) !== comma.startOffset || endOf(comma) !== rest.startOffset) return [];
  const text = `${whole.image}.${rest.image}`;
  const reading = readNumber(text);
  if (!reading.ok) return [];
  return [
    {
      from: index - 1,
      to: index + 2,
      tokens: [{ ...as(whole, t.DecimalText, text), payload: reading.value }],
      help: `a decimal point is a dot: write \`${text}\``,
      instead: { code: 'N1005', message: `\`${whole.image},${rest.image}\` is not a number` },
      at: [index - 1, index + 1],
    },
  ];
}

const clauseSynonyms: ReadonlyMap<string, string> = new Map([
  ['if', 'when'],
  ['condition', 'when'],
  ['trigger', 'on'],
  ['event', 'on'],
  ['via', 'channel'],
  ['template', 'send'],
  ['message', 'send'],
]);

/** One word, or sign, that stands for another. */
function anotherWord({ tokens, index, expected, body }: Place): Phrase[] {
  const found = tokens[index];
  const before = tokens[index - 1];
  if (found === undefined || before === undefined) return [];
  const one = (word: string, help = `write \`${word}\``): Phrase => ({
    from: index,
    to: index + 1,
    tokens: [as(found, kw(word), word)],
    help,
  });
  const none = (help: string): Phrase => ({ from: index, to: index + 1, tokens: [], help });
  const result: Phrase[] = [];
  if (expected.startsWith('a clause of the') || expected.startsWith('a step of')) {
    const word = clauseSynonyms.get(found.image);
    if (word !== undefined && body !== 'testBody') result.push(one(word));
  }
  if (expected.startsWith('`to` and a user') && ['for', 'of', 'at', 'with', 'by'].includes(found.image))
    result.push(one('to'));
  if (expected.startsWith('`present` or')) {
    const not = before.tokenType === kw('not');
    const is = not ? index - 2 : index - 1;
    if (tokens[is]?.tokenType === kw('is')) {
      const sign = not ? t.NotEqual : t.Equal;
      const image = not ? '!=' : '=';
      result.push({
        from: is,
        to: index,
        tokens: [as(tokens[is] as Lexeme, sign, image)],
        help: `two values are compared by \`${image}\``,
      });
    }
  }
  if (found.tokenType === t.Colon && body === 'templateBody' && expected.startsWith('a text in double'))
    result.push(none(`write \`${before.image} "…"\`, without a colon`));
  return result;
}

/** `segment cart-abandoner` */
function hyphenated({ tokens, index }: Place): Phrase[] {
  const name = tokens[1];
  if (index !== 2 || name === undefined || !isName(name)) return [];
  const parts = [name.image];
  let end = 2;
  for (; tokens[end]?.tokenType === t.Minus && isName(tokens[end + 1]); end += 2) {
    const [sign, part] = [tokens[end] as Lexeme, tokens[end + 1] as Lexeme];
    if (endOf(tokens[end - 1] as Lexeme) !== sign.startOffset || endOf(sign) !== part.startOffset) break;
    parts.push(part.image);
  }
  if (end === 2) return [];
  const capital = (part: string): string => part.charAt(0).toUpperCase() + part.slice(1);
  const small = ['metric', 'const', 'fn', 'channel', 'purpose'].includes(tokens[0]?.image ?? '');
  const meant = small ? parts.join('_') : parts.map(capital).join('');
  const image = parts.join('-');
  return [
    {
      from: 1,
      to: end,
      // As one in backquotes, its name may differ from its image.
      tokens: [{ ...as(name, t.Backquoted, meant), image }],
      help: `write \`${meant}\``,
      instead: { code: 'N1008', message: `\`${image}\` is not a name` },
      at: [1, end - 1],
    },
  ];
}

/** Steps of tests. */
function inTest({ tokens, index, expected, body }: Place): Phrase[] {
  if (body !== 'testBody') return [];
  const image = (i: number): string | undefined => tokens[i]?.image;
  const found = tokens[index];
  const result: Phrase[] = [];
  if (found?.tokenType === t.Colon && isName(tokens[index - 1])) {
    // `ann Visit page: "x"`: the braces are missing.
    let end = index - 1;
    while (isName(tokens[end]) && tokens[end + 1]?.tokenType === t.Colon) {
      end += 3;
      if (tokens[end]?.tokenType === t.Comma) end++;
    }
    const help = `the fields of an event stand in braces: \`{ ${image(index - 1)}: … }\``;
    result.push({ from: index - 1, to: end, tokens: [], help });
  }
  if (
    image(index - 1) === 'expect' &&
    image(index + 1) === 'is' &&
    ['in', 'not'].includes(image(index + 2) ?? '')
  )
    result.push({
      from: index + 1,
      to: index + 2,
      tokens: [],
      help: `write \`expect ${image(index)} ${image(index + 2)} …\`, without \`is\``,
      instead: { code: 'N1101', message: 'expected `in` or `not in` but found `is`' },
      at: [index + 1, index + 1],
    });
  const to = index - 2;
  const user = tokens[to + 1];
  if (
    user !== undefined &&
    expected.startsWith('`suppressed by`') &&
    image(to) === 'to' &&
    image(to - 1) === 'nudge'
  )
    result.push({
      from: to,
      to,
      tokens: [as({ ...user, image: '' }, t.Word, '')],
      help: `name the nudge: \`expect nudge N to ${user.image}\``,
      instead: { code: 'N1101', message: 'expected a nudge but found `to`' },
      at: [to, to],
    });
  // `expect nudge N to ann surpressed by cooldown` is read as two steps, of which the second has no end.
  for (let by = index; by > index - 4; by--) {
    const word = tokens[by - 1];
    if (image(by) !== 'by' || word === undefined || image(by - 5) !== 'nudge') continue;
    if (closest(word.image, ['suppressed']) === undefined) continue;
    result.push({
      from: by - 5,
      to: by,
      tokens: [...tokens.slice(by - 4, by - 1), as(word, kw('suppressed'), 'suppressed')],
      help: `did you mean \`suppressed\`? (\`expect ${image(by - 4)} to … suppressed by …\`, without \`nudge\`)`,
      instead: { code: 'N1101', message: `expected \`suppressed\` but found \`${word.image}\`` },
      at: [by - 1, by - 1],
    });
  }
  return result;
}

/** Conditions, lists and windows. */
function inCondition({ tokens, index, body }: Place): Phrase[] {
  const found = tokens[index];
  const before = tokens[index - 1];
  if (found === undefined || before === undefined) return [];
  switch (found.tokenType) {
    case t.Comma:
      return [...roundList(tokens, index), ...commaBetween(tokens, index, body)];
    case kw('where'):
      if (tokens[index - 2]?.tokenType !== kw('within')) return [];
      return [
        {
          from: index - 2,
          to: index,
          tokens: [],
          help: '`where` stands first: `did Order where … within 24h`',
        },
      ];
    case kw('within'):
      return sharedDid(tokens, index);
    case kw('or'):
    case kw('and'): {
      let end = index + 1;
      while (isName(tokens[end]) || tokens[end]?.tokenType === t.Dot) {
        if (isName(tokens[end]) && isName(tokens[end - 1]) && end > index + 1) break;
        end++;
      }
      let start = index - 1;
      while (tokens[start]?.tokenType === t.Dot || tokens[start - 1]?.tokenType === t.Dot) start--;
      if (tokens[start - 1]?.tokenType !== kw('on') || end === index + 1) return [];
      return [
        {
          from: index,
          to: end,
          tokens: [],
          help: 'a nudge has one event: write a second nudge for the other',
        },
      ];
    }
  }
  return [];
}

/** `in ("DE", "AT")` */
function roundList(tokens: readonly Lexeme[], index: number): Phrase[] {
  let depth = 0;
  let open = index - 1;
  for (; open > 0; open--) {
    if (tokens[open]?.tokenType === t.RParen) depth++;
    else if (tokens[open]?.tokenType === t.LParen && depth-- === 0) break;
  }
  if (tokens[open]?.tokenType !== t.LParen || tokens[open - 1]?.tokenType !== kw('in')) return [];
  depth = 0;
  for (let close = index; close < tokens.length; close++) {
    if (tokens[close]?.tokenType === t.LParen) depth++;
    else if (tokens[close]?.tokenType === t.RParen && depth-- === 0) {
      const inner = tokens.slice(open + 1, close);
      return [
        {
          from: open,
          to: close + 1,
          tokens: [
            as(tokens[open] as Lexeme, t.LSquare, '['),
            ...inner,
            as(tokens[close] as Lexeme, t.RSquare, ']'),
          ],
          help: 'a list stands in square brackets: `in [ … ]`',
        },
      ];
    }
  }
  return [];
}

/** `when a, b` */
function commaBetween(tokens: readonly Lexeme[], index: number, body: BodyRule | undefined): Phrase[] {
  if (body !== 'segmentBody' && body !== 'nudgeBody') return [];
  const comma = tokens[index] as Lexeme;
  if (startsItem(body, tokens, index + 1, true))
    return [{ from: index, to: index + 1, tokens: [], help: 'clauses stand without commas' }];
  const next = tokens[index + 1];
  // Behind a literal the `[` of a list is likelier to be missing.
  if (!isName(next) && next?.tokenType !== t.LParen) return [];
  return [
    {
      from: index,
      to: index + 1,
      tokens: [as(comma, kw('and'), 'and')],
      help: 'two conditions are joined by `and`',
    },
  ];
}

/** `did Order or Visit within 24h` */
function sharedDid(tokens: readonly Lexeme[], index: number): Phrase[] {
  const word = tokens[index - 1] as Lexeme;
  const joint = tokens[index - 2]?.tokenType;
  if (!isName(word) || (joint !== kw('or') && joint !== kw('and'))) return [];
  return [
    {
      from: index - 1,
      to: index - 1,
      tokens: [as({ ...word, image: '' }, kw('did'), 'did')],
      help: `each event has a \`did\` and a \`within\` of its own: \`did … within 24h ${tokens[index - 2]?.image} did ${word.image} within 24h\``,
    },
  ];
}
