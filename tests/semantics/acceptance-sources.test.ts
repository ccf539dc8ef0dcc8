import { inputName } from '@nudge/runtime';
import { describe, expect, test } from 'vitest';
import { type Played, type PlayOptions, play } from '../support/play.ts';
import { consent, event, instant, profile } from '../support/records.ts';
import { order, SHOP, view } from '../support/shop.ts';

const RULES = `${SHOP}
late 10ms
metric plan = user.plan
metric country = user.country
metric points = user.points
metric views = count(View) ever
segment Seen { when count(View) ever >= 1 }
`;

describe('rule 7: ids of records that have none', () => {
  const withoutId = (ms: number): object => ({ type: 'View', subject: 'ann', time: instant(ms) });
  const causes = (played: Played): string[] => played.effects.map(({ data }) => data.cause);

  test('rule 7: the base name and the line in twelve digits', async () => {
    const played = await play(RULES, ['', withoutId(5)], { input: 'ecom.csv.gz' });
    expect(causes(played)).toEqual([`e:${Date.parse(instant(5))}:ecom.csv.gz:000000000002`]);
  });

  test("rule 7: the base name is the last part of the file's path, whole", () => {
    expect(inputName('/data/2026.03/ecom.csv.gz')).toBe('ecom.csv.gz');
    expect(inputName('ecom.csv')).toBe('ecom.csv');
    expect(inputName('-')).toBe('-');
  });

  test('rule 7: standard input is `-`', async () => {
    const played = await play(RULES, [withoutId(5)], { input: '-' });
    expect(causes(played)).toEqual([`e:${Date.parse(instant(5))}:-:000000000001`]);
  });

  test('rule 7: null is no id', async () => {
    const played = await play(RULES, [{ ...withoutId(5), id: null }]);
    expect(causes(played)).toEqual([`e:${Date.parse(instant(5))}:events.ndjson:000000000001`]);
  });

  test('rule 7: such an id is one among others: it can be a duplicate', async () => {
    const records = [view('events.ndjson:000000000002', 5), withoutId(6), withoutId(7)];
    expect((await play(RULES, records)).counts).toMatchObject({ accepted: 2, duplicates: 1 });
  });

  test('rule 7: in CSV the header is line 1', async () => {
    const rules = `${RULES} source s { format csv user = u at = at on -> View {} }`;
    const played = await play(rules, ['u,at', 'ann,2026-03-02 10:00'], { source: 's', csv: true });
    expect(causes(played)).toEqual([`e:${Date.parse(instant(0))}:events.csv:000000000002`]);
  });

  const FULL = `${RULES}
source full {
  format csv
  user = u
  at = at
  id = i
  tenant = t
  session = s
  device = d
  on -> View {}
}
source nested {
  format json
  user = who.name
  at = who.at
  id = who.id
  tenant = who.tenant
  session = \`the session\`
  device = d.name
  on kind is present -> View { page: who.name, n: n }
}
metric session = last(View.session) ever
metric device = last(View.device) ever
metric id = last(View.id) ever
metric tenant = last(View.tenant) ever
`;
  const TOLD = [
    'device of ann/acme = "d1"',
    'id of ann/acme = "i1"',
    'session of ann/acme = "s1"',
    'tenant of ann/acme = "acme"',
  ];

  test('rule 7: a source says where id, tenant, session and device stand', async () => {
    const lines = [
      'u,at,i,t,s,d',
      'ann,2026-03-02 10:00,i1,acme,s1,d1',
      'ann,2026-03-02 10:01,i1,acme,s2,d2',
    ];
    const { story, counts } = await play(FULL, lines, { source: 'full', csv: true, metrics: true });
    expect(story).toEqual(expect.arrayContaining(TOLD));
    expect(counts).toMatchObject({ accepted: 1, duplicates: 1 });
  });

  test('rule 7: an empty cell of theirs is as if there were none', async () => {
    const lines = ['u,at,i,t,s,d', 'ann,2026-03-02 10:00,,,,'];
    const { story } = await play(FULL, lines, { source: 'full', csv: true, metrics: true });
    expect(story).toEqual(
      expect.arrayContaining([
        'device of ann = null',
        'id of ann = "events.csv:000000000002"',
        'session of ann = null',
        'tenant of ann = "default"',
      ]),
    );
  });

  test('rule 7: in JSON they may stand at dotted paths', async () => {
    const who = { name: 'ann', at: instant(0), id: 'i1', tenant: 'acme' };
    const records = [
      { kind: 1, who, 'the session': 's1', d: { name: 'd1' } },
      { kind: false, who: { ...who, id: 'i2', at: 'x' } },
      { kind: null, who },
    ];
    const { story, counts } = await play(FULL, records, { source: 'nested', metrics: true });
    expect(story).toEqual(expect.arrayContaining(TOLD));
    expect(story).toContain('rejected line 2: bad_time i2');
    expect(counts).toMatchObject({ ignored: 1 });
  });
});

describe('rule 8: users files', () => {
  const BUYERS = `${RULES}
nudge Hello { on View consent marketing channel push send Note {} }
segment German { when user.country = "DE" }
`;
  const metrics = async (
    records: readonly object[],
    options: PlayOptions,
    rules = RULES,
  ): Promise<readonly string[]> => (await play(rules, records, { ...options, metrics: true })).story;

  test('rule 8: a row without `at` holds since ever', async () => {
    const users = [{ user: 'ann', country: 'DE', plan: 'pro', consents: ['marketing'] }];
    expect((await play(BUYERS, [view('v', 5)], { users })).story).toEqual([
      '@5 ann enters German since 5 (v@5)',
      '@5 ann enters Seen since 5 (v@5)',
      '@5 ann gets Hello (v@5)',
    ]);
  });

  test('rule 8: it does not begin the user, and moves no clock', async () => {
    const users = [{ user: 'ann', country: 'DE' }, { user: 'bob' }];
    const { story, counts } = await play(RULES, [], { users, members: true, metrics: true, until: 50 });
    expect(story).toEqual([]);
    expect(counts).toMatchObject({ records: 2, accepted: 0 });
  });

  test('rule 8: a row with `at` is a user.updated then, which begins the user', async () => {
    const users = [{ user: 'ann', at: instant(5), country: 'DE', points: 7 }];
    expect(await metrics([], { users }, BUYERS)).toEqual([
      '@5 ann enters German since 5 (users.ndjson:000000000001:00@5)',
      'country of ann = "DE"',
      'plan of ann = "free"',
      'points of ann = 7',
      'views of ann = 0',
    ]);
  });

  test('rule 8: and a user.consent for each name, with ids of their own', async () => {
    const users = ['', { user: 'ann', at: instant(5), consents: ['service', 'marketing'] }];
    const taken = ['00', '01', '02'].map((n) => view(`users.ndjson:000000000002:${n}`, 6));
    const { story, counts } = await play(BUYERS, [...taken, view('users.ndjson:000000000002:03', 6)], {
      users,
    });
    expect(counts).toMatchObject({ accepted: 4, duplicates: 3 });
    expect(story).toContain('@6 ann gets Hello (users.ndjson:000000000002:03@6)');
  });

  test('rule 8: rows with `at` are subject to lateness and come before all events, in file order', async () => {
    const users = [
      { user: 'ann', at: instant(50), country: 'DE' },
      { user: 'ann', at: instant(39), country: 'AT' },
      { user: 'ann', at: instant(40), country: 'CH' },
    ];
    expect(await metrics([view('v', 39)], { users })).toEqual([
      'late users.ndjson:000000000002:00 user.updated @39 ann clock 50',
      'late v View @39 ann clock 50',
      'country of ann = "DE"',
      'plan of ann = "free"',
      'points of ann = 0',
      'views of ann = 0',
    ]);
  });

  test('rule 8: what holds since ever is in place before the first row with `at`, wherever it stands', async () => {
    const users = [
      { user: 'ann', at: instant(5), points: 1 },
      { user: 'ann', country: 'DE' },
    ];
    expect((await play(BUYERS, [], { users })).story).toEqual([
      '@5 ann enters German since 5 (users.ndjson:000000000001:00@5)',
    ]);
  });

  test('rule 8: a row after T is as if absent', async () => {
    const users = [
      { user: 'ann', at: instant(5), country: 'DE' },
      { user: 'ann', at: instant(6), country: 'AT', plan: 'none' },
    ];
    const { story, counts } = await play(RULES, [], { users, until: 5, metrics: true });
    expect(story).toContain('country of ann = "DE"');
    expect(counts).toMatchObject({ records: 1, rejected: 0 });
  });

  test('rule 8: an update of a field comes over what held since ever; its null does not bring that back', async () => {
    const users = [{ user: 'ann', country: 'DE', plan: 'pro' }];
    const records = [
      profile('p1', 5, { country: 'AT', plan: 'plus' }),
      profile('p2', 6, { country: null, plan: null }),
    ];
    expect(await metrics(records.slice(0, 1), { users })).toEqual(
      expect.arrayContaining(['country of ann = "AT"', 'plan of ann = "plus"']),
    );
    expect(await metrics(records, { users })).toEqual(
      expect.arrayContaining(['country of ann = null', 'plan of ann = "free"']),
    );
  });

  test('rule 8: a consent taken back stays so, whatever held since ever', async () => {
    const users = [{ user: 'ann', consents: ['marketing'] }];
    const { story } = await play(BUYERS, [consent('c', 5, false), view('v', 6)], { users });
    expect(story).toContain('@6 ann is denied Hello: consent to marketing (v@6)');
  });

  test('rule 8: null in a row of JSON clears, an absent name leaves a field as it is', async () => {
    const users = [
      { user: 'ann', at: instant(5), country: 'DE', points: 3 },
      { user: 'ann', at: instant(6), country: null },
    ];
    expect(await metrics([], { users })).toEqual(
      expect.arrayContaining(['country of ann = null', 'points of ann = 3']),
    );
  });

  test('rule 8: the tenant stands in its column, default without', async () => {
    const users = [{ user: 'ann', tenant: 'acme', country: 'DE' }];
    const records = [view('v', 5), view('v', 5, {}, { tenant: 'acme' })];
    expect(await metrics(records, { users })).toEqual(
      expect.arrayContaining(['country of ann/acme = "DE"', 'country of ann = null']),
    );
  });

  test('rule 8: a CSV of users, consents separated by `;`, an empty cell left alone', async () => {
    const usersCsv = [
      'user,at,country,points,consents,tenant',
      'ann,,DE,7,marketing;service,',
      'bob,2026-03-02 10:00:00.005,AT,,service ; marketing;,acme',
      'bob,2026-03-02 10:00:00.006,,8,,acme',
    ];
    const records = [view('v', 7), view('v', 7, {}, { user: 'bob', tenant: 'acme' })];
    const { story, counts } = await play(BUYERS, records, { usersCsv, metrics: true });
    expect(story).toEqual(
      expect.arrayContaining([
        '@7 ann gets Hello (v@7)',
        '@7 bob/acme gets Hello (v@7)',
        'country of ann = "DE"',
        'country of bob/acme = "AT"',
        'points of ann = 7',
        'points of bob/acme = 8',
      ]),
    );
    // The update and two consents of the first row of bob, the update of the second, two views.
    expect(counts).toMatchObject({ records: 5, accepted: 6, unknownFields: 0 });
  });

  test.each([
    [{ user: '' }, 'missing_user'],
    [{ user: 'ann', at: 'x' }, 'bad_time'],
    [{ user: 'ann', tenant: '\u0001' }, 'bad_string tenant'],
    [{ user: 'ann', plan: 'gold', country: 'DE' }, 'unknown_value plan'],
    [{ user: 'ann', country: 'DE', consents: ['money'] }, 'unknown_value purpose'],
    [{ user: 'ann', country: 'DE', consents: 7 }, 'wrong_type consents'],
    [{ user: 'ann', country: 'DE', consents: [7] }, 'wrong_type consents'],
    [{ user: 'ann', country: 'DE', consents: 'marketing' }, 'wrong_type consents'],
    [{ user: 'ann', country: 'DE', consents: [''] }, 'unknown_value purpose'],
  ])('rule 8: a row as %j is rejected as a whole: %s', async (row, code) => {
    const story = await metrics([view('v', 5)], { users: ['', row] as readonly object[] });
    expect(story[0]).toBe(`rejected line 2: ${code} users.ndjson:000000000002:00`);
    expect(story).toContain('country of ann = null');
  });

  test('rule 8: what a row has beside the profile is ignored and counted, its own columns are not', async () => {
    const users = [{ user: 'ann', tenant: 'default', at: null, consents: [], shoe_size: 44 }];
    expect((await play(RULES, [], { users })).counts).toMatchObject({ unknownFields: 1 });
  });
});

describe('rule 8: `user.updated` from a source', () => {
  const SOURCES = `${RULES}
source csv_source { format csv user = u at = at on -> user.updated { country: country, points: points, plan: "pro" } }
source json_source { format json user = u at = at on -> user.updated { country: country, points: points } }
`;

  test('rule 8: an empty cell of CSV leaves the field as it is', async () => {
    const lines = ['u,at,country,points', 'ann,2026-03-02 10:00,DE,3', 'ann,2026-03-02 10:00:00.001,,4'];
    const { story } = await play(SOURCES, lines, { source: 'csv_source', csv: true, metrics: true });
    expect(story).toEqual([
      'country of ann = "DE"',
      'plan of ann = "pro"',
      'points of ann = 4',
      'views of ann = 0',
    ]);
  });

  test("rule 8: only JSON's null clears, an absent path does not", async () => {
    const records = [
      { u: 'ann', at: instant(0), country: 'DE', points: 3 },
      { u: 'ann', at: instant(1), country: null },
    ];
    const { story } = await play(SOURCES, records, { source: 'json_source', metrics: true });
    expect(story).toEqual(expect.arrayContaining(['country of ann = null', 'points of ann = 3']));
  });

  test('rule 8: a consent may come from a source', async () => {
    const rules = `${RULES}
      nudge Hello { on Order consent marketing channel push send Note {} }
      source s { format csv user = u at = at
        on kind = "yes" -> user.consent { purpose: "marketing", granted: true }
        on kind = "say" -> user.consent { purpose: what, granted: granted }
        on -> Order { amount: 1.5 } }`;
    const lines = [
      'u,at,kind,what,granted',
      'ann,2026-03-02 10:00,yes,,',
      'ann,2026-03-02 10:01,buy,,',
      'ann,2026-03-02 10:02,say,marketing,false',
      'ann,2026-03-02 10:03,buy,,',
      'ann,2026-03-02 10:04,say,money,true',
      'ann,2026-03-02 10:04,say,marketing,no',
    ];
    const { effects, story } = await play(rules, lines, { source: 's', csv: true });
    expect(effects.map(({ type }) => type)).toEqual([
      'nudge.generated',
      'nudge.suppressed',
      'event.rejected',
      'event.rejected',
    ]);
    expect(story.slice(2)).toEqual([
      'rejected line 6: unknown_value purpose events.csv:000000000006',
      'rejected line 7: wrong_type granted events.csv:000000000007',
    ]);
  });

  test('rule 8: an order that is rejected begins nobody', async () => {
    const records = [event('e1', 'Order', 5), order('e2', 5, 1, { user: 'bob' })];
    const { story } = await play(RULES, records, { metrics: true });
    expect(story.filter((line) => line.startsWith('views'))).toEqual(['views of bob = 0']);
  });
});
