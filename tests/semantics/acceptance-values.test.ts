import { describe, expect, test } from 'vitest';
import { errorsOf, metricsOf, play } from '../support/play.ts';
import { instant, profile, START } from '../support/records.ts';
import { order, SHOP, TYPES, view } from '../support/shop.ts';

describe('rule 6: numbers', () => {
  const LAST = `${SHOP} metric amount = last(Order.amount) ever`;
  const amountOf = async (json: string): Promise<unknown> => {
    const record = JSON.stringify(order('e1', 5, 111.5)).replace('111.5', json);
    const { lines } = await play(LAST, [record], { metrics: true });
    return lines[0]?.replace(/^.*"value":/, '').replace(/\}+$/, '');
  };

  test.each([
    ['0', '0'],
    ['-0', '0'],
    ['25', '25'],
    ['25.00', '25'],
    ['2.5e1', '25'],
    ['25.5', '25.5'],
    ['0.00005', '0.0001'],
    ['-0.00005', '-0.0001'],
    ['0.00004999999999', '0'],
    ['-0.00004', '0'],
    ['1e-7', '0'],
    ['5e-5', '0.0001'],
    // The doubles of these lie a little below what their text says.
    ['1.00005', '1.0001'],
    ['1.00015', '1.0002'],
    ['8.20455', '8.2046'],
    ['-1.00005', '-1.0001'],
    // The text is longer than the double can tell: what counts is the shortest that reads back.
    ['0.10004999999999999999999999', '0.1001'],
    ['499999999999.99994', '499999999999.9999'],
    ['500000000000', '500000000000'],
    ['-500000000000', '-500000000000'],
    ['"0.00005"', '0.0001'],
    ['"-0.00005"', '-0.0001'],
    ['"0.10004999999999999999999999"', '0.1'],
    ['"007.10"', '7.1'],
    ['"-0"', '0'],
    ['"500000000000.00004"', '500000000000'],
  ])('rule 6: the JSON number %s is the decimal %s', async (json, decimal) => {
    expect(await amountOf(json)).toBe(decimal);
  });

  test('rule 6: an int may be written with a fraction of zeros or an exponent', async () => {
    const records = ['3.0', '3e0', '-0'].map(
      (n, i) => `{"id":"${i}","type":"View","subject":"u${i}","time":"${instant(5)}","data":{"n":${n}}}`,
    );
    const { story } = await play(`${SHOP} metric n = last(View.n) ever`, records, { metrics: true });
    expect(story).toEqual(['n of u0 = 3', 'n of u1 = 3', 'n of u2 = 0']);
  });

  test('rule 6: the ends of the range of int are ints', async () => {
    const records = [view('a', 5, { n: 2 ** 53 - 1 }), view('b', 6, { n: -(2 ** 53 - 1) })];
    const rules = `${SHOP} metric n1 = first(View.n) ever metric n2 = last(View.n) ever`;
    const { story } = await play(rules, records, { metrics: true });
    expect(story).toEqual(['n1 of ann = 9007199254740991', 'n2 of ann = -9007199254740991']);
  });
});

describe('rule 6: times', () => {
  const LAST = `${SHOP} metric seen = user.seen`;

  test.each([
    ['2026-03-02T10:00:00Z', '2026-03-02T10:00:00.000Z'],
    ['2026-03-02T10:00Z', '2026-03-02T10:00:00.000Z'],
    ['2026-03-02 10:00:00Z', '2026-03-02T10:00:00.000Z'],
    ['2026-03-02T10:00:00.1Z', '2026-03-02T10:00:00.100Z'],
    ['2026-03-02T10:00:00.1239Z', '2026-03-02T10:00:00.123Z'],
    ['2026-03-02T10:00:00.9999999Z', '2026-03-02T10:00:00.999Z'],
    ['2026-03-02T10:00:00+01:30', '2026-03-02T08:30:00.000Z'],
    ['2026-03-02T10:00:00-0130', '2026-03-02T11:30:00.000Z'],
    ['2026-03-02T10:00:00', '2026-03-02T10:00:00.000Z'],
    ['1970-01-01T00:00:00.000Z', '1970-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    [0, '1970-01-01T00:00:00.000Z'],
    [1_772_445_600_000, '2026-03-02T10:00:00.000Z'],
    [1_772_445_600_000.9, '2026-03-02T10:00:00.000Z'],
  ])('rule 6: %j is %s', async (seen, printed) => {
    const { effects } = await play(LAST, [profile('p', 5, { seen })], { metrics: true });
    expect(effects[0]?.data.value).toBe(printed);
  });

  test('rule 6: an event too is cut to the millisecond, and may say its time in epoch ms', async () => {
    const rules = `${SHOP} metric at1 = first(View.at) ever metric at2 = last(View.at) ever`;
    const at = (time: unknown, id: string): object => ({ ...(view(id, 0) as object), time });
    const { effects } = await play(rules, [at('2026-03-02T10:00:00.0019Z', 'a'), at(START + 7.9, 'b')], {
      metrics: true,
    });
    expect(effects.map(({ data }) => data.value)).toEqual([instant(1), instant(7)]);
  });

  test('rule 6: computed instants are clamped to 1970–9999', async () => {
    const rules = `${SHOP}
      metric before = user.seen - 3650d
      metric after = user.seen + 3650d`;
    const early = await play(rules, [profile('p', 5, { seen: '1970-06-01T00:00:00Z' })], { metrics: true });
    expect(early.effects.map(({ data }) => data.value)).toEqual([
      '1980-05-29T00:00:00.000Z',
      '1970-01-01T00:00:00.000Z',
    ]);
    const late = await play(rules, [profile('p', 5, { seen: '9999-01-01T00:00:00Z' })], { metrics: true });
    expect(late.effects.map(({ data }) => data.value)).toEqual([
      '9999-12-31T23:59:59.999Z',
      '9989-01-03T00:00:00.000Z',
    ]);
  });

  test('rule 6: what a decision computes is clamped too', async () => {
    const rules = `${SHOP}
      nudge Late { on View transactional cooldown 7d expires 7d channel push send Note {} }`;
    const at = (id: string, time: string): object => ({ ...(view(id, 0) as object), time });
    const { effects } = await play(rules, [at('a', '9999-12-30T00:00:00Z'), at('b', '9999-12-31T00:00:00Z')]);
    expect(effects[0]?.data.expires_at).toBe('9999-12-31T23:59:59.999Z');
    expect(effects[1]?.data.until).toBe('9999-12-31T23:59:59.999Z');
  });
});

describe('rule 6: cells of CSV', () => {
  const SOURCE = `${TYPES}
source lax {
  format csv
  user = u
  at = at in "Europe/Berlin"
  on -> Lax { b: b, i: i, d: d, s: s, t: t, e: e }
}`;
  const header = 'u,at,b,i,d,s,t,e';
  const values = async (part: Record<string, string>): Promise<Record<string, unknown>> => {
    const row = { u: 'ann', at: '2026-03-02T10:00:00Z', b: '', i: '', d: '', s: '', t: '', e: '', ...part };
    const line = header.split(',').map((name) => row[name as keyof typeof row]);
    return metricsOf(
      await play(SOURCE, [header, line.join(',')], { source: 'lax', csv: true, metrics: true }),
    );
  };

  test.each([
    ['b', 'true', true],
    ['b', 'false', false],
    ['b', 'TRUE', null],
    ['b', '1', null],
    ['i', '7', 7],
    ['i', '-7', -7],
    ['i', '007', 7],
    ['i', '7.0', 7],
    ['i', '-0', 0],
    ['i', '7.5', null],
    ['i', '+7', null],
    ['i', '7.', null],
    ['i', '7e1', null],
    ['i', ' 7', null],
    ['i', '9007199254740992', null],
    ['d', '25.50', 25.5],
    ['d', '-0.00005', -0.0001],
    ['d', '1e3', null],
    ['d', '.5', null],
    ['s', ' x ', ' x '],
    ['s', 'e\u0301', '\u00e9'],
    ['e', '22-30', '22-30'],
    ['e', 'c', null],
    ['t', '2026-03-02T10:00:00Z', '2026-03-02T10:00:00.000Z'],
    ['t', '2026-03-02 10:00', '2026-03-02T09:00:00.000Z'],
    ['t', '2026-07-02 10:00:00.5', '2026-07-02T08:00:00.500Z'],
    ['t', '2026-03-02T10:00:00-05:00', '2026-03-02T15:00:00.000Z'],
    // The clocks go forward at 02:00 that night: a time that does not exist is moved on by the gap.
    ['t', '2026-03-29 02:30', '2026-03-29T01:30:00.000Z'],
    // They go back at 03:00: of two instants the earlier.
    ['t', '2026-10-25 02:30', '2026-10-25T00:30:00.000Z'],
    ['t', '1772445600000', null],
    ['t', '2026-03-02', null],
  ] as const)('rule 6: the column %s with %j is %j', async (name, cell, value) => {
    expect((await values({ [name]: cell }))[name]).toBe(value);
  });

  test('rule 6: an empty cell is missing, and not counted as bad', async () => {
    expect(await values({})).toEqual({ b: null, i: null, d: null, s: null, t: null, e: null, listed: 0 });
    const rules = `${SHOP} source s { format csv user = u at = at on -> Order { amount: amount } }`;
    const lines = ['u,at,amount', 'ann,2026-03-02 10:00,', 'ann,,1', ',2026-03-02 10:00,1'];
    const { story, counts } = await play(rules, lines, { source: 's', csv: true });
    expect(story).toEqual([
      'rejected line 2: missing_field amount events.csv:000000000002',
      'rejected line 3: missing_time events.csv:000000000003',
      'rejected line 4: missing_user events.csv:000000000004',
    ]);
    expect(counts).toMatchObject({ missingFields: 0 });
  });

  test("rule 6: a record's own time is read in the source's zone", async () => {
    const rules = `${SHOP}
      source s { format csv user = u at = at in "America/New_York" on -> View { page: u } }
      metric at = last(View.at) ever`;
    const { effects } = await play(rules, ['u,at', 'ann,2026-03-02 10:00'], {
      source: 's',
      csv: true,
      metrics: true,
    });
    expect(effects[0]?.data.value).toBe('2026-03-02T15:00:00.000Z');
  });

  test('rule 6: lists cannot be mapped from CSV', () => {
    const source = (format: string): string => `event Tagged { tags: list<string> }
      source s { format ${format} user = u at = at on -> Tagged { tags: tags } }`;
    expect(errorsOf(source('csv'))).toEqual([expect.stringMatching(/^N7005 /)]);
    expect(errorsOf(source('json'))).toEqual([]);
  });
});
