import { describe, expect, test } from 'vitest';
import { checkRules, saidOf, saidOfCondition } from '../../../test/support/check-rules.ts';

const nudge = (value: string, ground = 'consent marketing', channels = 'push'): string =>
  `nudge N { on Order  ${ground}  channel ${channels}  send Dear { name: ${value} } }`;

describe('a personal value may be sent', () => {
  test.each(['user.first_name ?? "friend"', 'event.email ?? ""', 'lower(last(Order.email) ever ?? "")'])(
    'under a consent, on a channel that allows it: %s',
    (value) => {
      expect(saidOf(nudge(value))).toEqual([]);
    },
  );

  test.each([
    ['without a consent', nudge('user.first_name ?? ""', 'transactional'), 'N5004 user.first_name'],
    [
      'on another channel',
      nudge('user.first_name ?? ""', 'consent marketing', 'sms'),
      'N5003 user.first_name',
    ],
    [
      'on another channel beside',
      nudge('event.email ?? ""', 'consent marketing', 'push, sms'),
      'N5003 event.email',
    ],
    ['as an aggregate', nudge('last(Order.email) ever ?? ""', 'transactional'), 'N5004 Order.email'],
    ['behind ??', nudge('user.country ?? user.first_name ?? ""', 'transactional'), 'N5004 user.first_name'],
    [
      'through a function',
      `fn f(a: string?) = a ?? "x"\n${nudge('lower(f(user.first_name))', 'transactional')}`,
      'N5004 user.first_name',
    ],
  ])('but not %s', (_, rules, expected) => {
    expect(saidOf(rules)).toEqual([expected]);
  });

  test('nor decide what is sent, in the where of what is sent', () => {
    const rules = `template T(n: int) { en { a "{n}" } }
      nudge N { on Order  consent marketing  channel push  send T { n: count(Order where email is present) over 1d } }`;
    expect(saidOf(rules)).toEqual(['N5005 email']);
  });
});

test('the way of a personal value is shown from its field to the channel', () => {
  const rules = `fn polite(n: string?) = n ?? "friend"\n${nudge('polite(user.first_name)', 'consent marketing', 'sms')}`;
  const [diagnostic] = checkRules(rules).diagnostics;
  expect(diagnostic?.related?.map(({ message }) => message)).toEqual([
    '`first_name` is declared `@pii` here',
    'goes through `polite`',
    'becomes `name` of `Dear`',
    '`sms` does not declare `pii allowed`',
  ]);
});

describe('a personal value decides nothing', () => {
  test.each([
    'user.first_name = "Ann"',
    'user.first_name is present',
    'length(user.first_name ?? "") > 3',
    'last(Order.email) ever is present',
    'count(Order where email = "x") over 1d > 3',
    'did Order where email = "x" within 1d',
    'distinct(Order.email) over 1d > 3',
  ])('in a segment: %s', (condition) => {
    expect(saidOfCondition(condition).map((each) => each.slice(0, 5))).toEqual(['N5005']);
  });

  test('in a metric, a when and the where of a trigger', () => {
    const rules = `metric m = last(Order.email) ever
      nudge A { on Order where email is present  when user.first_name is present  consent marketing  channel push  send Hello {} }
      nudge B { on CartAdd unless Order where email is present within 1d  cooldown 1d  consent marketing  channel push  send Hello {} }`;
    expect(saidOf(rules)).toEqual([
      'N5005 Order.email',
      'N5005 email',
      'N5005 user.first_name',
      'N5005 email',
    ]);
  });
});
