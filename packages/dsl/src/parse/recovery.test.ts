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
