import { describe, expect, test } from 'vitest';
import { metricsOf, play } from '../support/play.ts';
import { event, instant, profile } from '../support/records.ts';
import { SHOP, TYPES, view } from '../support/shop.ts';

const GOOD = { b: true, i: 1, d: 1.5, s: 'x', t: '2026-03-02T10:00:00Z', e: 'a', l: [7] };

type Bad = readonly [field: keyof typeof GOOD, value: unknown, code: string];

const BAD: readonly Bad[] = [
  ['b', 1, 'wrong_type'],
  ['b', 'true', 'wrong_type'],
  ['i', '1', 'wrong_type'],
  ['i', 1.5, 'wrong_type'],
  ['i', true, 'wrong_type'],
  ['i', 2 ** 53, 'out_of_range'],
  ['i', -(2 ** 53), 'out_of_range'],
  ['d', true, 'wrong_type'],
  ['d', 'much', 'wrong_type'],
  ['d', '1e3', 'wrong_type'],
  ['d', '.5', 'wrong_type'],
  ['d', '1.', 'wrong_type'],
  ['d', '+1', 'wrong_type'],
  ['d', ' 1', 'wrong_type'],
  ['d', '', 'wrong_type'],
  ['d', 500_000_000_000.0001, 'out_of_range'],
  ['d', '-500000000000.00005', 'out_of_range'],
  ['d', 1e300, 'out_of_range'],
  ['s', 7, 'wrong_type'],
  ['s', ['x'], 'wrong_type'],
  ['s', 'a\0b', 'bad_string'],
  ['s', 'a\ud800b', 'bad_string'],
  ['s', '\udc00', 'bad_string'],
  ['t', 'soon', 'wrong_type'],
  ['t', true, 'wrong_type'],
  ['t', '2026-02-30T10:00:00Z', 'wrong_type'],
  ['t', '1969-12-31T23:59:59.999Z', 'out_of_range'],
  ['t', '9999-12-31T23:59:59.999-00:01', 'out_of_range'],
  ['t', -1, 'out_of_range'],
  ['t', 253_402_300_800_000, 'out_of_range'],
  ['e', 'c', 'unknown_value'],
  ['e', 'A', 'unknown_value'],
  ['e', '', 'unknown_value'],
  ['e', 1, 'wrong_type'],
  ['l', 7, 'wrong_type'],
  ['l', { 0: 7 }, 'wrong_type'],
  ['l', [7, '7'], 'wrong_type'],
  ['l', [7, null], 'wrong_type'],
  ['l', [2 ** 53], 'out_of_range'],
];

describe('rule 5: bad values', () => {
  test.each(BAD)(
    'rule 5: %s as %j rejects an event with %s where it is required',
    async (field, value, code) => {
      const { story } = await play(TYPES, [event('e1', 'Strict', 5, { ...GOOD, [field]: value })]);
      expect(story).toEqual([`rejected line 1: ${code} ${field} e1`]);
    },
  );

  test.each(BAD)('rule 5: %s as %j is missing, and counted, where it is optional', async (field, value) => {
    const played = await play(TYPES, [event('e1', 'Lax', 5, { ...GOOD, [field]: value })], { metrics: true });
    const { l: _, ...scalars } = GOOD;
    const expected = { ...scalars, t: '2026-03-02T10:00:00.000Z', listed: 1 };
    expect(metricsOf(played)).toEqual({
      ...expected,
      ...(field === 'l' ? { listed: 0 } : { [field]: null }),
    });
    expect(played.counts).toMatchObject({ accepted: 1, rejected: 0, missingFields: 1 });
  });

  test('rule 5: what is good is taken', async () => {
    const { counts } = await play(TYPES, [event('e1', 'Strict', 5, GOOD), event('e2', 'Lax', 5, GOOD)]);
    expect(counts).toMatchObject({ accepted: 2, missingFields: 0, unknownFields: 0 });
  });

  test.each([{}, { s: null }])(
    'rule 5: null for a required field is missing_field, as is its absence',
    async (part) => {
      const { s: _, ...rest } = GOOD;
      const { story } = await play(TYPES, [event('e1', 'Strict', 5, { ...rest, ...part })]);
      expect(story).toEqual(['rejected line 1: missing_field s e1']);
    },
  );

  test('rule 5: of several bad fields the first declared is named, whatever their order in the record', async () => {
    const { story } = await play(TYPES, [event('e1', 'Strict', 5, { l: 1, e: 'z', i: null, b: true })]);
    expect(story).toEqual(['rejected line 1: missing_field i e1']);
  });

  test('rule 5: data that no schema names is ignored and counted', async () => {
    const { counts } = await play(SHOP, [
      view('e1', 5, { page: 'a', who: 1, why: null }),
      profile('p', 5, { x: 1 }),
    ]);
    expect(counts).toMatchObject({ accepted: 2, unknownFields: 3, missingFields: 0 });
  });

  test('rule 5: a name that objects inherit is no data', async () => {
    const rules = 'event E { constructor: string }';
    const { story } = await play(rules, [event('e1', 'E', 5)]);
    expect(story).toEqual(['rejected line 1: missing_field constructor e1']);
  });

  test.each([
    [{ plan: 'gold' }, 'unknown_value plan'],
    [{ points: 1.5 }, 'wrong_type points'],
    [{ points: 2 ** 60 }, 'out_of_range points'],
    [{ country: 7 }, 'wrong_type country'],
    [{ country: 'a\0' }, 'bad_string country'],
  ])('rule 5: %j rejects a whole user.updated, of optional fields too', async (bad, code) => {
    const rules = `${SHOP} metric seen = user.seen metric points = user.points`;
    const played = await play(
      rules,
      [
        profile('p1', 5, { seen: instant(0), points: 3, country: 'DE' }),
        profile('p2', 6, { seen: null, ...bad }),
      ],
      { metrics: true },
    );
    expect(played.story[0]).toBe(`rejected line 2: ${code} p2`);
    expect(metricsOf(played)).toEqual({ points: 3, seen: instant(0) });
  });

  test('rule 5: an unknown zone is an unknown value', async () => {
    const rules = 'user { zone: timezone = "UTC" }';
    const zones = ['Europe/Berlin', 'Europe/Bielefeld', 'europe/berlin', ''];
    const { story } = await play(
      rules,
      zones.map((zone, i) => profile(`p${i + 1}`, i, { zone })),
    );
    expect(story).toEqual([2, 3, 4].map((n) => `rejected line ${n}: unknown_value zone p${n}`));
  });

  test.each([
    [{ purpose: 'money', granted: true }, 'unknown_value purpose'],
    [{ purpose: 'money', granted: 'x' }, 'unknown_value purpose'],
    [{ granted: true }, 'missing_field purpose'],
    [{ purpose: null, granted: true }, 'missing_field purpose'],
    [{ purpose: 7, granted: true }, 'wrong_type purpose'],
    [{ purpose: 'marketing' }, 'missing_field granted'],
    [{ purpose: 'marketing', granted: 'yes' }, 'wrong_type granted'],
  ])('rule 5: a user.consent of %j is %s', async (data, code) => {
    const { story } = await play(SHOP, [event('c1', 'user.consent', 5, data)]);
    expect(story).toEqual([`rejected line 1: ${code} c1`]);
  });

  test('rule 5: user.erased is ignored and counted', async () => {
    const { story, counts } = await play(SHOP, [view('v', 5), event('x', 'user.erased', 6)], {
      members: true,
    });
    expect(story).toEqual([]);
    expect(counts).toMatchObject({ accepted: 1, ignored: 1, rejected: 0 });
  });

  test('rule 5: data that is no object is of a wrong type; absent or null data is empty', async () => {
    const plain = { id: 'e1', type: 'View', subject: 'ann', time: instant(5) };
    const records = [
      { ...plain, data: [] },
      { ...plain, data: 'x' },
      { ...plain, data: null },
      { ...plain, id: 'e2' },
    ];
    const { story, counts } = await play(SHOP, records);
    expect(story).toEqual(['rejected line 1: wrong_type data e1', 'rejected line 2: wrong_type data e1']);
    expect(counts).toMatchObject({ accepted: 2 });
  });

  test.each(['', 'x', '[]', '7', 'null', '"View"', '{"type":"View"', '{"type":"View"} {}'])(
    'rule 5: %j is no record',
    async (text) => {
      const { story, effects } = await play(SHOP, [view('v', 5), text]);
      // An empty line is no record at all.
      expect(story).toEqual(text === '' ? [] : ['rejected line 2: bad_json']);
      for (const effect of effects) expect(effect).not.toHaveProperty('subject');
      for (const effect of effects) expect(effect).not.toHaveProperty('tenant');
    },
  );
});

describe('rule 5: strings and ids', () => {
  const COUNT = `${SHOP} metric views = count(View) ever metric e_acute = count(View where page = "\\u{e9}") ever`;

  test('rule 5: strings are brought to NFC, those of the rules too', async () => {
    const { story } = await play(
      `${SHOP} metric n = count(View where page = "e\\u{301}") ever`,
      [view('v1', 5, { page: 'e\u0301' }), view('v2', 5, { page: '\u00e9' }), view('v3', 5, { page: 'e' })],
      { metrics: true },
    );
    expect(story).toEqual(['n of ann = 2']);
    const played = await play(COUNT, [view('v1', 5, { page: 'e\u0301' })], { metrics: true });
    expect(metricsOf(played)).toEqual({ views: 1, e_acute: 1 });
  });

  test('rule 5: the type of a record is a string like others', async () => {
    const rules = 'event A as "e\\u{301}" {} metric n = count(A) ever';
    const records = [event('a', 'e\u0301', 0), event('b', '\u00e9', 0), event('c', 'e', 0)];
    expect((await play(rules, records, { metrics: true })).story).toEqual(['n of ann = 2']);
  });

  test('rule 5: a string may be empty and may hold control characters other than U+0000', async () => {
    const rules = `${SHOP} metric page = last(View.page) ever`;
    const { effects } = await play(rules, [view('v', 5, { page: '\u0001\n\u007f' })], { metrics: true });
    expect(effects[0]?.data.value).toBe('\u0001\n\u007f');
    const empty = await play(rules, [view('v', 5, { page: '' })], { metrics: true });
    expect(empty.effects[0]?.data.value).toBe('');
  });

  test('rule 5: ids are brought to NFC: one user, one tenant, one event', async () => {
    const records = [
      view('\u00e9', 5, {}, { user: 'ren\u00e9', tenant: '\u00e9' }),
      view('e\u0301', 6, {}, { user: 'rene\u0301', tenant: 'e\u0301' }),
      view('v2', 7, {}, { user: 'rene\u0301', tenant: '\u00e9' }),
    ];
    const { story, counts } = await play(`${SHOP} metric views = count(View) ever`, records, {
      metrics: true,
    });
    expect(story).toEqual(['views of ren\u00e9/\u00e9 = 2']);
    expect(counts).toMatchObject({ accepted: 2, duplicates: 1 });
  });

  const envelope = (part: object): object => ({ ...(view('v1', 5) as object), ...part });

  test.each([
    [{ subject: undefined }, 'missing_user v1'],
    [{ subject: null }, 'missing_user v1'],
    [{ subject: '' }, 'missing_user v1'],
    [{ subject: 7 }, 'wrong_type user v1'],
    [{ subject: 'a\0' }, 'bad_string user v1'],
    [{ subject: 'a\u001f' }, 'bad_string user v1'],
    [{ subject: 'a\n' }, 'bad_string user v1'],
    [{ subject: '\ud83d' }, 'bad_string user v1'],
    [{ tenant: '' }, 'bad_string tenant v1'],
    [{ tenant: 'a\u001f' }, 'bad_string tenant v1'],
    [{ tenant: 7 }, 'wrong_type tenant v1'],
    [{ id: '' }, 'bad_string id'],
    [{ id: 'a\u0000' }, 'bad_string id'],
    [{ id: '\u001fa' }, 'bad_string id'],
    [{ id: 7 }, 'wrong_type id'],
    [{ time: undefined }, 'missing_time v1'],
    [{ time: null }, 'missing_time v1'],
    [{ time: 'yesterday' }, 'bad_time v1'],
    [{ time: '2026-03-02' }, 'bad_time v1'],
    [{ time: '1969-12-31T23:59:59.999Z' }, 'bad_time v1'],
    [{ time: '10000-01-01T00:00:00Z' }, 'bad_time v1'],
    [{ time: true }, 'bad_time v1'],
    [{ subject: '', time: 'x', id: '' }, 'missing_user'],
    [{ time: 'x', id: '' }, 'bad_time'],
    [{ id: '', tenant: '', data: 7 }, 'bad_string id'],
    [{ tenant: '', data: 7 }, 'bad_string tenant v1'],
  ])('rule 5: an envelope with %j is %s', async (part, code) => {
    const { story } = await play(SHOP, [envelope(part)]);
    expect(story).toEqual([`rejected line 1: ${code}`]);
  });

  test.each(['\u0020', '\u007f', '\u0080', '\u{1f600}', ' a '])('rule 5: %j is an id', async (id) => {
    const { counts } = await play(SHOP, [envelope({ id, subject: id, tenant: id })]);
    expect(counts).toMatchObject({ accepted: 1 });
  });

  test('rule 5: a rejection tells the user and the tenant as far as they could be read', async () => {
    const { effects } = await play(SHOP, [
      envelope({ subject: '', tenant: 'acme' }),
      envelope({ time: 'x' }),
      envelope({ time: 'x', tenant: 'acme' }),
      envelope({ tenant: '' }),
    ]);
    expect(effects.map(({ subject, tenant }) => [subject, tenant])).toEqual([
      [undefined, 'acme'],
      ['ann', 'default'],
      ['ann', 'acme'],
      ['ann', undefined],
    ]);
  });

  test('rule 5: session and device that cannot be read are missing, and counted', async () => {
    const rules = `${SHOP} metric session = last(View.session) ever metric device = last(View.device) ever`;
    const played = await play(rules, [envelope({ session: 7, device: 'd\0' })], { metrics: true });
    expect(metricsOf(played)).toEqual({ session: null, device: null });
    expect(played.counts).toMatchObject({ missingFields: 2 });
    const good = await play(rules, [envelope({ session: 's', device: 'd' })], { metrics: true });
    expect(metricsOf(good)).toEqual({ session: 's', device: 'd' });
  });
});
