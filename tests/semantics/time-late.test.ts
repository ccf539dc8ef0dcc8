import { describe, expect, test } from 'vitest';
import { play } from '../support/play.ts';
import { consent, profile } from '../support/records.ts';
import { cart, order, SHOP, view } from '../support/shop.ts';

const OPEN = `${SHOP} segment Open { when did CartAdd within 50ms and did not Order within 50ms }`;

describe('rule 15: state is a function of the set of accepted events', () => {
  test('rule 15: an entry by a late event is emitted at the clock, with its true start', async () => {
    const { story } = await play(OPEN, [view('v', 20), cart('late', 5)], { members: true });
    expect(story).toEqual(['@20 ann enters Open since 5 (late@5)', 'ann is in Open since 5']);
  });

  test('rule 15: an exit by a late event is emitted at the clock', async () => {
    const { story } = await play(OPEN, [cart('a', 0), view('v', 20), order('late', 5)]);
    expect(story).toEqual(['@0 ann enters Open since 0 (a@0)', '@20 ann leaves Open since 0 (late@5)']);
  });

  test('rule 15: what began and ended wholly in the past is not emitted', async () => {
    const { story } = await play(OPEN, [view('v', 60), cart('late', 5)], { until: 70, members: true });
    expect(story).toEqual([]);
    const short = await play(OPEN, [view('v', 60), order('o', 60), cart('late', 30)], { until: 70 });
    expect(short.story).toEqual([]);
  });

  test('rule 15: a break that lies wholly in the past is not emitted, but moves `since`', async () => {
    const rules = `${SHOP} segment Open { when did CartAdd within 50ms and did not Order within 5ms }`;
    const { story } = await play(rules, [cart('a', 0), view('v', 20), order('late', 10)], { members: true });
    expect(story).toEqual(['@0 ann enters Open since 0 (a@0)', 'ann is in Open since 15']);
  });

  test('rule 15: a late event may close a gap: `since` moves back in silence', async () => {
    const rules = `${SHOP} segment Fresh { when did View within 10ms }`;
    const { story } = await play(rules, [view('a', 0), view('c', 15), view('late', 8)], { members: true });
    expect(story).toEqual([
      '@0 ann enters Fresh since 0 (a@0)',
      '@10 ann leaves Fresh since 0 (@10)',
      '@15 ann enters Fresh since 15 (c@15)',
      'ann is in Fresh since 0',
    ]);
  });

  test('rule 15: a late event moves the instants of timers', async () => {
    const rules = `${SHOP} segment Fresh { when did View within 10ms }
      segment Waiting { when did CartAdd within 50ms and did not Order within 10ms for 8ms }`;
    const records = [cart('a', 0), view('b', 7), order('late', 5), view('late2', 6)];
    const { story } = await play(rules, records, { until: 40 });
    expect(story).toEqual([
      '@7 ann enters Fresh since 7 (b@7)',
      '@17 ann leaves Fresh since 6 (@17)',
      // Without the order: in at 8. With it the condition is true from 15 on.
      '@23 ann enters Waiting since 23 (@23)',
    ]);
  });

  test('rule 15: a `for` that has completed in the new past is found at the clock', async () => {
    const rules = `${SHOP} segment Waiting { when did CartAdd within 50ms for 8ms }`;
    const at = (late: number): Promise<{ story: readonly string[] }> =>
      play(rules, [view('v', 20), cart('late', late)], { until: 30 });
    expect((await at(12)).story).toEqual(['@20 ann enters Waiting since 20 (late@12)']);
    expect((await at(13)).story).toEqual(['@21 ann enters Waiting since 21 (@21)']);
    expect((await at(3)).story).toEqual(['@20 ann enters Waiting since 11 (late@3)']);
  });

  test('rule 15: a late event takes derived segments along', async () => {
    const rules = `${OPEN} segment Lost { when Open and not Busy for 5ms }
      segment Busy { when count(View) over 20ms >= 2 }`;
    const { story } = await play(rules, [view('v', 20), view('w', 21), cart('late', 5)], {
      until: 60,
      members: true,
    });
    expect(story).toEqual([
      '@21 ann enters Busy since 21 (w@21)',
      '@21 ann enters Open since 5 (late@5)',
      // Lost was true until Busy began: [10, 21), which is past.
      '@40 ann leaves Busy since 21 (@40)',
      '@45 ann enters Lost since 45 (@45)',
      '@55 ann leaves Lost since 45 (@55)',
      '@55 ann leaves Open since 5 (@55)',
    ]);
  });

  test('rule 15: late writes to the profile count from their own instant, up to the next', async () => {
    const rules = `${SHOP} segment Paying { when user.plan = pro } metric plan = user.plan`;
    const older = await play(
      rules,
      [profile('b', 10, { plan: 'plus' }), profile('late', 5, { plan: 'pro' })],
      {
        members: true,
        metrics: true,
      },
    );
    expect(older.story).toEqual(['plan of ann = "plus"']);
    const between = await play(
      rules,
      [profile('a', 0, { plan: 'plus' }), view('v', 20), profile('late', 5, { plan: 'pro' })],
      { members: true, metrics: true },
    );
    expect(between.story).toEqual([
      '@20 ann enters Paying since 5 (late@5)',
      'ann is in Paying since 5',
      'plan of ann = "pro"',
    ]);
  });

  test('rule 15: a late write bounds a `for` of the past', async () => {
    const rules = `${SHOP} segment Paying { when user.plan = pro for 8ms }`;
    const records = [
      profile('a', 0, { plan: 'pro' }),
      view('v', 12),
      profile('late1', 6, { plan: 'free' }),
      profile('late2', 7, { plan: 'pro' }),
    ];
    const { story } = await play(rules, records, { until: 30 });
    expect(story).toEqual([
      '@8 ann enters Paying since 8 (@8)',
      '@12 ann leaves Paying since 8 (late1@6)',
      '@15 ann enters Paying since 15 (@15)',
    ]);
  });

  test('rule 15: a late consent holds from its own instant', async () => {
    const rules = `${SHOP} nudge N { on View consent marketing channel push send Note {} }`;
    const late = await play(rules, [order('o', 20), consent('late', 5, true), view('v', 21)]);
    expect(late.story).toEqual(['@21 ann gets N (v@21)']);
    const older = await play(rules, [consent('c', 20, false), consent('late', 5, true), view('v', 21)]);
    expect(older.story).toEqual(['@21 ann is denied N: consent to marketing (v@21)']);
  });

  test('rule 15: nudges on a late event are judged at the clock, with `now` = the clock', async () => {
    const rules = `${SHOP}
      nudge N { on CartAdd when now - event.at = 15ms and count(View) over 5ms = 1 and user.plan = pro
        transactional channel push send Note {} }`;
    const { story } = await play(rules, [profile('p', 18, { plan: 'pro' }), view('v', 20), cart('late', 5)]);
    expect(story).toEqual(['@20 ann gets N (late@5)']);
  });

  test('rule 15: the `where` of a trigger too is judged at the clock', async () => {
    const rules = `${SHOP} nudge N { on CartAdd where now - event.at = 15ms transactional channel push send Note {} }`;
    expect((await play(rules, [view('v', 20), cart('late', 5)])).story).toEqual(['@20 ann gets N (late@5)']);
  });

  test('rule 15: `on enter` after a late event is decided at the clock', async () => {
    const rules = `${OPEN} nudge N { on enter Open expires 5ms cooldown 10ms transactional channel push send Note {} }`;
    const records = [view('v', 20), cart('late', 5), order('o', 21), cart('b', 71)];
    const { effects, story } = await play(rules, records);
    expect(story).toContain('@20 ann gets N (late@5)');
    expect(effects.find(({ type }) => type === 'nudge.generated')?.data.expires_at).toBe(
      '2026-03-02T10:00:00.025Z',
    );
  });

  test('rule 15: cooldowns follow what was emitted, not what would have been', async () => {
    const rules = `${SHOP} nudge N { on CartAdd cooldown 10ms transactional channel push send Note {} }`;
    const { story } = await play(rules, [
      view('v', 20),
      cart('late', 5),
      cart('b', 29),
      cart('c', 30),
      cart('late2', 21),
    ]);
    expect(story).toEqual([
      '@20 ann gets N (late@5)',
      '@29 ann is denied N: cooldown until 30 (b@29)',
      '@30 ann gets N (c@30)',
      '@30 ann is denied N: cooldown until 40 (late2@21)',
    ]);
  });

  test('rule 15: nothing that was sent is taken back', async () => {
    const rules = `${OPEN} nudge N { on enter Open transactional channel push send Note {} }`;
    const { story } = await play(rules, [cart('a', 10), order('late', 5)]);
    expect(story).toEqual([
      '@10 ann enters Open since 10 (a@10)',
      '@10 ann gets N (a@10)',
      '@10 ann leaves Open since 10 (late@5)',
    ]);
  });

  describe('at the edge of `late`, where the clock is 40 and the horizon 30', () => {
    // Views at 10, 11 and 12 are three in a window of 20 ms until the first of them leaves it, at 30.
    const rules = (wait: string): string => `${SHOP} late 10ms
      segment Three { when count(View) over 20ms >= 3 ${wait} }
      metric first_n = first(View.n) over 20ms
      metric views = count(View) ever`;
    const past = [view('a', 10, { n: 9 }), view('b', 11, { n: 1 }), view('c', 12, { n: 2 }), order('o', 40)];
    const end = async (wait: string, ...late: readonly number[]): Promise<string | undefined> => {
      const records = late.map((ms, i) => view(`late${i}`, ms));
      return (await play(rules(wait), [...past, ...records])).story.at(-1);
    };

    test('rule 15: a late event there still closes the gap, and the start lies far behind', async () => {
      expect(await end('', 30, 31, 32)).toBe('@40 ann enters Three since 12 (late2@32)');
      expect(await end('for 5ms', 30, 31, 32)).toBe('@40 ann enters Three since 17 (late2@32)');
    });

    test('rule 15: with a gap of one ms the start is what came after', async () => {
      expect(await end('', 31, 31, 32)).toBe('@40 ann enters Three since 31 (late2@32)');
      expect(await end('for 5ms', 31, 31, 32)).toBe('@40 ann enters Three since 36 (late2@32)');
      expect(await end('for 9ms', 31, 31, 32)).toBe('@40 ann enters Three since 40 (late2@32)');
    });

    test('rule 15: one ms behind it an event is late and changes nothing', async () => {
      const { story } = await play(rules(''), [...past, view('late', 29)], { metrics: true });
      expect(story.slice(-3)).toEqual([
        'late late View @29 ann clock 40',
        'first_n of ann = null',
        'views of ann = 3',
      ]);
    });
  });

  test('rule 15: the order of arrival changes nothing in what is true in the end', async () => {
    const rules = `${OPEN}
      segment Paying { when user.plan = pro for 3ms }
      metric carts = sum(CartAdd.price) over 30ms
      metric first_price = first(CartAdd.price) ever
      metric last_price = last(CartAdd.price) ever
      metric plan = user.plan`;
    const records = [
      cart('a', 0, 1),
      cart('b', 0, 2),
      order('c', 10),
      profile('d', 10, { plan: 'pro' }),
      profile('e', 10, { plan: 'plus' }),
      cart('f', 62, 4),
      cart('\u{1f600}', 62, 8),
      cart('\uffee', 62, 16),
      profile('g', 40, { plan: 'pro' }),
    ];
    const finals = async (order: readonly object[]): Promise<readonly string[]> =>
      (await play(rules, order, { members: true, metrics: true, until: 70 })).story.filter(
        (line) => !line.startsWith('@'),
      );
    const expected = await finals(records);
    expect(expected).toEqual([
      'ann is in Open since 62',
      'ann is in Paying since 43',
      'carts of ann = 28',
      'first_price of ann = 1',
      'last_price of ann = 8',
      'plan of ann = "pro"',
    ]);
    for (let turn = 1; turn < records.length; turn++) {
      const turned = [...records.slice(turn), ...records.slice(0, turn)];
      expect(await finals(turned)).toEqual(expected);
      expect(await finals(turned.reverse())).toEqual(expected);
    }
  });
});
