import { describe, expect, test } from 'vitest';
import { play } from '../support/play.ts';
import { profile } from '../support/records.ts';
import { order, SHOP, view } from '../support/shop.ts';

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

describe('Output: order', () => {
  test('Output: segment changes by name, then decisions, within one step', async () => {
    const rules = `${SHOP}
      segment Zz { when did View within 1h }
      segment Aa { when Zz }
      segment B { when did View within 1h }
      nudge N2 { on enter Zz transactional channel push send Note {} }
      nudge N1 { on View transactional channel push send Note {} }`;
    const { story } = await play(rules, [view('v', 0)]);
    expect(story).toEqual([
      '@0 ann enters Aa since 0 (v@0)',
      '@0 ann enters B since 0 (v@0)',
      '@0 ann enters Zz since 0 (v@0)',
      '@0 ann gets N1 (v@0)',
      '@0 ann gets N2 (v@0)',
    ]);
  });

  test('Output: names are qualified when they are ordered, by UTF-8 bytes', async () => {
    const rules = {
      'shop.nudge': SHOP,
      'b.nudge': 'module b segment A { when did View within 1h } segment Z { when did View within 1h }',
      'a.nudge': 'module a segment M { when did View within 1h } metric z = count(View) ever',
      'root.nudge':
        'segment Z { when did View within 1h } metric a = count(View) ever metric b1 = count(View) ever',
    };
    const { story } = await play(rules, [view('v', 0)], { metrics: true });
    expect(story.map((line) => line.split(' ')[line.startsWith('@') ? 3 : 0])).toEqual([
      'Z',
      'a.M',
      'b.A',
      'b.Z',
      'a',
      'a.z',
      'b1',
    ]);
  });

  test('Output: record by record, timers before the record whose instant they precede', async () => {
    const rules = `${SHOP} segment Fresh { when did View within 10ms }`;
    const bob = { user: 'bob' };
    const records = [
      view('a', 0),
      view('b', 3, {}, bob),
      'x',
      order('c', 12),
      order('d', 13, 1, bob),
      view('e', 14),
    ];
    const { story } = await play(rules, records);
    expect(story).toEqual([
      '@0 ann enters Fresh since 0 (a@0)',
      '@3 bob enters Fresh since 3 (b@3)',
      'rejected line 3: bad_json',
      '@10 ann leaves Fresh since 0 (@10)',
      '@13 bob leaves Fresh since 3 (d@13)',
      '@14 ann enters Fresh since 14 (e@14)',
    ]);
  });

  const users = ['b', '\u{1f600}', 'a', '\uffee', 'B', 'ab', '\u00e9'];
  const sorted = [...users].sort(byBytes);

  test('Output: when the input ends, users go by (tenant, user), each with all of its timers', async () => {
    const rules = `${SHOP} segment Fresh { when did View within 10ms } segment Wide { when did View within 20ms }`;
    const records = ['z', 'default', 'a'].flatMap((tenant) =>
      users.map((user, i) => view('v', i, {}, { tenant, user })),
    );
    const { effects } = await play(rules, records, { until: 100 });
    const exits = effects.filter(({ type }) => type === 'segment.exited');
    expect(exits.map(({ tenant, subject, data }) => `${tenant} ${subject} ${data.segment}`)).toEqual(
      ['a', 'default', 'z'].flatMap((tenant) =>
        sorted.flatMap((user) => [`${tenant} ${user} Fresh`, `${tenant} ${user} Wide`]),
      ),
    );
  });

  test('Output: members by (segment, tenant, user), then metrics by (metric, tenant, user)', async () => {
    const rules = `${SHOP} segment Z { when did View within 1h } segment A { when did View within 1h }
      metric z = count(View) ever metric a = count(View) ever`;
    const records = ['t', 's'].flatMap((tenant) => users.map((user) => view('v', 0, {}, { tenant, user })));
    const { effects } = await play(rules, records, { members: true, metrics: true });
    const closing = effects.filter(({ type }) => !type.startsWith('segment.e'));
    const expected = (names: readonly string[]): string[] =>
      names.flatMap((name) =>
        ['s', 't'].flatMap((tenant) => sorted.map((user) => `${name} ${tenant} ${user}`)),
      );
    expect(
      closing.map(({ tenant, subject, data }) => `${data.segment ?? data.metric} ${tenant} ${subject}`),
    ).toEqual([...expected(['A', 'Z']), ...expected(['a', 'z'])]);
  });

  test('Output: one line for each user who has begun, members only of those who are in', async () => {
    const rules = `${SHOP} segment German { when user.country = "DE" } metric n = count(View) ever`;
    const options = {
      users: [{ user: 'unbegun', country: 'DE' }],
      members: true,
      metrics: true,
    };
    const records = [profile('p', 0, { country: 'DE' }), view('v', 0, {}, { user: 'bob' })];
    const { story } = await play(rules, records, options);
    expect(story).toEqual([
      '@0 ann enters German since 0 (p@0)',
      'ann is in German since 0',
      'n of ann = 0',
      'n of bob = 1',
    ]);
  });

  test('Output: if nothing was accepted and no T is given there are no such lines', async () => {
    const rules = `${SHOP} metric n = count(View) ever`;
    const { story } = await play(rules, ['x'], { members: true, metrics: true });
    expect(story).toEqual(['rejected line 1: bad_json']);
  });

  test('Output: T of members and metrics is that of the whole input, not of the user', async () => {
    const rules = `${SHOP} metric n = count(View) over 10ms segment Fresh { when did View within 10ms }`;
    const records = [view('a', 0), order('b', 10, 1, { user: 'bob' })];
    const { story } = await play(rules, records, { members: true, metrics: true });
    expect(story).toEqual([
      '@0 ann enters Fresh since 0 (a@0)',
      '@10 ann leaves Fresh since 0 (@10)',
      'n of ann = 0',
      'n of bob = 0',
    ]);
  });

  test('Output: the same input gives the same bytes, whatever the order of files and declarations', async () => {
    const parts = [
      'segment A { when B }',
      'segment B { when did View within 10ms for 2ms }',
      'metric m = count(View) ever',
    ];
    const records = [view('a', 0), view('b', 5), order('c', 30)];
    const run = async (order: readonly string[]): Promise<readonly string[]> =>
      (await play({ 'x.nudge': order.join('\n'), 'a.nudge': SHOP }, records, { metrics: true })).lines;
    const lines = await run(parts);
    expect(await run([...parts].reverse())).toEqual(lines);
    expect(
      (await play({ 'a.nudge': SHOP, 'x.nudge': parts.join('\n') }, records, { metrics: true })).lines,
    ).toEqual(lines);
  });
});
