import { createHash } from 'node:crypto';
import { bucketOf } from '@nudge/engine';
import { describe, expect, test } from 'vitest';
import { errorsOf, play } from '../support/play.ts';
import { consent, event, profile } from '../support/records.ts';
import { cart, order, SHOP, view } from '../support/shop.ts';

describe('rule 18: the last writer wins, by (instant, id)', () => {
  const RULES = `${SHOP} metric country = user.country metric plan = user.plan`;
  const country = (id: string, ms: number, to: string | null): object => profile(id, ms, { country: to });
  const final = async (records: readonly object[]): Promise<string | undefined> =>
    (await play(RULES, records, { metrics: true })).story.find((line) => line.startsWith('country'));

  test('rule 18: the later instant wins, whatever the order of arrival', async () => {
    expect(await final([country('a', 5, 'DE'), country('b', 6, 'AT')])).toBe('country of ann = "AT"');
    expect(await final([country('b', 6, 'AT'), country('a', 5, 'DE')])).toBe('country of ann = "AT"');
    expect(await final([country('z', 5, 'DE'), country('a', 6, 'AT')])).toBe('country of ann = "AT"');
  });

  test.each([
    ['a', 'b'],
    ['B', 'a'],
    ['a', 'ab'],
    ['9', 'a'],
    ['z', '\u00e9'],
    ['\ud7ff', '\ue000'],
    // As UTF-16 the second would come first.
    ['\uffee', '\u{1f600}'],
    ['\ue000', '\u{10000}'],
  ])('rule 18: at one instant the greater id wins by UTF-8 bytes: %j < %j', async (lesser, greater) => {
    expect(Buffer.compare(Buffer.from(lesser), Buffer.from(greater))).toBe(-1);
    const records = [country(lesser, 5, 'less'), country(greater, 5, 'more')];
    expect(await final(records)).toBe('country of ann = "more"');
    expect(await final(records.reverse())).toBe('country of ann = "more"');
  });

  test('rule 18: each field has writers of its own', async () => {
    const records = [profile('b', 5, { country: 'DE', plan: 'pro' }), profile('a', 5, { country: 'AT' })];
    expect((await play(RULES, records, { metrics: true })).story).toEqual([
      'country of ann = "DE"',
      'plan of ann = "pro"',
    ]);
  });

  test('rule 18: null is a write: it restores the default, or makes the field missing', async () => {
    const set = profile('a', 5, { country: 'DE', plan: 'pro' });
    const clear = profile('b', 6, { country: null, plan: null });
    for (const records of [
      [set, clear],
      [clear, set],
    ]) {
      expect((await play(RULES, records, { metrics: true })).story).toEqual([
        'country of ann = null',
        'plan of ann = "free"',
      ]);
    }
  });

  test('rule 18: it is as of t: an update holds from its own instant', async () => {
    const rules = `${SHOP} segment Paying { when user.plan = pro }`;
    const { story } = await play(rules, [
      profile('a', 5, { plan: 'pro' }),
      profile('b', 9, { plan: 'plus' }),
    ]);
    expect(story).toEqual(['@5 ann enters Paying since 5 (a@5)', '@9 ann leaves Paying since 5 (b@9)']);
  });

  test('rule 18: what has fallen out of reach of late events still holds', async () => {
    const rules = `${RULES} late 10ms`;
    const records = [
      country('a', 0, 'DE'),
      country('b', 1, null),
      profile('c', 2, { plan: 'plus' }),
      view('v', 500),
    ];
    expect((await play(rules, records, { metrics: true })).story).toEqual([
      'country of ann = null',
      'plan of ann = "plus"',
    ]);
  });

  const NUDGE = `${SHOP} late 10ms nudge N { on View consent marketing channel push send Note {} }`;

  test('rule 18: a consent that was never given is not granted, nor is one to another purpose', async () => {
    const service = event('s', 'user.consent', 0, { purpose: 'service', granted: true });
    expect((await play(NUDGE, [service, view('v', 1)])).story).toEqual([
      '@1 ann is denied N: consent to marketing (v@1)',
    ]);
  });

  test('rule 18: consents go by (instant, id) as well', async () => {
    const gets = ['@7 ann gets N (v@7)'];
    const denied = ['@7 ann is denied N: consent to marketing (v@7)'];
    const told = async (records: readonly object[]): Promise<readonly string[]> =>
      (await play(NUDGE, [...records, view('v', 7)])).story;
    expect(await told([consent('a', 5, false), consent('b', 5, true)])).toEqual(gets);
    expect(await told([consent('b', 5, true), consent('a', 5, false)])).toEqual(gets);
    expect(await told([consent('\u{1f600}', 5, false), consent('\uffee', 5, true)])).toEqual(denied);
    expect(await told([consent('a', 6, false), consent('b', 5, true)])).toEqual(denied);
  });

  test('rule 18: a consent given later revives nothing', async () => {
    const { story } = await play(NUDGE, [view('v', 5), consent('c', 6, true)], { until: 100 });
    expect(story).toEqual(['@5 ann is denied N: consent to marketing (v@5)']);
  });

  test('rule 18: a consent holds as long as nobody takes it back', async () => {
    const { story } = await play(NUDGE, [consent('c', 0, true), order('o', 900), view('v', 901)]);
    expect(story).toEqual(['@901 ann gets N (v@901)']);
  });
});

describe('rule 19: texts', () => {
  test('rule 19: all order among strings is by UTF-8 bytes: of events, of writes, of users', async () => {
    const rules = `${SHOP} metric first = first(View.id) ever metric country = user.country`;
    const ids = ['\u{1f600}', '\uffee', '\ud7ff', 'z', 'Z', '\u{10000}'];
    const sorted = [...ids].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    const { effects } = await play(
      rules,
      ids.flatMap((user) => [
        ...ids.slice(0, 2).map((id) => view(id, 0, {}, { user })),
        ...ids.slice(0, 2).map((id) => profile(`${id}p`, 0, { country: id }, { user })),
      ]),
      { metrics: true },
    );
    const told = effects.map(({ subject, data }) => `${subject} ${data.value}`);
    expect(told).toEqual([
      ...sorted.map((user) => `${user} \u{1f600}`),
      ...sorted.map((user) => `${user} \uffee`),
    ]);
  });

  const matches = async (condition: string, page: string): Promise<boolean> => {
    const rules = `${SHOP} metric n = count(View where ${condition}) ever`;
    const { effects } = await play(rules, [view('v', 0, { page })], { metrics: true });
    return effects[0]?.data.value === 1;
  };

  test.each([
    ['page contains ""', '', true],
    ['page contains ""', 'x', true],
    ['page starts with ""', '', true],
    ['page contains "B"', 'abc', false],
    ['page contains "b"', 'abc', true],
    ['page ends with "bc"', 'abc', true],
    ['page starts with "bc"', 'abc', false],
    ['page = "abc"', 'ABC', false],
    ['lower(page) = "abc"', 'ABC', true],
    // A–Z only: no other script, and no dot that Turkish would take away.
    ['lower(page) = "\u00e4"', '\u00c4', false],
    ['lower(page) = "\u00c4k"', '\u00c4K', true],
    ['lower(page) = "k"', '\u212a', true],
    ['length(page) = 1', '\u{1f600}', true],
    ['length(page) = 1', 'e\u0301', true],
    ['length(page) = 2', 'q\u0301', true],
    ['length(page) = 0', '', true],
    ['page in ["a", "b"]', 'b', true],
    ['page in ["a", "b"]', 'c', false],
  ])('rule 19: `%s` of %j is %s', async (condition, page, holds) => {
    expect(await matches(condition, page)).toBe(holds);
  });

  test.each([
    ['*', '', true],
    ['*', 'a\nb\r\n', true],
    ['a*', 'ba', false],
    ['*a', 'ab', false],
    ['a*c', 'abc', true],
    ['a*c', 'a\nc', true],
    ['a*c', 'abcd', false],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['?', '\u{1f600}', true],
    ['??', '\u{1f600}', false],
    ['?', '\n', true],
    ['a\\\\*', 'a*', true],
    ['a\\\\*', 'ab', false],
    ['a\\\\?', 'a?', true],
    ['a\\\\?', 'ab', false],
    ['a\\\\\\\\', 'a\\', true],
    ['[ab]', 'a', false],
    ['[ab]', '[ab]', true],
    ['a.c', 'abc', false],
    ['*a*b*', 'xxaxxbxx', true],
    ['*a*b*', 'xxbxxaxx', false],
    ['', '', true],
    ['', 'a', false],
  ])('rule 19: glob %s and %j: %s', async (pattern, page, holds) => {
    expect(await matches(`page matches glob "${pattern}"`, page)).toBe(holds);
  });

  test('rule 19: `between` includes both ends', async () => {
    const rules = `${SHOP} metric n = count(View where n between 2 and 4) ever`;
    const records = [1, 2, 3, 4, 5].map((n) => view(`v${n}`, 0, { n }));
    expect((await play(rules, records, { metrics: true })).story).toEqual(['n of ann = 3']);
  });

  test.each([
    ['2026-03-01T23:59:59.999Z', '2026-03-01 7 23'],
    ['2026-03-02T00:00:00.000Z', '2026-03-02 1 0'],
    ['2026-03-01T22:59:59.999Z', '2026-03-01 7 22'],
    ['2024-02-29T12:00:00Z', '2024-02-29 4 12'],
  ])('rule 19: `date`, `weekday` and `hour` of %s', async (seen, expected) => {
    const zoned = (zone: string): string => `metric a = date(user.seen, "${zone}")
      metric b = weekday(user.seen, "${zone}") metric c = hour(user.seen, "${zone}")`;
    const { effects } = await play(SHOP + zoned('UTC'), [profile('p', 0, { seen })], { metrics: true });
    expect(effects.map(({ data }) => data.value).join(' ')).toBe(expected);
  });

  test.each([
    ['2026-03-01T23:30:00Z', 'Europe/Berlin', '2026-03-02 1 0'],
    ['2026-03-02T00:30:00Z', 'America/New_York', '2026-03-01 7 19'],
    ['2026-03-29T00:59:59.999Z', 'Europe/Berlin', '2026-03-29 7 1'],
    ['2026-03-29T01:00:00Z', 'Europe/Berlin', '2026-03-29 7 3'],
    ['2026-07-01T18:15:00Z', 'Asia/Kathmandu', '2026-07-02 4 0'],
    ['2026-12-31T10:00:00Z', 'Pacific/Kiritimati', '2027-01-01 5 0'],
    ['2075-07-01T10:00:00Z', 'Europe/Berlin', '2075-07-01 1 12'],
  ])('rule 19: at %s in %s it is %s', async (seen, zone, expected) => {
    const rules = `${SHOP.replace('user {', 'user { zone: timezone = "UTC"')}
      metric a = date(user.seen, user.zone) metric b = weekday(user.seen, user.zone) metric c = hour(user.seen, user.zone)`;
    const { effects } = await play(rules, [profile('p', 0, { seen, zone })], { metrics: true });
    expect(effects.map(({ data }) => data.value).join(' ')).toBe(expected);
  });

  test('rule 19: a timestamp ± a duration is a timestamp, a difference of timestamps a duration', async () => {
    const rules = `${SHOP} metric a = user.seen + 90m metric b = user.seen - 1d
      metric c = user.seen - 2026-03-02T10:00:00Z`;
    const { effects } = await play(rules, [profile('p', 0, { seen: '2026-03-02T09:59:00Z' })], {
      metrics: true,
    });
    expect(effects.map(({ data }) => data.value)).toEqual([
      '2026-03-02T11:29:00.000Z',
      '2026-03-01T09:59:00.000Z',
      -60_000,
    ]);
  });

  test('rule 19: a duration is no type of a field', () => {
    expect(errorsOf('event E { d: duration }')).not.toEqual([]);
    expect(errorsOf('user { d: duration? }')).not.toEqual([]);
  });

  test('rule 19: texts have no order, save among names and ids', () => {
    expect(errorsOf(`${SHOP} metric n = count(View where page < "b") ever`)).not.toEqual([]);
    expect(errorsOf(`${SHOP} metric n = min(View.page) ever`)).not.toEqual([]);
  });
});

describe('rule 20: binding', () => {
  const RULES = SHOP.replace('user {', 'user { i: int? j: int?');
  const value = async (expression: string, fields: object = {}): Promise<unknown> => {
    const { effects } = await play(`${RULES} metric m = ${expression}`, [profile('p', 0, fields)], {
      metrics: true,
    });
    return effects[0]?.data.value;
  };
  const holds = async (condition: string, fields: object = {}): Promise<boolean> => {
    const { effects } = await play(`${RULES} segment S { when ${condition} }`, [profile('p', 0, fields)], {
      members: true,
    });
    return effects.some(({ type }) => type === 'segment.member');
  };

  test('rule 20: `*` and its like bind tighter than `+` and `-`, all to the left', async () => {
    expect(await value('user.points + 2 * 3', { points: 1 })).toBe(7);
    expect(await value('10 - user.points - 3', { points: 1 })).toBe(6);
    expect(await value('100 div user.i div 5 ?? 0', { i: 4 })).toBe(5);
    expect(await value('user.points * 7 mod 4 ?? 0', { points: 3 })).toBe(1);
    expect(await value('-user.points + 5', { points: 3 })).toBe(2);
  });

  test('rule 20: `??` binds looser than `+` and tighter than comparisons', async () => {
    expect(await value('user.i + 1 ?? 5')).toBe(5);
    expect(await value('user.i ?? 1 + 5')).toBe(6);
    expect(await holds('user.i ?? 3 = 3')).toBe(true);
    expect(await holds('user.i + user.j ?? 0 >= 5', { i: 2, j: 3 })).toBe(true);
    expect(await value('user.i ?? user.j ?? 7')).toBe(7);
  });

  test('rule 20: comparisons do not chain', () => {
    expect(errorsOf(`${RULES} segment S { when 0 < user.points < 9 }`)).toEqual([
      expect.stringMatching(/^N1104 /),
    ]);
    expect(errorsOf(`${RULES} segment S { when user.points = 1 = true }`)).not.toEqual([]);
  });

  test('rule 20: `not` binds looser than comparisons and tighter than `and`, that tighter than `or`', async () => {
    expect(await holds('not user.points = 1', { points: 2 })).toBe(true);
    expect(await holds('not user.points = 1 and user.points = 2', { points: 2 })).toBe(true);
    expect(await holds('not user.points = 2 and user.points = 1', { points: 2 })).toBe(false);
    expect(await holds('user.points = 2 or user.points = 1 and user.points = 3', { points: 2 })).toBe(true);
    expect(await holds('(user.points = 2 or user.points = 1) and user.points = 3', { points: 2 })).toBe(
      false,
    );
  });

  test('rule 20: a `where` runs to `within`, `over`, `ever`, `unless` or `)`', async () => {
    const rules = `${SHOP}
      segment A { when did Order where amount > 5 or amount < 2 and coupon is missing within 10ms }
      metric b = count(Order where amount > 5 or amount < 2) over 10ms
      metric c = sum(Order.amount where amount > 5 and coupon ?? "" != "x") ever
      nudge D { on CartAdd where price > 5 or price < 2 unless Order where amount > 5 or amount < 2 within 10ms
        transactional channel push send Note {} }`;
    const records = [cart('a', 0, 1), cart('b', 0, 3), cart('c', 0, 6), order('o', 1, 3)];
    expect((await play(rules, records, { until: 10, metrics: true })).story).toEqual([
      '@10 ann gets D (a@0)',
      '@10 ann gets D (c@0)',
      'b of ann = 0',
      'c of ann = 0',
    ]);
  });

  test('rule 20: fields stand bare in a `where`; `event.x` is the trigger everywhere in a nudge', async () => {
    const rules = `${SHOP} nudge N {
      on Order where amount > 5 and event.amount < 9
      when count(Order where amount < event.amount) over 1h >= 1
      transactional channel push send Note {} }`;
    const { story } = await play(rules, [
      order('a', 0, 6),
      order('b', 1, 7),
      order('c', 2, 9),
      order('d', 3, 5),
    ]);
    expect(story).toEqual(['@1 ann gets N (b@1)']);
  });

  test('rule 20: a value of an enum stands bare or quoted where its enum is expected', async () => {
    expect(await holds('user.plan = pro', { plan: 'pro' })).toBe(true);
    expect(await holds('user.plan = "pro"', { plan: 'pro' })).toBe(true);
    expect(await holds('user.plan in [free, "plus"]', { plan: 'plus' })).toBe(true);
    expect(errorsOf(`${RULES} segment S { when user.plan = gold }`)).not.toEqual([]);
    expect(errorsOf(`${RULES} segment S { when user.plan = "gold" }`)).not.toEqual([]);
  });

  test('rule 20: a metric may be any expression over aggregates, metrics and fields of the user', async () => {
    const rules = `${RULES} metric ratio = carts / count(View) over 7d metric carts = count(CartAdd) over 7d
      metric more = (ratio ?? 0) * 2 + user.points`;
    const records = [view('a', 0), view('b', 0), view('c', 0), cart('d', 0), profile('p', 0, { points: 3 })];
    expect((await play(rules, records, { metrics: true })).story).toEqual([
      'carts of ann = 1',
      'more of ann = 3.6666',
      'ratio of ann = 0.3333',
    ]);
  });

  test('rule 20: clauses stand in any order', async () => {
    const rules = `${SHOP}
      nudge N { send Note {} channel push when user.points > 0 cooldown 1h priority 3 on View transactional }
      segment S { for 1ms when user.points > 0 }`;
    const { story } = await play(rules, [profile('p', 0, { points: 1 }), view('v', 1)]);
    expect(story).toEqual(['@1 ann enters S since 1 (v@1)', '@1 ann gets N (v@1)']);
  });

  test('rule 20: `use m` without a list imports all names of m', async () => {
    const rules = {
      'b.nudge': 'module b use a segment Busy { when count(View) over 1h >= limit and did Order within 1h }',
      'a.nudge': 'module a event View {} event Order {} const limit = 2',
    };
    const { story } = await play(rules, [
      event('x', 'View', 0),
      event('y', 'Order', 0),
      event('z', 'View', 1),
    ]);
    expect(story).toEqual(['@1 ann enters b.Busy since 1 (z@1)']);
    expect(
      errorsOf({ ...rules, 'b.nudge': rules['b.nudge'].replace('use a', 'use a { View }') }),
    ).not.toEqual([]);
  });
});

describe('rule 22: buckets', () => {
  test('rule 22: int(first 8 hex digits of md5(salt ":" tenant ":" user)) mod 10 000', () => {
    for (const [salt, tenant, user] of [
      ['pilot-1', 'default', 'ann'],
      ['', 'acme', 'ren\u00e9'],
      ['s', 't', '\u{1f600}'],
      ['a:b', 'c', 'd'],
    ] as const) {
      const digest = createHash('md5').update(`${salt}:${tenant}:${user}`, 'utf8').digest('hex');
      expect(bucketOf(salt, tenant, user)).toBe(Number.parseInt(digest.slice(0, 8), 16) % 10_000);
    }
  });
});
