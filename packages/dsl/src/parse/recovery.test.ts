import { describe, expect, test } from 'vitest';
import type { Declaration } from '../syntax/tree.ts';
import { parseFile } from './parse-file.ts';

/*
 * One slip in one declaration: what is said about it, and what could still be read. The declarations above and below
 * must not notice.
 */
const above = 'segment Above {\n  when did X within 24h\n  for 10m\n}\n';
const below = 'segment Below {\n  when did X within 24h\n}\n';

const nudge = `nudge CartRescue {
  on enter CartAbandoner
  when user.country in ["DE", "AT"]
  consent marketing
  priority 80
  cooldown 3d
  channel push, email
  send CartReminder { name: user.first_name ?? "friend", total: sum(CartAdd.price) over 24h }
}
`;
const clauses = 'onEnter when consent priority cooldown channel send';

const segment = `segment Buyer {
  when did Order within 24h
}
`;

const event = `event Order {
  amount: decimal
  coupon: string?
}
`;

const scenario = `test "an abandoned cart" {
  given ann { country: "DE", first_name: "Ann" } consents marketing
  at 2026-03-02T10:00:00Z
  ann CartAdd { price: 25.00 }
  after 59m  expect no nudge to ann
  after 1m   expect ann in CartAbandoner
             expect nudge CartRescue to ann on push { title: "Still thinking, Ann?" }
}
`;
const steps = 'given at happens after expect after expect expect';

const template = `template CartReminder(name: string, total: decimal) {
  en { title "Still thinking, {name}?"        body "Your cart of {total} is waiting." }
  de { title "Noch am Überlegen, {name}?"     body "Dein Warenkorb ({total}) wartet." }
}
`;

function partsOf(decl: Declaration): string {
  switch (decl.kind) {
    case 'segment':
    case 'nudge':
      return decl.clauses.map((clause) => clause.kind).join(' ');
    case 'test':
      return decl.steps.map((step) => step.kind).join(' ');
    case 'event':
      return decl.fields.map((field) => field.name.text).join(' ');
    case 'template':
      return decl.locales.map((locale) => locale.tag.text).join(' ');
    default:
      return '';
  }
}

/** A slip as `from → to`, the code and the text it points at, and what is left of the declaration. */
type Slip = readonly [from: string, to: string, said: string, left: string];

function tryOut(source: string, [from, to, said, left]: Slip): void {
  expect(source).toContain(from);
  const text = above + source.replace(from, to) + below;
  const { tree, diagnostics } = parseFile({ path: 'a.nudge', text });
  const found = diagnostics.map((d) => `${d.code} ${text.slice(d.span.start, d.span.end)}`.trim());
  expect(found).toEqual([said]);
  const [first, broken, last] = tree.declarations;
  expect(tree.declarations).toHaveLength(3);
  expect([first, last].map((d) => (d === undefined ? '' : `${d.broken} ${partsOf(d)}`))).toEqual([
    'undefined when for',
    'undefined when',
  ]);
  expect(broken === undefined ? '' : partsOf(broken)).toBe(left);
}

describe('one slip in a nudge', () => {
  test.each<Slip>([
    ['Rescue {', 'Rescue', 'N1101 on', clauses],
    ['24h }\n}', '24h }\n', 'N1102 {', clauses],
    ['24h }\n', '24h\n', 'N1102 {', clauses],
    ['Reminder {', 'Reminder', 'N1101 name', clauses],
    ['24h }\n', '24h } }\n', 'N1103 }', clauses],
    ['80\n', '80 }\n', 'N1103 }', clauses],
    ['24h }\n}', '24h }\n}\n}', 'N1103 }', clauses],
    ['"AT"]', '"AT"', 'N1102 [', 'onEnter consent priority cooldown channel send'],
    ['["DE"', '"DE"', 'N1101 ,', clauses],
    ['price)', 'price', 'N1101 over', 'onEnter when consent priority cooldown channel'],
    ['sum(', 'sum', 'N1103 )', 'onEnter when consent priority cooldown channel'],
    ['"DE"', '"DE', 'N1002 "DE', clauses],
    ['"friend"', '"friend', 'N1002 "friend, total: sum(CartAdd.price) over 24h', clauses],
    [' CartAbandoner', '', 'N1101 when', 'when consent priority cooldown channel send'],
    ['consent marketing', 'consent', 'N1101 priority', 'onEnter when priority cooldown channel send'],
    ['priority 80', 'priority', 'N1101 cooldown', 'onEnter when consent cooldown channel send'],
    [' in ', ' ', 'N1101 [', clauses],
    ['user.country', 'user.country the', 'N1101 the', clauses],
    ['on enter', 'onn enter', 'N1101 onn', clauses],
    ['on enter', 'on entr', 'N1101 entr', clauses],
    ['when', 'wehn', 'N1101 wehn', clauses],
    ['consent', 'consnet', 'N1101 consnet', clauses],
    ['send', 'sedn', 'N1101 sedn', clauses],
    ['nudge', 'nugde', 'N1101 nugde', clauses],
    ['friend",', 'friend"', 'N1105 "', clauses],
    ['name:', 'name =', 'N1101 =', 'onEnter when consent priority cooldown channel'],
  ])('%j → %j', (...slip) => tryOut(nudge, slip));
});

describe('one slip in a segment', () => {
  test.each<Slip>([
    ['24h\n}', '24h\n', 'N1102 {', 'when'],
    ['Buyer {', 'Buyer', 'N1101 when', 'when'],
    ['did Order', 'did', 'N1101 within', ''],
    ['within 24h', 'within', 'N1101 }', ''],
    ['24h', '24h adn a', 'N1101 adn', 'when'],
    ['24h', '24h && a', 'N1009 &&', 'when'],
    ['did Order within 24h', '0 < a < 3', 'N1104 <', 'when'],
    ['did Order within 24h', 'count(Order) within 24h > 1', 'N1101 within', 'when'],
    ['did Order within 24h', '(a and (b or c)', 'N1102 (', ''],
    ['did Order within 24h', 'a and b)', 'N1103 )', 'when'],
    ['did Order within 24h', 'a and and b', 'N1101 and', ''],
    ['did Order within 24h', 'in = 3', 'N1112 in', ''],
    ['when ', '', 'N1101 did', ''],
    ['segment', 'segmnt', 'N1101 segmnt', 'when'],
  ])('%j → %j', (...slip) => tryOut(segment, slip));
});

describe('one slip in an event', () => {
  test.each<Slip>([
    ['?\n}', '?\n', 'N1102 {', 'amount coupon'],
    ['Order {', 'Order', 'N1101 amount', 'amount coupon'],
    ['decimal', '', 'N1101 coupon', 'coupon'],
    ['amount:', 'amount', 'N1101 decimal', 'coupon'],
    ['decimal', 'decimal,', 'N1106 ,', 'amount coupon'],
    ['decimal', 'decimal;', 'N1009 ;', 'amount coupon'],
    ['string?', 'string??', 'N1101 ??', 'amount coupon'],
    ['event', 'evnt', 'N1101 evnt', 'amount coupon'],
  ])('%j → %j', (...slip) => tryOut(event, slip));
});

describe('one slip in a test', () => {
  test.each<Slip>([
    ['"DE"', '"DE', 'N1002 "DE', steps],
    ['cart" {', 'cart {', 'N1002 "an abandoned cart', steps],
    ['25.00 }', '25.00', 'N1102 {', steps],
    ['?" }\n}', '?" }\n', 'N1102 {', steps],
    ['expect ann', 'expct ann', 'N1101 expct', steps],
    ['given', 'givn', 'N1101 givn', steps],
    ['after 59m', 'aftr 59m', 'N1101 aftr', steps],
    ['nudge to ann', 'nudge ann', 'N1101 ann', 'given at happens after after expect expect'],
    ['59m', '59minutes', 'N1006 59minutes', steps],
    ['T10:00:00Z', '', 'N1101 2026-03-02', 'given happens after expect after expect expect'],
  ])('%j → %j', (...slip) => tryOut(scenario, slip));
});

describe('one slip in a template', () => {
  test.each<Slip>([
    ['waiting." }', 'waiting."', 'N1102 {', 'en de'],
    ['decimal)', 'decimal', 'N1101 {', 'en de'],
    ['{name}?"     ', '{name?"     ', 'N1109 {name?', 'en de'],
    ['title "Still', 'title Still', 'N1002 "', 'de'],
  ])('%j → %j', (...slip) => tryOut(template, slip));
});

describe('whatever stands between declarations', () => {
  const namesIn = (text: string): string[] =>
    parseFile({ path: 'a.nudge', text }).tree.declarations.map((d) =>
      'name' in d ? (d.name?.text ?? '') : d.kind,
    );
  const saidOf = (text: string): string[] =>
    parseFile({ path: 'a.nudge', text }).diagnostics.map(
      (d) => `${d.code} ${text.slice(d.span.start, d.span.end)}`,
    );

  test.each([
    ['}\n', 'N1103 }'],
    ['hello world\n', 'N1101 hello'],
    ['### note\n', 'N1011 #'],
    ['"text"\n', 'N1101 "text"'],
  ])('%j costs one message', (junk, said) => {
    expect(saidOf(above + junk + below)).toEqual([said]);
    expect(namesIn(above + junk + below)).toEqual(['Above', 'Below']);
  });

  test('a brace that is missing in a file without line ends', () => {
    const text = `${above}event Order { amount: decimal ${below}${event}`.replaceAll('\n', ' ');
    expect(saidOf(text)).toEqual(['N1102 {']);
    expect(namesIn(text)).toEqual(['Above', 'Order', 'Below', 'Order']);
  });

  test('two mistakes that balance each other', () => {
    const text = `event A {\n  x: int\n${below}segment C {\n  when a\n}\n}\n${above}`;
    expect(saidOf(text)).toEqual(['N1102 {', 'N1103 }']);
    expect(namesIn(text)).toEqual(['A', 'Below', 'C', 'Above']);
  });

  test('declarations without bodies that lack their ends', () => {
    const text =
      'metric a = sum(X.y) over\nmetric b =\nmetric c = 3 3\nmetric = 5\nconst x 5\nmetric d = 1\n';
    expect(saidOf(text)).toEqual(['N1101 ', 'N1101 ', 'N1101 3', 'N1101 =', 'N1101 5']);
    expect(namesIn(text)).toEqual(['a', 'b', 'c', 'x', 'd']);
  });
});

/** What is said about a whole file: code, place and advice. */
const advice = (text: string): string[] =>
  parseFile({ path: 'a.nudge', text }).diagnostics.map(
    (d) => `${d.code} ${text.slice(d.span.start, d.span.end)} | ${d.help ?? ''}`,
  );

describe('a quote inside a text', () => {
  const help = 'N1012 " | inside a text write `\\"`';
  test.each([
    ['template T(n: string) { en { title "Hi {n}" body "He said "hello" to you" } }', [help]],
    ['const a = "say ""hi"" you"', [help]],
    ['const a = "x"y', [help]],
    ['template T { en {title"Hi" body"x"} }', []],
  ])('%s', (text, said) => {
    expect(advice(text)).toEqual(said);
  });
});

describe('a declaration on one line without its `{`', () => {
  test.each([
    ['nudge N  on enter A consent m channel push cooldown 1d send T {} }\n', 'N1101 on'],
    ['nudge N "Title" on A channel push send T {} channel email }\n', 'N1101 on'],
    ['nudge N on A channel push send T\n', 'N1101 on'],
    ['test "t"  at 2026-03-02T10:00:00Z\n ann V { a: 1 }\n expect ann in A }\n', 'N1101 at'],
    ['segment S when did X within 24h for 10m }\n', 'N1101 when'],
    ['user  a: int b: string }\n', 'N1101 a'],
  ])('%j', (text, said) => {
    const found = parseFile({ path: 'a.nudge', text: above + text + below });
    const whole = above + text + below;
    expect(found.diagnostics.map((d) => `${d.code} ${whole.slice(d.span.start, d.span.end)}`)).toEqual([
      said,
    ]);
    expect(found.diagnostics[0]?.message).toContain('expected `{` but');
    expect(found.tree.declarations.map((d) => d.broken)).toEqual([undefined, true, undefined]);
  });
});

describe('a turn of phrase of English, of another language or of a word processor', () => {
  test.each([
    [
      'segment A { when count(X) over 24 hours > 3 }',
      ['N1006 24 hours | write `24h`; the units are ms, s, m, h, d and w'],
    ],
    [
      'segment A { when did X within 1 day }',
      ['N1006 1 day | write `1d`; the units are ms, s, m, h, d and w'],
    ],
    [
      'nudge N { on A cooldown 3 days send T }',
      ['N1006 3 days | write `3d`; the units are ms, s, m, h, d and w'],
    ],
    [
      'segment A { when did X within 60 minutes for 2 hour }',
      [
        'N1006 60 minutes | write `60m`; the units are ms, s, m, h, d and w',
        'N1006 2 hour | write `2h`; the units are ms, s, m, h, d and w',
      ],
    ],
    ['segment A { if did Order within 24h }', ['N1101 if | write `when`']],
    [
      'segment A { when user.country in ("DE", "AT") for 10m }',
      ['N1101 , | a list stands in square brackets: `in [ … ]`'],
    ],
    ['segment A { when user.country is "DE" }', ['N1101 "DE" | two values are compared by `=`']],
    [
      'segment A { when user.country is not "DE" and a = 3 }',
      ['N1101 "DE" | two values are compared by `!=`'],
    ],
    ['segment A { when count(Order) ever => 3 }', ['N1009 => | write `>=`']],
    [
      'segment A { when count(Order) ever ≥ 3 and a≤3 and b≠"x" and 3–a = 3}',
      ['N1009 ≥ | write `>=`', 'N1009 ≤ | write `<=`', 'N1009 ≠ | write `!=`', 'N1009 – | write `-`'],
    ],
    ['segment A { when a > 99,99 }', ['N1005 99,99 | a decimal point is a dot: write `99.99`']],
    ['segment A { when a > 10 % }', ['N1001 % | write `10%` without white space']],
    [
      'segment A { when did Order within 24h where amount > 3 for 1h }',
      ['N1101 where | `where` stands first: `did Order where … within 24h`'],
    ],
    [
      'segment A { when did Order or Visit within 24h }',
      [
        'N1101 within | each event has a `did` and a `within` of its own: `did … within 24h or did Visit within 24h`',
      ],
    ],
    ['segment A { when a = 1, b = 2 for 1h }', ['N1101 , | two conditions are joined by `and`']],
    [
      'nudge N { on Order or Visit channel push send T }',
      ['N1101 or | a nudge has one event: write a second nudge for the other'],
    ],
    [
      'template T(n: string) { en { title: "x" body: "y" } }',
      ['N1101 : | write `title "…"`, without a colon', 'N1101 : | write `body "…"`, without a colon'],
    ],
    ['fn f(a) = 3', ['N1101 ) | a parameter has a type: `a: string`']],
    ['template T(name) { en { title "x" } }', ['N1101 ) | a parameter has a type: `name: string`']],
    [
      'nudge N { on Cart unless Order channel push send T }',
      ['N1101 channel | write `unless Order within 24h`: how long is waited for it'],
    ],
    ['test "t" { expect no nudge for ann }', ['N1101 for | write `to`']],
    ['nudge N { trigger Order channel push send T }', ['N1101 trigger | write `on`']],
    ['channel push { pii alowed }', ['N1101 alowed | did you mean `allowed`?']],
    [
      'test "t" { at 2026-03-02T10:00:00Z\n after 1 hour\n expect ann in S\n expect nudge N to ann\n}',
      ['N1006 1 hour | write `1h`; the units are ms, s, m, h, d and w'],
    ],
    [
      'test "t" {\n expect nudge N to ann surpressed by cooldown\n}',
      ['N1101 surpressed | did you mean `suppressed`? (`expect N to … suppressed by …`, without `nudge`)'],
    ],
    [
      'test "t" {\n expect N to ann surpressed by cooldown\n}',
      ['N1101 surpressed | did you mean `suppressed`?'],
    ],
    [
      'test "t" {\n given ann consent marketing\n at 2026-03-02T10:00:00Z\n}',
      ['N1101 consent | write `consents marketing`'],
    ],
    [
      'test "t" {\n expect ann is in S\n expect nudge to ann\n ann Visit page: "x"\n ann Visit page: "x", b: 3\n expect ann in S\n}',
      [
        'N1101 is | write `expect ann in …`, without `is`',
        'N1101 to | name the nudge: `expect nudge N to ann`',
        'N1101 : | the fields of an event stand in braces: `{ page: … }`',
        'N1101 : | the fields of an event stand in braces: `{ page: … }`',
      ],
    ],
    ['segment A { when user.country = ‘DE’ }', ['N1010 ‘DE’ | write `"DE"`']],
    ['segment A { when a > 100€ }', ['N1001 € | amounts are plain numbers: write `100`']],
    ['segment A 🎉 { when a > 100$ }', ['N1001 🎉 | ', 'N1001 $ | amounts are plain numbers: write `100`']],
    ['segment cart-abandoner { when a }', ['N1008 cart-abandoner | write `CartAbandoner`']],
    ["segment A { when didn't Order within 24h }", ["N1009 didn't | write `did not`"]],
    ['segmnt x { when a }', ['N1101 segmnt | did you mean `segment`?']],
    ['segmentB { when a }', ['N1101 segmentB | write `segment B`']],
    [
      'purpose n\nchanel sms\nnudge N { on A channel sms send T }',
      ['N1101 chanel | did you mean `channel`?'],
    ],
    [
      'segment A { when a b }',
      ['N1101 b | here can stand: `=`, `!=`, `<`, `>`, `in`, `is present`, `and`, `or`, `+` …'],
    ],
    [
      'test "t" {\n given ann consent marketing\n given bob { a: 1 } consent marketing, sales\n at 2026-03-02T10:00:00Z\n}',
      ['N1101 consent | write `consents marketing`', 'N1101 consent | write `consents marketing`'],
    ],
    ['test "t" {\n at 2026-03-02T10:00:00Z\n given ann consent Order\n}', []],
  ])('%s', (text, said) => {
    expect(advice(text)).toEqual(said);
  });
});
