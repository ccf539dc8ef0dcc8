import { describe, expect, test } from 'vitest';
import { saidOf, saidOfCondition } from '../../../test/support/check-rules.ts';

/*
 * A comparison with something missing is false. What these tests hunt is a condition that is true of people of whom
 * nothing is known, without its author having said so.
 */

describe('a possibly missing value is accepted where', () => {
  test.each([
    ['the comparison stands in positive position', 'user.age > 18'],
    ['two negations cancel each other', 'not (not (user.age > 18))'],
    ['a default is given', 'user.country ?? "" != "DE"'],
    ['a default is given under not', 'not (user.age ?? 0 > 18)'],
    ['it was asked for before', 'user.country is present and user.country != "DE"'],
    ['its absence was ruled out by or', 'user.country is missing or user.country != "DE"'],
    ['it was asked for under not', 'not (user.country is missing or user.country = "DE")'],
    [
      'the question is in a group',
      '(user.country is present and user.age is present) and user.country != "DE"',
    ],
    ['a true comparison shows it', 'user.age > 18 and not (user.age > 65)'],
    ['a true membership shows it', 'user.country in ["DE", "AT"] and user.country != "AT"'],
    ['both alternatives show it', '(user.age > 65 or user.age < 18) and user.age != 3'],
    ['it is shown within a sum', 'user.age + 1 > 18 and user.age != 65'],
    [
      'the same aggregate was asked for',
      'last(Order.coupon) ever is present and last(Order.coupon) ever != "X"',
    ],
    ['the where of did not gives a default', 'did not Order where coupon ?? "" = "FREE" within 1d'],
    ['the where of did not asks', 'did not Order where coupon is present and coupon = "FREE" within 1d'],
    ['the where of did asks nothing', 'did Order where coupon = "FREE" within 1d'],
    ['did not is negated again', 'not (did not Order where coupon = "FREE" within 1d)'],
    ['it is counted', 'not (count(Order where coupon = "FREE") over 1d > 3)'],
    ['a flag is a condition', 'user.subscribed'],
    ['a flag was asked for', 'user.subscribed is present and not user.subscribed'],
    ['a quotient was asked for', 'user.age / 2 is present and not (user.age / 2 > 3)'],
  ])('%s: %s', (_, condition) => {
    expect(saidOfCondition(condition)).toEqual([]);
  });
});

describe('a possibly missing value is refused', () => {
  test.each([
    ['beside !=', 'user.country != "DE"', ['N3006 user.country']],
    ['beside != even under not', 'not (user.country != "DE")', ['N3006 user.country']],
    ['beside not in', 'user.country not in ["DE"]', ['N3006 user.country']],
    ['under not', 'not user.age > 18', ['N3006 user.age']],
    ['under not in a group', 'not (user.plan = pro and user.age > 18)', ['N3006 user.age']],
    ['under three nots', 'not (not (not (user.age > 18)))', ['N3006 user.age']],
    ['on both sides', 'not (user.age = user.budget)', ['N3006 user.age', 'N3006 user.budget']],
    ['as an operand of a sum', 'not (user.age + 1 > 18)', ['N3006 user.age + 1']],
    ['in between', 'not (user.age between 1 and 3)', ['N3006 user.age']],
    ['in a test of text', 'not (user.country starts with "D")', ['N3006 user.country']],
    ['as a list', 'not ("x" in user.tags)', ['N3006 user.tags']],
    ['as a flag under not', 'not user.subscribed', ['N3006 user.subscribed']],
    ['in the where of did not', 'did not Order where coupon = "X" within 1d', ['N3006 coupon']],
    ['under not around did', 'not (did Order where coupon = "X" within 1d)', ['N3006 coupon']],
    ['of an aggregate', 'not (last(Order.amount) ever > 3)', ['N3006 last(Order.amount) ever']],
    [
      'if only one alternative asks',
      '(user.age is present or user.plan = pro) and user.age != 3',
      ['N3006 user.age'],
    ],
    [
      'after the question is over',
      '(user.age is present and user.plan = pro or user.plan = free) and user.age != 3',
      ['N3006 user.age'],
    ],
    [
      'if another value was asked for',
      'user.age is present and user.country != "DE"',
      ['N3006 user.country'],
    ],
    [
      'if the default is missing as well',
      '(user.age ?? user.budget) != 3',
      ['N3006 (user.age ?? user.budget)'],
    ],
    ['where a condition is compared', '(user.age > 3) = false', ['N3006 user.age']],
  ])('%s: %s', (_, condition, expected) => {
    expect(saidOfCondition(condition)).toEqual(expected);
  });

  test('in a function, which may be used under not', () => {
    expect(saidOf('fn f(c: string?) = c = "DE"')).toEqual(['N3006 c']);
    expect(saidOf('fn f(c: string?) = c is present and c != "DE"')).toEqual([]);
    expect(saidOf('fn f(c: string) = c != "DE"\nsegment S { when not f(user.country ?? "") }')).toEqual([]);
  });

  test('in a metric that is negated where it is used', () => {
    const young = 'metric young = user.age < 30\n';
    expect(saidOf(`${young}segment S { when young }`)).toEqual([]);
    expect(saidOf(`${young}segment S { when not young }`)).toEqual(['N3006 young']);
    expect(saidOf(`${young}metric both = young and user.plan = pro\nsegment S { when not both }`)).toEqual([
      'N3006 both',
    ]);
    expect(saidOf('metric young = user.age ?? 0 < 30\nsegment S { when not young }')).toEqual([]);
    expect(
      saidOf('metric free = count(Order where coupon = "X") over 1d > 1\nsegment S { when not free }'),
    ).toEqual([]);
  });

  test('as the argument of a parameter that is not optional', () => {
    const rules = 'fn is_dach(c: string) = c in ["DE", "AT", "CH"]\n';
    expect(saidOf(`${rules}segment S { when is_dach(user.country) }`)).toEqual(['N3007 user.country']);
    expect(saidOf(`${rules}segment S { when user.country is present and is_dach(user.country) }`)).toEqual(
      [],
    );
  });

  test('behind unless, where a false condition sends the nudge', () => {
    const nudge = (where: string): string =>
      `nudge N { on CartAdd unless Order where ${where} within 1d  transactional  cooldown 1d  channel sms  send Hello {} }`;
    expect(saidOf(nudge('coupon = "X"'))).toEqual(['N3006 coupon']);
    expect(saidOf(nudge('coupon ?? "" = "X"'))).toEqual([]);
  });
});

describe('a question in a nudge is remembered', () => {
  const nudge = (trigger: string, rest: string): string =>
    `nudge N { ${trigger} ${rest} consent marketing  cooldown 1d  channel push  send Dear { name: event.coupon } }`;

  test('from the where of its trigger', () => {
    expect(saidOf(nudge('on Order where coupon is present', ''))).toEqual([]);
  });

  test('from its when', () => {
    expect(saidOf(nudge('on Order', 'when event.coupon is present'))).toEqual([]);
    expect(saidOf(nudge('on Order', 'when event.coupon = "X"'))).toEqual([]);
    expect(saidOf(nudge('on Order', ''))).toEqual(['N3007 event.coupon']);
  });

  test('over the wait of unless, if it is about the event that began it', () => {
    expect(saidOf(nudge('on Order where coupon is present unless CartAdd within 1d', ''))).toEqual([]);
    const profile = `nudge N { on Order where user.country is present unless CartAdd within 1d
      consent marketing  cooldown 1d  channel push  send Dear { name: user.country } }`;
    expect(saidOf(profile)).toEqual(['N3007 user.country']);
  });

  test('but not by the next nudge', () => {
    expect(
      saidOf(nudge('on Order where coupon is present', ''), nudge('on Order', '').replace('N {', 'M {')),
    ).toEqual(['N3007 event.coupon']);
  });
});
