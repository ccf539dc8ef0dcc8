import { describe, expect, test } from 'vitest';
import { check, explained, said, saidOf } from '../../../test/support/check-rules.ts';

const events =
  'module shop.events\nevent View as "view" { page: string }\nevent Search { words: string }\nconst limit = 3';

describe('a name is found', () => {
  test.each([
    ['in its own module, in another file', 'module shop.events', 'did View within 1d'],
    ['through use of the whole module', 'module rules\nuse shop.events', 'did View within 1d'],
    ['through use of the name', 'module rules\nuse shop.events { View }', 'did View within 1d'],
    ['under its new name', 'module rules\nuse shop.events { View as Look }', 'did Look within 1d'],
    ['by its full path', 'module rules', 'count(shop.events.View) over 1d > shop.events.limit'],
    ['by the full path of a field', 'module rules', 'last(shop.events.View.page) over 1d = "/"'],
    ['in the root module', 'module rules', 'did Root within 1d'],
  ])('%s', (_, head, condition) => {
    const root = 'event Root { }';
    expect(explained(check(events, root, `${head}\nsegment S { when ${condition} }`))).toEqual([]);
  });

  test('in the own module before a module that is used as a whole', () => {
    const own =
      'module rules\nuse shop.events\nevent View as "own" { size: int }\nmetric m = sum(View.size) over 1d';
    expect(explained(check(events, own))).toEqual([]);
  });

  test('whatever the order of files and declarations', () => {
    const rules =
      'module rules\nsegment A { when B }\nsegment B { when did View within 1d }\nuse shop.events';
    const sorted =
      'module rules\nuse shop.events\nsegment A { when B }\nsegment B { when did View within 1d }';
    expect(explained(check(sorted, events))).toEqual([]);
    expect(said(check(rules, events)).every((each) => each.startsWith('N1'))).toBe(true);
  });
});

describe('a name is refused', () => {
  test('if two used modules have it, and only where it is used', () => {
    const other = 'module other\nevent View as "other" { }';
    const rules = 'module rules\nuse shop.events\nuse other\nsegment S { when did View within 1d }';
    expect(said(check(events, other, rules))).toEqual(['N2005 View']);
    expect(said(check(events, other, 'module rules\nuse shop.events\nuse other'))).toEqual([]);
  });

  test('once, if its module does not exist', () => {
    const rules =
      'module rules\nuse shop.evnts\nuse shop.other { A }\nsegment S { when did View within 1d and A }';
    expect(said(check(events, rules))).toEqual(['N2002 shop.evnts', 'N2002 shop.other']);
  });

  test('once in the line that brings it in, and not again where it is used', () => {
    const rules = 'module rules\nuse shop.events { Viw }\nsegment S { when did Viw within 1d }';
    expect(said(check(events, rules))).toEqual(['N2003 Viw']);
  });

  test('if the file has another thing of it', () => {
    const rules = 'module rules\nuse shop.events { View }\nsegment View { when did Search within 1d }';
    expect(said(check(events, rules))[0]).toBe('N2009 View');
  });

  test('the second time it is declared, in another file as well', () => {
    expect(said(check('event A { }', 'segment A { when true }'))).toEqual(['N2004 A']);
  });
});

describe('one mistake gives one message:', () => {
  test.each([
    ['an unknown event', 'segment S { when did Ordr where amont > 3 within 1d }', 'N2001 Ordr'],
    [
      'an unknown event in a metric',
      'metric m = sum(Ordr.amont where x = 3) over 1d\nsegment S { when m > 3 }',
      'N2001 Ordr',
    ],
    [
      'an unknown trigger',
      'nudge N { on Ordr where x > 3  when event.y = 2  transactional  channel sms  send Dear { name: event.z } }',
      'N2001 Ordr',
    ],
    [
      'an unknown template',
      'nudge N { on Order  transactional  channel sms  send Der { name: 3 } }',
      'N2001 Der',
    ],
    [
      'an unknown field that is needed',
      'test "t" { at 2026-03-02T10:00:00Z  ann CartAdd { prce: 3 } }',
      'N2010 prce',
    ],
    [
      'a constant without a value',
      'const a = b\nconst c = a + 1\nsegment S { when user.age > a }',
      'N2001 b',
    ],
    [
      'a function with a mistake',
      'fn f(x: int) = x + y\nsegment S { when f(1) > 2 and f("a") = 3 }',
      'N2001 y|N3003 "a"',
    ],
    [
      'a type that does not exist',
      'event E { a: strin }\nsegment S { when did E where a > 3 and a = "x" within 1d }',
      'N3001 strin',
    ],
    ['a default that does not fit', 'const x: int = "3"\nsegment S { when user.age > x }', 'N3003 "3"'],
  ])('%s', (_, rules, expected) => {
    expect(saidOf(rules).join('|')).toBe(expected);
  });

  test('a declaration that cannot be read counts as declared, and nothing is said about its uses', () => {
    const rules = `event Broken { a string }
      segment Half { when and }
      metric odd = count(
      segment S { when did Broken where b = 3 within 1d and Half and odd > 3 }
      nudge N { on Broken where c > 3  when Half  transactional  channel sms  send Dear { name: event.q } }`;
    expect(saidOf(rules).filter((each) => !each.startsWith('N1'))).toEqual([]);
  });

  test('a field of a profile that cannot be read counts as declared', () => {
    const broken = 'user { country string? }\nsegment S { when user.country = "DE" and user.other > 3 }';
    expect(said(check(broken)).filter((each) => !each.startsWith('N1'))).toEqual([]);
  });

  test('what is not built counts as declared', () => {
    const rules = `cohort Press { from list "press.csv" }
      segment S { when Press and did Order within 1d }
      nudge N { on complete Quest  channel sms  send Hello {} }`;
    expect(saidOf(rules).map((each) => each.slice(0, 5))).toEqual(['N9001', 'N9001']);
  });
});

describe('helps name what was probably meant:', () => {
  test.each([
    ['segment S { when did CartAd within 1d }', 'did you mean `CartAdd`?'],
    ['segment S { when country = "DE" }', 'did you mean `user.country`?'],
    ['segment S { when user.contry = "DE" }', 'did you mean `country`?'],
    [
      'nudge N { on Order when amount > 3 transactional channel sms send Hello {} }',
      'did you mean `event.amount`?',
    ],
    ['segment S { when did Order where ammount > 3 within 1d }', 'did you mean `amount`?'],
    ['metric m = rond(1.5)', 'did you mean `round`?'],
    ['event E { a: number }', 'did you mean `decimal`?'],
    ['nudge N { on Order consent markting channel sms send Hello {} }', 'did you mean `marketing`?'],
    ['nudge N { on Order consent marketing channel smss send Hello {} }', 'did you mean `sms`?'],
    ['nudge N { on Order consent marketing channel sms send Helo {} }', 'did you mean `Hello`?'],
    ['segment S { when user.plan = por }', 'did you mean `pro`?'],
  ])('%s', (rules, help) => {
    const [first] = check(preludeOf(), rules).diagnostics;
    expect(first?.help).toBe(help);
  });
});

function preludeOf(): string {
  return `event Order { amount: decimal }
event CartAdd { price: decimal }
user { country: string?  plan: enum { free, plus, pro } = free }
purpose marketing
channel sms
template Hello() { en { title "Hello" } }`;
}
