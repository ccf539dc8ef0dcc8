import { describe, expect, test } from 'vitest';
import { saidOf, saidOfCondition } from '../../../test/support/check-rules.ts';

const last = (said: readonly string[]): string => said.join('|');

describe('a condition is never true', () => {
  test.each([
    ['user.age > 5 and user.age < 3', 'N8001 user.age < 3'],
    ['user.age > 3 and user.age < 4', 'N8001 user.age < 4'],
    ['user.age >= 3 and user.age <= 3 and user.age != 3', 'N8001 user.age != 3'],
    ['count(Order) over 1d > 3 and count(Order) over 1d = 3', 'N8001 count(Order) over 1d = 3'],
    ['count(Order) over 1d < 0', 'N8001 count(Order) over 1d < 0'],
    ['did Order within 1d and did not Order within 1d', 'N8001 did not Order within 1d'],
    ['did Order within 1d and count(Order) over 1d = 0', 'N8001 count(Order) over 1d = 0'],
    ['user.plan = free and user.plan = pro', 'N8001 user.plan = pro'],
    ['user.plan in [free, plus] and user.plan = pro', 'N8001 user.plan = pro'],
    ['user.plan = pro and user.plan != pro', 'N8001 user.plan != pro'],
    ['user.country = "DE" and user.country in ["AT", "CH"]', 'N8001 user.country in ["AT", "CH"]'],
    ['user.country is missing and user.country = "DE"', 'N8001 user.country = "DE"'],
    ['user.age between 5 and 3', 'N8001 user.age between 5 and 3'],
    ['user.plan = pro and not (user.plan = pro or user.age ?? 0 > 3)', 'N8001 user.plan = pro'],
    ['user.age > 30 or user.age > 5 and user.age < 3', 'N8001 user.age < 3'],
    ['did Order where amount > 5 and amount < 3 within 1d', 'N8001 amount < 3'],
    ['1 > 2', 'N8001 1 > 2'],
    ['Other and did not CartAdd within 1d', 'N8001 did not CartAdd within 1d'],
    ['user.budget > 5 and user.budget < 5.0001', 'N8001 user.budget < 5.0001'],
  ])('%s', (condition, expected) => {
    expect(
      last(saidOf(`segment Other { when did CartAdd within 1d }\nsegment S { when ${condition} }`)),
    ).toBe(expected);
  });

  test.each([
    'user.age > 5 and user.budget < 3',
    'user.age > 5 or user.age < 3',
    'user.age > 3 and user.age < 5',
    'user.budget > 3 and user.budget < 4',
    'count(Order) over 1d > 5 and count(Order) over 2d < 3',
    'count(Order where amount > 1) over 1d > 5 and count(Order where amount > 2) over 1d < 3',
    'user.plan != free and user.plan != pro',
    'did Order within 1d and did not Order within 2h',
    'did Order where amount > 5 within 1d and did Order where amount < 3 within 1d',
    'user.birthday > 2000-01-01T00:00:00Z and user.birthday < 2001-01-01T00:00:00Z',
  ])('but may be: %s', (condition) => {
    expect(saidOfCondition(condition)).toEqual([]);
  });

  test('is not said of what has a mistake in it', () => {
    expect(saidOfCondition('user.age > 5 and user.age < 3 and user.aeg > 3')).toEqual(['N2010 aeg']);
  });
});

describe('a nudge is never sent', () => {
  const nudge = (trigger: string, when: string): string =>
    `nudge N { ${trigger}  when ${when}  consent marketing  channel push  send Hello {} }`;
  const buyer =
    'segment Inner { when user.plan = pro }\nsegment Buyer { when did Order within 1d and Inner }\n';

  test.each([
    ['on enter Buyer', 'count(Order) over 1d = 0', 'N8002 count(Order) over 1d = 0'],
    ['on enter Buyer', 'not Buyer', 'N8002 Buyer'],
    ['on enter Buyer', 'user.plan = free', 'N8002 user.plan = free'],
    ['on Order where amount > 5', 'event.amount < 3', 'N8002 event.amount < 3'],
  ])('%s when %s', (trigger, when, expected) => {
    expect(saidOf(buyer + nudge(trigger, when))).toEqual([expected]);
  });

  test('but may be otherwise', () => {
    expect(saidOf(buyer + nudge('on exit Buyer', 'count(Order) over 1d = 0'))).toEqual([]);
    expect(saidOf(buyer + nudge('on enter Buyer', 'user.plan = pro'))).toEqual([]);
    expect(saidOf(nudge('on CartAdd where price > 5', 'sum(CartAdd.price) over 1d < 3'))).toEqual([]);
  });
});

describe('on enter greets every newcomer', () => {
  const on = (condition: string, more = ''): string[] =>
    saidOf(`segment Tested { when ${condition} ${more} }
      segment Base { when user.plan = free }
      segment Never { when did Order within 1d }
      metric spend = sum(Order.amount) over 1d
      nudge N { on enter Tested  consent marketing  channel push  send Hello {} }`);

  test.each([
    'did not Order within 30d',
    'count(Order) over 1d = 0',
    'spend < 10',
    'user.plan = free',
    'user.country is missing',
    'last(Order.at) ever is missing or did Order within 1d',
    'Base',
    'not Never',
  ])('if nobody has to do anything for it: %s', (condition) => {
    expect(on(condition)).toEqual(['N8003 Tested']);
  });

  test('but not if the nudge asks for something that has happened', () => {
    const nudge = (when: string): string[] =>
      saidOf(`segment Quiet { when did not Order within 30d }
        nudge N { on enter Quiet  when ${when}  consent marketing  channel push  send Hello {} }`);
    expect(nudge('did Order within 90d')).toEqual([]);
    expect(nudge('user.plan = free')).toEqual(['N8003 Quiet']);
  });

  test('also if it takes a while', () => {
    expect(on('did not Order within 30d', 'for 1h')).toEqual(['N8003 Tested']);
  });

  test.each([
    'did Order within 1d',
    'did not Order within 1d and did CartAdd within 7d',
    'user.age > 3',
    'user.country ?? "DE" = "AT"',
    'now > 2026-03-02T10:00:00Z',
    'Never',
    'spend > 0',
  ])('but not if something has to be known: %s', (condition) => {
    expect(on(condition)).toEqual([]);
  });
});

test('unless asks for a cooldown', () => {
  const nudge = (clause: string): string =>
    `nudge N { on CartAdd unless Order within 1d ${clause} consent marketing  channel push  send Hello {} }`;
  expect(saidOf(nudge(''))).toEqual(['N8004 on CartAdd unless Order within 1d']);
  expect(saidOf(nudge('cooldown 1d'))).toEqual([]);
});
