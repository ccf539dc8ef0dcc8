import { describe, expect, test } from 'vitest';
import { errorsOf, play } from '../support/play.ts';
import { profile } from '../support/records.ts';
import { cart, order, SHOP, view } from '../support/shop.ts';

describe('rule 10: a window over W at t is (t − W, t]', () => {
  const RULES = `${SHOP}
    metric views = count(View) over 10ms
    segment Fresh { when did View within 10ms }
    segment Stale { when did not View within 10ms }`;

  test.each([
    [0, 1],
    [9, 1],
    [10, 0],
    [11, 0],
  ])('rule 10: %i ms after it, an event counts %i in a window of ten', async (until, views) => {
    const { story } = await play(RULES, [view('a', 0)], { until, metrics: true });
    expect(story.at(-1)).toBe(`views of ann = ${views}`);
  });

  test('rule 10: it is in at its own instant and out at s + W, on the dot', async () => {
    const { story } = await play(RULES, [view('a', 3)], { until: 50 });
    expect(story).toEqual([
      '@3 ann enters Fresh since 3 (a@3)',
      '@13 ann leaves Fresh since 3 (@13)',
      '@13 ann enters Stale since 13 (@13)',
    ]);
  });

  test('rule 10: each event leaves on its own', async () => {
    const rules = `${SHOP} segment Two { when count(View) over 10ms >= 2 }
      metric last_ms = sum(View.n) over 10ms`;
    const records = [view('a', 0, { n: 1 }), view('b', 4, { n: 10 }), view('c', 8, { n: 100 })];
    expect((await play(rules, records, { until: 50 })).story).toEqual([
      '@4 ann enters Two since 4 (b@4)',
      '@14 ann leaves Two since 4 (@14)',
    ]);
    for (const [until, sum] of [
      [9, 111],
      [10, 110],
      [13, 110],
      [14, 100],
      [17, 100],
      [18, 0],
    ] as const) {
      expect((await play(rules, records, { until, metrics: true })).story.at(-1)).toBe(
        `last_ms of ann = ${sum}`,
      );
    }
  });

  test('rule 10: one log serves windows of several lengths', async () => {
    const rules = `${SHOP} late 1ms metric w1 = count(View) over 1ms metric w2 = count(View) over 20ms metric w3 = count(View) ever`;
    const records = [view('a', 0), view('b', 1), view('c', 19), view('d', 20)];
    expect((await play(rules, records, { metrics: true })).story).toEqual([
      'w1 of ann = 1',
      'w2 of ann = 3',
      'w3 of ann = 4',
    ]);
  });

  test('rule 10: a window and a wait are longer than nothing', () => {
    expect(errorsOf(`${SHOP} segment S { when did View within 0ms }`)).not.toEqual([]);
    expect(errorsOf(`${SHOP} metric m = count(View) over 0s`)).not.toEqual([]);
    expect(errorsOf(`${SHOP} segment S { when did View within 5ms for 0h }`)).not.toEqual([]);
    expect(
      errorsOf(`${SHOP} nudge N { on View unless Order within 0ms transactional channel push send Note {} }`),
    ).not.toEqual([]);
  });
});

describe('rule 13: `for D`', () => {
  const waiting = (window: number, wait: number): string =>
    `${SHOP} segment Waiting { when did CartAdd within ${window}ms and did not Order within 100ms for ${wait}ms }`;

  test('rule 13: [a, b) becomes [a + D, b), and `since` is its start', async () => {
    const { story } = await play(waiting(10, 4), [cart('a', 0)], { until: 50 });
    expect(story).toEqual(['@4 ann enters Waiting since 4 (@4)', '@10 ann leaves Waiting since 4 (@10)']);
  });

  test('rule 13: b − a one ms longer than D makes a membership of one ms', async () => {
    const { story } = await play(waiting(5, 4), [cart('a', 0)], { until: 50 });
    expect(story).toEqual(['@4 ann enters Waiting since 4 (@4)', '@5 ann leaves Waiting since 4 (@5)']);
  });

  test('rule 13: b − a = D makes nothing, and less neither', async () => {
    expect((await play(waiting(4, 4), [cart('a', 0)], { until: 50 })).story).toEqual([]);
    expect((await play(waiting(3, 4), [cart('a', 0)], { until: 50 })).story).toEqual([]);
  });

  test.each([
    [3, []],
    [4, []],
    [5, ['@4 ann enters Waiting since 4 (@4)', '@5 ann leaves Waiting since 4 (o@5)']],
  ])('rule 13: an event that ends the condition %i ms after its start, D = 4', async (ms, story) => {
    expect((await play(waiting(50, 4), [cart('a', 0), order('o', ms)], { until: 40 })).story).toEqual(story);
  });

  test('rule 13: at a + D, an event that changes nothing enters, a second one that ends it leaves', async () => {
    const { story } = await play(waiting(50, 4), [cart('a', 0), view('v', 4), order('o', 4)], {
      members: true,
    });
    expect(story).toEqual(['@4 ann enters Waiting since 4 (v@4)', '@4 ann leaves Waiting since 4 (o@4)']);
  });

  test('rule 13: at a + D, an event that ends it and one that changes nothing: nothing', async () => {
    const { story } = await play(waiting(50, 4), [cart('a', 0), order('o', 4), view('v', 4)], { until: 40 });
    expect(story).toEqual([]);
  });

  test('rule 13: a break of one ms begins the wait anew', async () => {
    const rules = `${SHOP} segment Paying { when user.plan = pro for 4ms }`;
    const on = (id: string, ms: number): object => profile(id, ms, { plan: 'pro' });
    const off = (id: string, ms: number): object => profile(id, ms, { plan: 'free' });
    const { story } = await play(rules, [on('a', 0), off('b', 3), on('c', 4)], { until: 50 });
    expect(story).toEqual(['@8 ann enters Paying since 8 (@8)']);
  });

  test('rule 13: the condition may be true for changing reasons', async () => {
    const rules = `${SHOP} segment Busy { when did View within 10ms or did CartAdd within 10ms for 15ms }`;
    // True in [0, 10) by the view, in [10, 20) by the cart that comes as the view leaves.
    const { story } = await play(rules, [view('a', 0), cart('b', 10)], { until: 50 });
    expect(story).toEqual(['@15 ann enters Busy since 15 (@15)', '@20 ann leaves Busy since 15 (@20)']);
    const broken = await play(rules, [view('a', 0), cart('b', 11)], { until: 50 });
    expect(broken.story).toEqual([]);
  });

  test('rule 13: it covers the whole `when`, wherever it stands', async () => {
    const rules = `${SHOP}
      segment Before { for 4ms when did View within 10ms or did CartAdd within 3ms }
      segment Behind { when did View within 10ms or did CartAdd within 3ms for 4ms }`;
    const { story } = await play(rules, [cart('a', 0), view('b', 2)], { until: 5 });
    expect(story).toEqual(['@4 ann enters Before since 4 (@4)', '@4 ann enters Behind since 4 (@4)']);
  });

  test('rule 13: a segment that uses one with `for` sees what results', async () => {
    const rules = `${SHOP}
      segment Slow { when did View within 10ms for 4ms }
      segment Slower { when Slow for 3ms }
      segment NotSlow { when not Slow for 2ms }`;
    const { story } = await play(rules, [view('a', 0)], { until: 50 });
    expect(story).toEqual([
      '@2 ann enters NotSlow since 2 (@2)',
      '@4 ann leaves NotSlow since 2 (@4)',
      '@4 ann enters Slow since 4 (@4)',
      '@7 ann enters Slower since 7 (@7)',
      '@10 ann leaves Slow since 4 (@10)',
      '@10 ann leaves Slower since 7 (@10)',
      '@12 ann enters NotSlow since 12 (@12)',
    ]);
  });
});

describe('rule 9: comparisons with `now` turn at one instant', () => {
  test.each([
    ['now - last(View.at) ever > 5ms', '@6 ann enters S since 6 (@6)'],
    ['now - last(View.at) ever >= 5ms', '@5 ann enters S since 5 (@5)'],
    ['5ms < now - last(View.at) ever', '@6 ann enters S since 6 (@6)'],
    ['now - 5ms > last(View.at) ever', '@6 ann enters S since 6 (@6)'],
    ['now > last(View.at) ever + 5ms', '@6 ann enters S since 6 (@6)'],
    ['now - last(View.at) ever > 5ms for 2ms', '@8 ann enters S since 8 (@8)'],
  ])('rule 9: `%s` turns once, by time alone', async (when, entry) => {
    const { story } = await play(`${SHOP} segment S { when ${when} }`, [view('a', 0)], { until: 50 });
    expect(story).toEqual([entry]);
  });

  test.each([
    ['now - last(View.at) ever < 5ms', 0, 5],
    ['now - last(View.at) ever <= 5ms', 0, 6],
    ['now - last(View.at) ever = 5ms', 5, 6],
    ['now - last(View.at) ever between 3ms and 7ms', 3, 8],
  ])('rule 9: `%s` holds for a while', async (when, from, to) => {
    const { story } = await play(`${SHOP} segment S { when ${when} }`, [view('a', 0)], { until: 50 });
    expect(story).toEqual([
      `@${from} ann enters S since ${from} (${from === 0 ? 'a@0' : `@${from}`})`,
      `@${to} ann leaves S since ${from} (@${to})`,
    ]);
  });

  test('rule 9: a field of the profile moves the instant', async () => {
    const rules = `${SHOP} segment Away { when now - user.seen > 5ms }`;
    const seen = (id: string, ms: number, at: number): object =>
      profile(id, ms, { seen: new Date(Date.UTC(2026, 2, 2, 10) + at).toISOString() });
    const { story } = await play(rules, [
      seen('a', 0, 0),
      seen('b', 3, 3),
      seen('c', 20, 2),
      seen('d', 21, 21),
    ]);
    expect(story).toEqual(['@9 ann enters Away since 9 (@9)', '@21 ann leaves Away since 9 (d@21)']);
  });
});
