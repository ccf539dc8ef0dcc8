import { describe, expect, test } from 'vitest';
import { play } from '../support/play.ts';
import { consent, profile } from '../support/records.ts';
import { cart, order, SHOP, view } from '../support/shop.ts';

const clauses = 'transactional channel push send Note {}';
const RULES = `${SHOP} nudge Remind { on CartAdd unless Order within 10ms ${clauses} }`;

describe('rule 16: `on A unless B within D`', () => {
  test('rule 16: it fires at s + D, whenever the next event comes', async () => {
    const fired = ['@10 ann gets Remind (a@0)'];
    expect((await play(RULES, [cart('a', 0)], { until: 9 })).story).toEqual([]);
    expect((await play(RULES, [cart('a', 0)], { until: 10 })).story).toEqual(fired);
    expect((await play(RULES, [cart('a', 0), view('v', 5000)])).story).toEqual(fired);
  });

  test.each([
    [-1, true],
    [0, true],
    [1, false],
    [9, false],
    [10, false],
    [11, true],
  ])('rule 16: of B at s + %i, D = 10: fires %s, for the interval is (s, s + D]', async (ms, fires) => {
    const records = [cart('a', 0), order('b', ms)].sort((x, y) => timeOf(x) - timeOf(y));
    const { story } = await play(RULES, records, { until: 100 });
    expect(story).toEqual(fires ? ['@10 ann gets Remind (a@0)'] : []);
  });

  test('rule 16: B at s does not count, whether it arrives before A or after', async () => {
    for (const records of [
      [order('b', 0), cart('a', 0)],
      [cart('a', 0), order('b', 0)],
    ]) {
      expect((await play(RULES, records, { until: 100 })).story).toEqual(['@10 ann gets Remind (a@0)']);
    }
  });

  test('rule 16: each A is judged on its own', async () => {
    const { story } = await play(RULES, [cart('a', 0), cart('b', 3), cart('c', 3), order('d', 12)], {
      until: 100,
    });
    expect(story).toEqual(['@10 ann gets Remind (a@0)']);
    const all = await play(RULES, [cart('a', 0), cart('c', 3), cart('b', 3)], { until: 100 });
    expect(all.story).toEqual([
      '@10 ann gets Remind (a@0)',
      '@13 ann gets Remind (b@3)',
      '@13 ann gets Remind (c@3)',
    ]);
  });

  test('rule 16: the cause, and `event`, is A', async () => {
    const rules = `${SHOP}
      template Priced(price: decimal) { en { text "{price:0}" } }
      nudge Remind { on CartAdd unless Order within 10ms transactional channel push
        send Priced { price: event.price ?? 0 } }`;
    const { effects } = await play(rules, [cart('a', 0, 7), cart('b', 1, 8)], { until: 100 });
    expect(effects.map(({ time, data }) => [time, data.cause, data.content.push.text])).toEqual([
      ['2026-03-02T10:00:00.010Z', `e:${Date.UTC(2026, 2, 2, 10)}:a`, '7'],
      ['2026-03-02T10:00:00.011Z', `e:${Date.UTC(2026, 2, 2, 10, 0, 0, 1)}:b`, '8'],
    ]);
  });

  test('rule 16: A and B may be of one type: A itself does not count', async () => {
    const rules = `${SHOP} nudge Gone { on View unless View within 10ms ${clauses} }`;
    const { story } = await play(rules, [view('a', 0), view('b', 10), view('c', 15)], { until: 100 });
    expect(story).toEqual(['@25 ann gets Gone (c@15)']);
  });

  test('rule 16: both may have a `where`; that of B may look at A', async () => {
    const rules = `${SHOP}
      nudge Remind { on CartAdd where price > 5 unless Order where amount >= event.price within 10ms ${clauses} }`;
    const records = [cart('cheap', 0, 5), cart('a', 0, 20), cart('b', 0, 30), order('o', 4, 25)];
    const { story } = await play(rules, records, { until: 100 });
    expect(story).toEqual(['@10 ann gets Remind (b@0)']);
  });

  test('rule 16: the `where` of A is judged in its step, `when` and consent at s + D', async () => {
    const rules = `${SHOP}
      nudge Remind { on CartAdd where user.plan = free unless Order within 10ms
        when user.plan = pro consent marketing channel push send Note {} }`;
    const records = [cart('a', 0), profile('p', 5, { plan: 'pro' }), consent('c', 8, true), cart('b', 9)];
    expect((await play(rules, records, { until: 100 })).story).toEqual(['@10 ann gets Remind (a@0)']);
    const early = [profile('p', 0, { plan: 'pro' }), consent('c', 0, true), cart('a', 0)];
    expect((await play(rules, early, { until: 100 })).story).toEqual([]);
  });

  test('rule 16: cooldown counts from s + D', async () => {
    const rules = `${SHOP} nudge Remind { on CartAdd unless Order within 10ms cooldown 5ms ${clauses} }`;
    const { story } = await play(rules, [cart('a', 0), cart('b', 4), cart('c', 5)], { until: 100 });
    expect(story).toEqual([
      '@10 ann gets Remind (a@0)',
      '@14 ann is denied Remind: cooldown until 15 (b@4)',
      '@15 ann gets Remind (c@5)',
    ]);
  });

  describe('late events', () => {
    test('rule 16: a late B counts if the time of A is not over', async () => {
      expect(
        (await play(RULES, [cart('a', 0), view('v', 10), order('late', 1)], { until: 100 })).story,
      ).toEqual([]);
    });

    test('rule 16: a late B behind the decision takes nothing back', async () => {
      const { story } = await play(RULES, [cart('a', 0), view('v', 11), order('late', 5)], { until: 100 });
      expect(story).toEqual(['@10 ann gets Remind (a@0)']);
    });

    test('rule 16: a late A with s + D ≤ the clock is judged in its own step, at the clock', async () => {
      const { effects, story } = await play(RULES, [view('v', 30), cart('late', 5)], { unfinished: true });
      expect(story).toEqual(['@30 ann gets Remind (late@5)']);
      expect(effects[0]?.time).toBe('2026-03-02T10:00:00.030Z');
    });

    test.each([
      [5, true],
      [6, false],
      [15, false],
      [16, true],
    ])('rule 16: over the same interval (5, 15]: with B at %i it fires %s', async (ms, fires) => {
      const records = [order('b', ms), view('v', 30), cart('late', 5)];
      const { story } = await play(RULES, records, { until: 100 });
      expect(story).toEqual(fires ? ['@30 ann gets Remind (late@5)'] : []);
    });

    test('rule 16: s + D = the clock is over, one ms more is not', async () => {
      const { story } = await play(RULES, [view('v', 15), cart('on the dot', 5)], { unfinished: true });
      expect(story).toEqual(['@15 ann gets Remind (on the dot@5)']);
      const waits = await play(RULES, [view('v', 15), cart('late', 6), order('b', 16)], { until: 100 });
      expect(waits.story).toEqual([]);
      const fires = await play(RULES, [view('v', 15), cart('late', 6), order('b', 17)], { until: 100 });
      expect(fires.story).toEqual(['@16 ann gets Remind (late@6)']);
    });

    test('rule 16: it competes in the step of A', async () => {
      const rules = `${SHOP}
        nudge Remind { on CartAdd unless Order within 10ms group g ${clauses} }
        nudge Carted { on CartAdd priority 60 group g ${clauses} }`;
      const { story } = await play(rules, [view('v', 30), cart('late', 5)]);
      expect(story).toEqual([
        '@30 ann gets Carted (late@5)',
        '@30 ann is denied Remind: group won by Carted (late@5)',
      ]);
    });

    test('rule 16: at the edge of `late` B is still known', async () => {
      const rules = `${RULES} late 20ms`;
      const records = [order('b', 20), view('v', 30), cart('late', 10)];
      expect((await play(rules, records, { until: 100 })).story).toEqual([]);
      const none = [order('b', 21), view('v', 30), cart('late', 10)];
      expect((await play(rules, none, { until: 100 })).story).toEqual(['@30 ann gets Remind (late@10)']);
    });
  });
});

function timeOf(record: object): number {
  return Date.parse((record as { time: string }).time);
}
