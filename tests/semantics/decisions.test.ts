import { describe, expect, test } from 'vitest';
import { play } from '../support/play.ts';
import { consent, profile } from '../support/records.ts';
import { cart, order, SHOP, view } from '../support/shop.ts';

const rest = 'channel push send Note {}';

describe('rule 23: nudges of one step compete', () => {
  test('rule 23: priority high first, then earlier expiry with none last, then the qualified name', async () => {
    const rules = {
      'shop.nudge': SHOP,
      'b.nudge': `module b
        nudge A { on View transactional priority 70 expires 2h ${rest} }
        nudge NoExpiry { on View transactional priority 70 ${rest} }
        nudge Top { on View transactional priority 100 ${rest} }
        nudge Low { on View transactional priority 0 expires 1ms ${rest} }`,
      'a.nudge': `module a
        nudge Z { on View transactional priority 70 expires 2h ${rest} }
        nudge Soon { on View transactional priority 70 expires 1h ${rest} }
        nudge Usual { on View transactional ${rest} }
        nudge Above { on View transactional priority 51 ${rest} }`,
    };
    const { story } = await play(rules, [view('v', 0)]);
    expect(story.map((line) => line.split(' ')[3])).toEqual([
      'b.Top',
      'a.Soon',
      'a.Z',
      'b.A',
      'b.NoExpiry',
      'a.Above',
      'a.Usual',
      'b.Low',
    ]);
  });

  test('rule 23: names go by UTF-8 bytes, so `B` before `a` and the dot before letters', async () => {
    const rules = {
      'shop.nudge': SHOP,
      'x.nudge': ['a', 'ab', 'a.c', 'B', 'a_b', 'a1']
        .map((name) => `nudge N${name.replace('.', 'x').replace('_', 'y')} { on View transactional ${rest} }`)
        .join('\n'),
      'm.nudge': `module m nudge N { on View transactional ${rest} }`,
      'mn.nudge': `module mn nudge A { on View transactional ${rest} }`,
      'm1.nudge': `module m.a nudge A { on View transactional ${rest} }`,
    };
    const { story } = await play(rules, [view('v', 0)]);
    const names = story.map((line) => line.split(' ')[3] ?? '');
    expect(names).toHaveLength(9);
    expect(names).toEqual([...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
    expect(names.slice(-3)).toEqual(['m.N', 'm.a.A', 'mn.A']);
  });

  test('rule 23: of one nudge, the instant and then the id of the trigger decide', async () => {
    const rules = `${SHOP} nudge N { on CartAdd unless Order within 10ms transactional cooldown 1h ${rest} }`;
    const { story } = await play(rules, [cart('\u{1f600}', 0), cart('\uffee', 0), cart('b', 0)], {
      until: 50,
    });
    expect(story).toEqual([
      '@10 ann gets N (b@0)',
      '@10 ann is denied N: cooldown until 3600010 (\uffee@0)',
      '@10 ann is denied N: cooldown until 3600010 (\u{1f600}@0)',
    ]);
  });

  test('rule 23: an event and what it changes trigger in one step', async () => {
    const rules = `${SHOP}
      segment Buyer { when did Order within 1h }
      segment Browser { when did View within 1h and not Buyer }
      nudge A { on Order priority 10 transactional ${rest} }
      nudge B { on enter Buyer priority 30 transactional ${rest} }
      nudge C { on exit Browser priority 20 transactional ${rest} }`;
    const { story } = await play(rules, [view('v', 0), order('o', 1)]);
    expect(story.slice(1)).toEqual([
      '@1 ann leaves Browser since 0 (o@1)',
      '@1 ann enters Buyer since 1 (o@1)',
      '@1 ann gets B (o@1)',
      '@1 ann gets C (o@1)',
      '@1 ann gets A (o@1)',
    ]);
  });

  test('rule 23: a step never waits for another event of the same instant', async () => {
    const rules = `${SHOP}
      nudge High { on Order priority 90 group g transactional ${rest} }
      nudge Low { on View priority 10 group g transactional ${rest} }`;
    const { story } = await play(rules, [view('v', 0), order('o', 0)]);
    expect(story).toEqual(['@0 ann gets Low (v@0)', '@0 ann gets High (o@0)']);
  });

  const GROUP = `${SHOP}
    nudge First { on View priority 90 consent marketing group g ${rest} }
    nudge Second { on View priority 80 cooldown 10ms transactional group g ${rest} }
    nudge Third { on View priority 70 transactional group g ${rest} }
    nudge Other { on View priority 60 transactional group h ${rest} }
    nudge Free { on View priority 50 transactional ${rest} }`;

  test('rule 23: one of a group wins; the refused say by whom', async () => {
    const { story } = await play(GROUP, [consent('c', 0, true), view('v', 0)]);
    expect(story).toEqual([
      '@0 ann gets First (v@0)',
      '@0 ann is denied Second: group won by First (v@0)',
      '@0 ann is denied Third: group won by First (v@0)',
      '@0 ann gets Other (v@0)',
      '@0 ann gets Free (v@0)',
    ]);
  });

  test('rule 23: a winner that is refused itself yields to the next', async () => {
    const { story } = await play(GROUP, [view('v', 0), view('w', 5)]);
    expect(story.filter((line) => !/Other|Free/.test(line))).toEqual([
      '@0 ann is denied First: consent to marketing (v@0)',
      '@0 ann gets Second (v@0)',
      '@0 ann is denied Third: group won by Second (v@0)',
      '@5 ann is denied First: consent to marketing (w@5)',
      '@5 ann is denied Second: cooldown until 10 (w@5)',
      '@5 ann gets Third (w@5)',
    ]);
  });

  test('rule 23: groups are plain names of the project', async () => {
    const rules = {
      'shop.nudge': SHOP,
      'a.nudge': `module a nudge N { on View group g transactional ${rest} }`,
      'b.nudge': `module b nudge N { on View group g transactional ${rest} }`,
    };
    expect((await play(rules, [view('v', 0)])).story).toEqual([
      '@0 ann gets a.N (v@0)',
      '@0 ann is denied b.N: group won by a.N (v@0)',
    ]);
  });

  test('rule 23: each runs its whole decision before the next, of one user in one step', async () => {
    const rules = `${SHOP} nudge N { on View cooldown 10ms transactional ${rest} }`;
    const { story } = await play(rules, [view('v', 0), view('w', 0), view('x', 0, {}, { user: 'bob' })]);
    expect(story).toEqual([
      '@0 ann gets N (v@0)',
      '@0 ann is denied N: cooldown until 10 (w@0)',
      '@0 bob gets N (x@0)',
    ]);
  });
});

describe('rule 24: cooldown', () => {
  const rules = `${SHOP} nudge N { on View cooldown 10ms consent marketing ${rest} }
    nudge M { on View cooldown 5ms transactional ${rest} }`;
  const ofN = async (records: readonly object[]): Promise<readonly string[]> =>
    (await play(rules, records)).story.filter((line) => line.includes(' N'));

  test('rule 24: it allows at exactly D, and not one ms earlier', async () => {
    expect(
      await ofN([consent('c', 0, true), view('a', 0), view('b', 9), view('d', 10), view('e', 19)]),
    ).toEqual([
      '@0 ann gets N (a@0)',
      '@9 ann is denied N: cooldown until 10 (b@9)',
      '@10 ann gets N (d@10)',
      '@19 ann is denied N: cooldown until 20 (e@19)',
    ]);
  });

  test('rule 24: what was suppressed does not start it', async () => {
    expect(
      await ofN([view('a', 0), consent('c', 1, true), view('b', 2), view('d', 11), view('e', 12)]),
    ).toEqual([
      '@0 ann is denied N: consent to marketing (a@0)',
      '@2 ann gets N (b@2)',
      '@11 ann is denied N: cooldown until 12 (d@11)',
      '@12 ann gets N (e@12)',
    ]);
  });

  test('rule 24: it belongs to the nudge and the user', async () => {
    const records = [consent('c', 0, true), view('a', 0), view('b', 5), view('c', 5, {}, { user: 'bob' })];
    expect((await play(rules, records)).story).toEqual([
      '@0 ann gets M (a@0)',
      '@0 ann gets N (a@0)',
      '@5 ann gets M (b@5)',
      '@5 ann is denied N: cooldown until 10 (b@5)',
      '@5 bob gets M (c@5)',
      '@5 bob is denied N: consent to marketing (c@5)',
    ]);
  });

  test('rule 24: one refused by its group has not started it', async () => {
    const grouped = `${SHOP}
      nudge High { on Order where amount < 5 priority 90 group g transactional ${rest} }
      nudge N { on Order cooldown 10ms group g transactional ${rest} }`;
    const { story } = await play(grouped, [order('a', 0, 1), order('b', 1, 9)]);
    expect(story).toEqual([
      '@0 ann gets High (a@0)',
      '@0 ann is denied N: group won by High (a@0)',
      '@1 ann gets N (b@1)',
    ]);
  });
});

describe('rule 25: the decision', () => {
  const rules = `${SHOP}
    nudge Winner { on View priority 90 group g transactional ${rest} }
    nudge N { on View when user.points > 0 consent marketing cooldown 10ms group h ${rest} }
    nudge M { on View when user.points > 0 consent marketing cooldown 10ms group g ${rest} }`;
  const story = async (records: readonly object[]): Promise<readonly string[]> =>
    (await play(rules, records)).story.filter((line) => !line.includes('gets Winner'));
  const points = profile('p', 0, { points: 1 });

  test('rule 25: a false `when` emits nothing, whatever else would refuse', async () => {
    expect(await story([view('a', 0)])).toEqual([]);
  });

  test('rule 25: consent is asked before cooldown and group', async () => {
    expect(
      await story([points, consent('c', 0, true), view('a', 0), consent('d', 1, false), view('b', 2)]),
    ).toEqual([
      '@0 ann is denied M: group won by Winner (a@0)',
      '@0 ann gets N (a@0)',
      '@2 ann is denied M: consent to marketing (b@2)',
      '@2 ann is denied N: consent to marketing (b@2)',
    ]);
  });

  test('rule 25: cooldown is asked before group', async () => {
    const both = `${SHOP}
      nudge Winner { on View where n = 1 priority 90 group g transactional ${rest} }
      nudge N { on View cooldown 10ms group g transactional ${rest} }`;
    const seen = (id: string, ms: number, n: number): object => view(id, ms, { n });
    expect((await play(both, [seen('a', 0, 0), seen('b', 5, 1), seen('c', 10, 1)])).story).toEqual([
      '@0 ann gets N (a@0)',
      '@5 ann gets Winner (b@5)',
      '@5 ann is denied N: cooldown until 10 (b@5)',
      '@10 ann gets Winner (c@10)',
      '@10 ann is denied N: group won by Winner (c@10)',
    ]);
  });

  test('rule 25: a transactional nudge asks for no consent', async () => {
    const { story: told } = await play(`${SHOP} nudge N { on View transactional ${rest} }`, [
      consent('c', 0, false),
      view('v', 1),
    ]);
    expect(told).toEqual(['@1 ann gets N (v@1)']);
  });

  test("rule 25: consent is looked up as of the step's instant", async () => {
    const waiting = `${SHOP} nudge N { on CartAdd unless Order within 10ms consent marketing ${rest} }`;
    const records = [
      consent('a', 0, true),
      cart('b', 0),
      consent('c', 10, false),
      cart('d', 11),
      consent('e', 22, true),
    ];
    expect((await play(waiting, records)).story).toEqual([
      // The withdrawal at 10 is applied before the timer of 10.
      '@10 ann is denied N: consent to marketing (b@0)',
      '@21 ann is denied N: consent to marketing (d@11)',
    ]);
  });

  test('rule 25: `when` sees the segments as they are after the step', async () => {
    const seg = `${SHOP}
      segment Buyer { when did Order within 10ms }
      nudge In { on Order when Buyer transactional ${rest} }
      nudge Out { on exit Buyer when not Buyer transactional ${rest} }`;
    expect((await play(seg, [order('a', 0)], { until: 10 })).story).toEqual([
      '@0 ann enters Buyer since 0 (a@0)',
      '@0 ann gets In (a@0)',
      '@10 ann leaves Buyer since 0 (@10)',
      '@10 ann gets Out (@10)',
    ]);
  });
});

describe('rule 26: causes', () => {
  const rules = `${SHOP}
    segment Buyer { when did Order within 10ms }
    nudge In { on enter Buyer transactional ${rest} }
    nudge Out { on exit Buyer transactional ${rest} }
    nudge Remind { on CartAdd unless Order within 10ms transactional ${rest} }`;
  const causes = async (records: readonly object[], until?: number): Promise<string[]> =>
    (await play(rules, records, until === undefined ? {} : { until })).effects.map(({ data }) => data.cause);
  const t0 = Date.UTC(2026, 2, 2, 10);

  test('rule 26: of an event `e:<its instant>:<its id>`, colons in the id included', async () => {
    expect(await causes([order('a:b', 5)])).toEqual([`e:${t0 + 5}:a:b`, `e:${t0 + 5}:a:b`]);
  });

  test('rule 26: of a timer `t:<ms>`', async () => {
    expect((await causes([order('a', 5)], 100)).slice(2)).toEqual([`t:${t0 + 15}`, `t:${t0 + 15}`]);
  });

  test('rule 26: of a late event its own instant, not the clock', async () => {
    expect(await causes([view('v', 9), order('a', 5)])).toEqual([`e:${t0 + 5}:a`, `e:${t0 + 5}:a`]);
  });

  test('rule 26: of `unless` it is A, though a timer finds it', async () => {
    expect(await causes([cart('a', 5)], 100)).toEqual([`e:${t0 + 5}:a`]);
  });
});
