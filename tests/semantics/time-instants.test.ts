import { describe, expect, test } from 'vitest';
import { play } from '../support/play.ts';
import { consent, profile } from '../support/records.ts';
import { runTestBlocks } from '../support/run-test-blocks.ts';
import { cart, order, SHOP, view } from '../support/shop.ts';

const FRESH = `${SHOP} segment Fresh { when did View within 10ms }`;
const bob = { user: 'bob' };

describe('rule 9: time belongs to the user', () => {
  test("rule 9: a timer fires when that user's own next event is later, however far others are", async () => {
    const { story } = await play(FRESH, [view('a', 0), view('b', 500, {}, bob), order('c', 11)], {
      unfinished: true,
    });
    expect(story).toEqual([
      '@0 ann enters Fresh since 0 (a@0)',
      '@500 bob enters Fresh since 500 (b@500)',
      '@10 ann leaves Fresh since 0 (@10)',
    ]);
  });

  test('rule 9: an event that is not later fires none', async () => {
    const records = [view('a', 0), order('b', 9), order('c', 0), order('d', -5)];
    const { story } = await play(FRESH, records, { unfinished: true });
    expect(story).toEqual(['@0 ann enters Fresh since 0 (a@0)']);
  });

  test('rule 9: when the clock is moved to T, timers before and at T fire, those after do not', async () => {
    const left = '@10 ann leaves Fresh since 0 (@10)';
    expect((await play(FRESH, [view('a', 0)], { until: 9 })).story).not.toContain(left);
    expect((await play(FRESH, [view('a', 0)], { until: 10 })).story).toContain(left);
    expect((await play(FRESH, [view('a', 0)], { until: 5000 })).story).toContain(left);
  });

  test('rule 9: without T the clocks of all users end at the greatest accepted instant', async () => {
    const records = [view('a', 0), order('b', 10, 1, bob), order('late', -4_000_000, 1, bob)];
    expect((await play(FRESH, records)).story).toContain('@10 ann leaves Fresh since 0 (@10)');
    const { story } = await play(FRESH, [view('a', 0), order('b', 9, 1, bob)]);
    expect(story).not.toContain('@10 ann leaves Fresh since 0 (@10)');
  });

  test('rule 9: timers fire in the order of their instants, each at its own', async () => {
    const rules = `${SHOP}
      segment S3 { when did View within 30ms }
      segment S1 { when did View within 10ms }
      segment S2 { when did View within 20ms }`;
    const { story } = await play(rules, [view('a', 0)], { until: 100 });
    expect(story.slice(3)).toEqual([
      '@10 ann leaves S1 since 0 (@10)',
      '@20 ann leaves S2 since 0 (@20)',
      '@30 ann leaves S3 since 0 (@30)',
    ]);
  });
});

describe('rule 11: one instant', () => {
  test('rule 11: what leaves a window at t has left when an event at t is judged, which is the cause', async () => {
    const { story } = await play(FRESH, [view('a', 0), order('b', 10)]);
    expect(story[1]).toBe('@10 ann leaves Fresh since 0 (b@10)');
  });

  test('rule 11: a timer due before the instant of an event fires before it', async () => {
    const { story } = await play(FRESH, [view('a', 0), order('b', 11)]);
    expect(story[1]).toBe('@10 ann leaves Fresh since 0 (@10)');
  });

  test('rule 11: who leaves and comes back at one instant never left', async () => {
    const { story } = await play(FRESH, [view('a', 0), view('b', 10)], { until: 15, members: true });
    expect(story).toEqual(['@0 ann enters Fresh since 0 (a@0)', 'ann is in Fresh since 0']);
  });

  test('rule 11: a `for` that completes at t is complete when an event at t is judged, which is the cause', async () => {
    const rules = `${SHOP} segment Waiting { when did CartAdd within 100ms for 10ms }
      nudge Now { on View when Waiting transactional channel push send Note {} }`;
    const { story } = await play(rules, [cart('a', 0), view('b', 10)]);
    expect(story).toEqual(['@10 ann enters Waiting since 10 (b@10)', '@10 ann gets Now (b@10)']);
    expect((await play(rules, [cart('a', 0), view('b', 9)], { until: 10 })).story).toEqual([
      '@10 ann enters Waiting since 10 (@10)',
    ]);
  });

  const UNLESS = `${SHOP}
    nudge Remind { on CartAdd unless Order within 10ms transactional channel push send Note {} }`;

  test('rule 11: all events of an instant come before the timers due at it', async () => {
    expect((await play(UNLESS, [cart('a', 0), view('b', 10), order('c', 10)], { until: 50 })).story).toEqual(
      [],
    );
    expect((await play(UNLESS, [cart('a', 0), view('b', 10)], { until: 50 })).story).toEqual([
      '@10 ann gets Remind (a@0)',
    ]);
  });

  test('rule 11: events of an instant are applied in the order of arrival, not of their ids', async () => {
    const rules = `${SHOP} nudge Second { on View when did Order within 1ms transactional channel push send Note {} }`;
    expect((await play(rules, [view('a', 0), order('b', 0)])).story).toEqual([]);
    expect((await play(rules, [order('b', 0), view('a', 0)])).story).toEqual(['@0 ann gets Second (a@0)']);
  });

  test('rule 11: all timers due at an instant are one step', async () => {
    // The wait of a, the wait of b, and the end of the window compete in one group.
    const rules = `${SHOP}
      segment Carted { when did CartAdd within 10ms }
      nudge Ended { on exit Carted transactional priority 10 group g channel push send Note {} }
      nudge Remind { on CartAdd unless Order within 10ms transactional group g channel push send Note {} }`;
    const { story } = await play(rules, [cart('a', 0), cart('b', 0)], { until: 50 });
    expect(story.slice(1)).toEqual([
      '@10 ann leaves Carted since 0 (@10)',
      '@10 ann gets Remind (a@0)',
      '@10 ann is denied Remind: group won by Remind (b@0)',
      '@10 ann is denied Ended: group won by Remind (@10)',
    ]);
  });

  test('rule 11: timers of an instant come as a step of their own after its events, for what is left', async () => {
    // The event takes the exit with it; the wait is left to the timers, which then compete with nothing.
    const rules = `${SHOP}
      segment Carted { when did CartAdd within 10ms }
      nudge Ended { on exit Carted transactional group g channel push send Note {} }
      nudge Remind { on CartAdd unless Order within 10ms transactional group g channel push send Note {} }`;
    const { story } = await play(rules, [cart('a', 0), view('b', 10)], { until: 50 });
    expect(story.slice(1)).toEqual([
      '@10 ann leaves Carted since 0 (b@10)',
      '@10 ann gets Ended (b@10)',
      '@10 ann gets Remind (a@0)',
    ]);
  });

  describe('in a `test`', () => {
    const at = '2026-03-02T10:00:00Z';

    test('rule 11: timers due exactly at the clock fire after the events written before the `expect`', async () => {
      const { failures } = await runTestBlocks(`${UNLESS}
        test "the order comes in time" {
          at ${at} ann CartAdd {}
          after 10ms ann Order { amount: 1 }
          expect no nudge to ann
          after 10ms expect no nudge to ann
        }
        test "an event after the expect is a further step" {
          at ${at} ann CartAdd {}
          after 10ms expect nudge Remind to ann
          ann Order { amount: 1 }
          expect no nudge to ann
        }
        test "not a moment too early" {
          at ${at} ann CartAdd {}
          after 9ms expect no nudge to ann
          after 1ms expect nudge Remind to ann
        }
        test "a move of the clock fires what was due" {
          at ${at} ann CartAdd {}
          after 10ms
          after 1ms ann Order { amount: 1 }
          expect nudge Remind to ann
        }`);
      expect(failures).toEqual([]);
    });

    test('rule 11: they fire at the next `expect`, also of a segment', async () => {
      const { failures } = await runTestBlocks(`${SHOP}
        segment Waiting { when did CartAdd within 100ms for 10ms }
        segment Carted { when did CartAdd within 10ms }
        test "in after the wait" {
          at ${at} ann CartAdd {}
          after 9ms expect ann not in Waiting
          expect ann in Carted
          after 1ms expect ann in Waiting
          expect ann not in Carted
        }`);
      expect(failures).toEqual([]);
    });

    test('rule 8: `given` holds since ever and does not begin the user', async () => {
      const { failures } = await runTestBlocks(`${SHOP}
        segment Paying { when user.plan = pro }
        test "a known user" {
          given ann { plan: pro }
          at ${at}
          expect ann not in Paying
          ann View {}
          expect ann in Paying
          ann user.updated { plan: free }
          expect ann not in Paying
        }`);
      expect(failures).toEqual([]);
    });
  });
});

describe('rule 12: steps', () => {
  test('rule 12: an event sees exactly what is applied so far, itself included', async () => {
    const rules = `${SHOP} nudge Twice { on View when count(View) over 1h = 2 transactional channel push send Note {} }`;
    const { story } = await play(rules, [view('a', 0), view('b', 0), view('c', 0)]);
    expect(story).toEqual(['@0 ann gets Twice (b@0)']);
  });

  test('rule 12: values first, then segments, then the nudges', async () => {
    const rules = `${SHOP}
      segment Buyer { when did Order within 1h }
      nudge Thanks { on Order when Buyer transactional channel push send Note {} }`;
    expect((await play(rules, [order('a', 0)])).story).toEqual([
      '@0 ann enters Buyer since 0 (a@0)',
      '@0 ann gets Thanks (a@0)',
    ]);
  });

  test('rule 12: segments follow each other in one step, whatever their names and places', async () => {
    const rules = `${SHOP}
      segment A { when B and not C }
      segment B { when D }
      segment C { when not D and did View within 1h }
      segment D { when did Order within 10ms }`;
    const { story } = await play(rules, [view('v', 0), order('o', 1)], { until: 20 });
    expect(story).toEqual([
      '@0 ann enters C since 0 (v@0)',
      '@1 ann enters A since 1 (o@1)',
      '@1 ann enters B since 1 (o@1)',
      '@1 ann leaves C since 0 (o@1)',
      '@1 ann enters D since 1 (o@1)',
      '@11 ann leaves A since 1 (@11)',
      '@11 ann leaves B since 1 (@11)',
      '@11 ann enters C since 11 (@11)',
      '@11 ann leaves D since 1 (@11)',
    ]);
  });

  test('rule 12: a membership of length zero between two steps of one instant is emitted', async () => {
    const rules = `${SHOP} segment Paying { when user.plan = pro }
      nudge In { on enter Paying transactional channel push send Note {} }
      nudge Out { on exit Paying transactional channel push send Note {} }`;
    const { story } = await play(
      rules,
      [profile('a', 0, { plan: 'pro' }), profile('b', 0, { plan: 'free' })],
      {
        members: true,
      },
    );
    expect(story).toEqual([
      '@0 ann enters Paying since 0 (a@0)',
      '@0 ann gets In (a@0)',
      '@0 ann leaves Paying since 0 (b@0)',
      '@0 ann gets Out (b@0)',
    ]);
  });

  test('rule 12: exit and return at one instant keep `since`: the set of events has no gap', async () => {
    const rules = `${SHOP} segment Paying { when user.plan = pro }`;
    const records = [
      profile('a', 0, { plan: 'pro' }),
      profile('b', 7, { plan: 'free' }),
      profile('c', 7, { plan: 'pro' }),
    ];
    const { story } = await play(rules, records, { members: true });
    expect(story).toEqual([
      '@0 ann enters Paying since 0 (a@0)',
      '@7 ann leaves Paying since 0 (b@7)',
      '@7 ann enters Paying since 0 (c@7)',
      'ann is in Paying since 0',
    ]);
  });

  test('rule 12: the same with `for`: the wait does not begin anew', async () => {
    const rules = `${SHOP} segment Paying { when user.plan = pro for 5ms }`;
    const records = [
      profile('a', 0, { plan: 'pro' }),
      profile('b', 3, { plan: 'free' }),
      profile('c', 3, { plan: 'pro' }),
    ];
    const { story } = await play(rules, records, { until: 20 });
    expect(story).toEqual(['@5 ann enters Paying since 5 (@5)']);
  });

  test('rule 12: an exit tells the start last known', async () => {
    // The late view moves the start to 2 without a word; the exit tells it.
    const { story } = await play(FRESH, [view('a', 5), view('late', 2)], { until: 15 });
    expect(story).toEqual(['@5 ann enters Fresh since 5 (a@5)', '@15 ann leaves Fresh since 2 (@15)']);
  });

  test('rule 12: an exit by a late event tells the start that was known, not one of a new past', async () => {
    const rules = `${SHOP} segment Open { when did View within 50ms and did not Order within 10ms }`;
    // At 8 it is found that an order at 1 ended what began at 0: since 0 is what was known.
    const { story } = await play(rules, [view('a', 0), view('b', 8), order('late', 1)], { until: 12 });
    expect(story).toEqual([
      '@0 ann enters Open since 0 (a@0)',
      '@8 ann leaves Open since 0 (late@1)',
      '@11 ann enters Open since 11 (@11)',
    ]);
  });

  test('rule 12: a step of one instant does not undo the memberships of other segments', async () => {
    const rules = `${FRESH} segment Paying { when user.plan = pro }`;
    const { story } = await play(rules, [
      view('a', 0),
      profile('b', 3, { plan: 'pro' }),
      consent('c', 3, true),
    ]);
    expect(story).toEqual(['@0 ann enters Fresh since 0 (a@0)', '@3 ann enters Paying since 3 (b@3)']);
  });
});

describe('rule 14: before a user begins', () => {
  const QUIET = `${SHOP} segment Quiet { when did not Order within 10ms for 5ms }
    segment NoOrder { when did not Order within 10ms }`;

  test('rule 14: they are in no segment, also not in one that is true of nothing', async () => {
    const users = [{ user: 'ann', country: 'DE' }];
    const rules = `${QUIET} metric views = count(View) ever`;
    const { story } = await play(rules, [], { users, until: 100, members: true, metrics: true });
    expect(story).toEqual([]);
  });

  test('rule 14: no `for` has run: it runs from the first accepted event, built-in ones included', async () => {
    for (const first of [view('a', 3), profile('a', 3, { points: 1 }), consent('a', 3, false)]) {
      const { story } = await play(QUIET, [first], { until: 100 });
      expect(story).toEqual(['@3 ann enters NoOrder since 3 (a@3)', '@8 ann enters Quiet since 8 (@8)']);
    }
  });

  test('rule 14: a late event may show that the user began earlier', async () => {
    const { story } = await play(QUIET, [view('a', 10), view('b', 4)], { until: 12, members: true });
    expect(story).toEqual([
      '@10 ann enters NoOrder since 10 (a@10)',
      '@10 ann enters Quiet since 9 (b@4)',
      'ann is in NoOrder since 4',
      'ann is in Quiet since 9',
    ]);
  });

  test('rule 14: the first event is judged in its own step', async () => {
    const { story } = await play(QUIET, [order('a', 0)], { until: 100 });
    expect(story).toEqual(['@10 ann enters NoOrder since 10 (@10)', '@15 ann enters Quiet since 15 (@15)']);
  });
});

describe('rule 6: computed timestamps lie in 1970–9999, in comparisons with `now` as well', () => {
  const text = `event A {}
segment Lo { when last(A.at) ever <= now - 3s }`;
  const at = (ms: number): object => ({ id: `a${ms}`, type: 'A', subject: 'ann', time: ms });

  test('rule 6: `now - 3s` is 1970 until 3 s have passed', async () => {
    expect((await play(text, [at(0)], { until: 10_000 })).effects[0]).toMatchObject({
      time: '1970-01-01T00:00:00.000Z',
      data: { segment: 'Lo', cause: 'e:0:a0' },
    });
  });

  test('rule 6: one millisecond later it is an instant like any other', async () => {
    expect((await play(text, [at(1)], { until: 10_000 })).effects[0]).toMatchObject({
      time: '1970-01-01T00:00:03.001Z',
      data: { segment: 'Lo', cause: 't:3001' },
    });
  });
});
