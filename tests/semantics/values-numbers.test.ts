import { createPlayback, effectLine } from '@nudge/engine';
import { describe, expect, test } from 'vitest';
import { compile, jsonRecords, type Played, play, type RecordLine } from '../support/play.ts';
import { event, profile } from '../support/records.ts';
import { cart, order, SHOP, view } from '../support/shop.ts';

/** The values of metrics, in the order of their names, as they are printed. */
async function valuesOf(rules: string, records: readonly RecordLine[], until?: number): Promise<string[]> {
  const played = await play(rules, records, { metrics: true, ...(until === undefined ? {} : { until }) });
  return printed(played);
}

function printed({ lines }: Played): string[] {
  return lines.flatMap((line) => {
    const found = /"metric":"(.*)","value":(.*)\}\}$/s.exec(line);
    return found === null ? [] : [`${found[1]} ${found[2]}`];
  });
}

/** The value of one expression that is constant, or over the profile. */
async function resultOf(expression: string, profileFields: object = {}): Promise<string> {
  const rules = `${SHOP.replace('user {', 'user { i: int? j: int? d: decimal? f: decimal?')}
    metric m = ${expression}`;
  const [value] = await valuesOf(rules, [profile('p', 0, profileFields)]);
  return (value ?? '').slice(2);
}

describe('rule 17: what aggregates count', () => {
  const ALL = ['count', 'sum', 'avg', 'min', 'max', 'first', 'last', 'distinct']
    .map((fn) => `metric ${fn}_price = ${fn}(CartAdd${fn === 'count' ? '' : '.price'}) over 10ms`)
    .join('\n');

  test('rule 17: of nothing', async () => {
    expect(await valuesOf(SHOP + ALL, [view('v', 0)])).toEqual([
      'avg_price null',
      'count_price 0',
      'distinct_price 0',
      'first_price null',
      'last_price null',
      'max_price null',
      'min_price null',
      'sum_price 0',
    ]);
  });

  test('rule 17: `count` counts all events, all else skips those without the field', async () => {
    const records = [cart('a', 0), cart('b', 1, 3), cart('c', 2, 1), cart('d', 3, 3), cart('e', 4)];
    expect(await valuesOf(SHOP + ALL, records)).toEqual([
      'avg_price 2.3333',
      'count_price 5',
      'distinct_price 2',
      'first_price 3',
      'last_price 3',
      'max_price 3',
      'min_price 1',
      'sum_price 7',
    ]);
    expect(await valuesOf(SHOP + ALL, [cart('a', 0), cart('e', 4)])).toEqual([
      'avg_price null',
      'count_price 2',
      'distinct_price 0',
      'first_price null',
      'last_price null',
      'max_price null',
      'min_price null',
      'sum_price 0',
    ]);
  });

  test('rule 17: the same ever, also of what is long past', async () => {
    const rules = `${SHOP}${ALL.replaceAll('over 10ms', 'ever')} late 5ms`;
    const records = [cart('a', 0), cart('b', 1, 3), cart('c', 200, 1), cart('d', 400, 4), cart('e', 600, 3)];
    expect(await valuesOf(rules, [...records, cart('f', 595, 5), cart('g', 900)])).toEqual([
      'avg_price 3.2',
      'count_price 7',
      'distinct_price 4',
      'first_price 3',
      'last_price 3',
      'max_price 5',
      'min_price 1',
      'sum_price 16',
    ]);
  });

  test('rule 17: `did` is `count >= 1`, `did not` is `= 0`, of the events that pass `where`', async () => {
    const rules = `${SHOP}
      segment Did { when did CartAdd where price > 5 within 10ms }
      segment DidNot { when did not CartAdd where (price ?? 0) > 5 within 10ms }`;
    const { story } = await play(rules, [cart('a', 0), cart('b', 1, 5), cart('c', 2, 6)]);
    expect(story).toEqual([
      '@0 ann enters DidNot since 0 (a@0)',
      '@2 ann enters Did since 2 (c@2)',
      '@2 ann leaves DidNot since 0 (c@2)',
    ]);
  });

  test('rule 17: `first` and `last` order by (instant, id), ids by UTF-8 bytes', async () => {
    const rules = `${SHOP} metric a_first = first(View.page) ever metric b_last = last(View.page) over 10ms`;
    // In UTF-16 the emoji would come before U+FFEE.
    const ids = ['\uffee', '\u{1f600}', 'b', 'ab', 'a', '\u00e9', 'Z'];
    const records = ids.map((id) => view(id, 0, { page: id }));
    for (const shuffled of [records, [...records].reverse(), records.slice(3).concat(records.slice(0, 3))]) {
      expect(await valuesOf(rules, shuffled)).toEqual(['a_first "Z"', 'b_last "\u{1f600}"']);
    }
    const earlier = [view('z', -1, { page: 'earlier' }), view('0', 1, { page: 'later' })];
    expect(await valuesOf(rules, [...records, ...earlier])).toEqual(['a_first "earlier"', 'b_last "later"']);
  });

  test('rule 17: an aggregate of the triggering nudge may look at `event`', async () => {
    const rules = `${SHOP}
      template Values(n: int, sum: decimal, avg: decimal, top: decimal) { en { text "{n} {sum} {avg} {top}" } }
      nudge N { on View transactional channel push send Values {
        n: count(Order where coupon = event.page) over 10ms
        , sum: sum(Order.amount where coupon = event.page) over 10ms
        , avg: avg(Order.amount where coupon = event.page) over 10ms ?? 0
        , top: max(Order.amount where coupon = event.page) ever ?? 0 } }`;
    const bought = (id: string, ms: number, amount: number, coupon?: string): object =>
      event(id, 'Order', ms, { amount, ...(coupon === undefined ? {} : { coupon }) });
    const records = [
      bought('a', 0, 100, 'x'),
      bought('b', 5, 1, 'x'),
      bought('c', 5, 2, 'y'),
      bought('d', 6, 4, 'x'),
      bought('e', 6, 8),
      view('v', 10, { page: 'x' }),
      view('w', 10, { page: 'y' }),
      view('u', 10),
    ];
    const { effects } = await play(rules, records);
    expect(effects.map(({ data }) => data.content.push.text)).toEqual([
      '2 5.00 2.50 100.00',
      '1 2.00 2.00 2.00',
      '0 0.00 0.00 0.00',
    ]);
  });
});

describe('rule 17: sums are exact and clamped when they are read', () => {
  const SUMS = `${SHOP} metric avg = avg(Order.amount) over 10ms metric sum = sum(Order.amount) over 10ms`;
  const half = 500_000_000_000;

  test('rule 17: a sum beyond the range becomes its end, and comes back exactly', async () => {
    const records = [order('a', 0, half), order('b', 1, half), order('c', 2, -half), order('d', 3, 0.0001)];
    expect(await valuesOf(SUMS, records.slice(0, 2), 5)).toEqual([`avg ${half}`, `sum ${half}`]);
    expect(await valuesOf(SUMS, records.slice(0, 3), 5)).toEqual(['avg 166666666666.6667', `sum ${half}`]);
    // a has left: what is left of it would show here.
    expect(await valuesOf(SUMS, records, 10)).toEqual(['avg 0', 'sum 0.0001']);
    expect(await valuesOf(SUMS, records, 11)).toEqual(['avg -250000000000', 'sum -499999999999.9999']);
  });

  test('rule 17: order-free: 0.1 ten times is 1', async () => {
    const records = Array.from({ length: 10 }, (_, i) => order(`o${i}`, i % 3, 0.1));
    expect(await valuesOf(SUMS, records)).toEqual(['avg 0.1', 'sum 1']);
  });

  test('rule 17: an exact sum beyond what a double holds', async () => {
    const rules = `${SHOP} metric n = sum(View.n) over 10ms metric avg = avg(View.n) over 10ms`;
    const top = 2 ** 53 - 1;
    const records = [
      view('a', 0, { n: top }),
      view('b', 1, { n: top }),
      view('c', 2, { n: -top }),
      view('d', 3, { n: 1 }),
    ];
    expect(await valuesOf(rules, records, 3)).toEqual([`avg ${500_000_000_000}`, `n ${top}`]);
    expect(await valuesOf(rules, records, 10)).toEqual(['avg 0.3333', 'n 1']);
    expect(await valuesOf(rules, records, 11)).toEqual([`avg ${-500_000_000_000}`, `n ${1 - top}`]);
  });

  test('rule 17: nothing of it is lost in running totals that a double cannot hold', async () => {
    const rules = `${SHOP} metric n = sum(View.n) over 10ms metric all = sum(View.n) ever late 5ms`;
    const top = 2 ** 53 - 1;
    const records = [top, top, top, 1, -top, -top, -top].map((n, i) => view(`v${i}`, i, { n }));
    expect(await valuesOf(rules, records.slice(0, 4), 12)).toEqual([`all ${top}`, 'n 1']);
    expect(await valuesOf(rules, records, 100)).toEqual(['all 1', 'n 0']);
    expect(await valuesOf(rules, [...records, view('w', 100, { n: 2 })])).toEqual(['all 3', 'n 2']);
  });

  test('rule 17: nor in a snapshot, with what is long past', async () => {
    const bundle = await compile(
      `${SHOP} late 5ms metric all = sum(View.n) ever metric some = distinct(View.n) ever`,
    );
    const top = 2 ** 53 - 1;
    const records = [top, top, top, 1, -top, -top, -top].map((n, i) => view(`v${i}`, i * 100, { n }));
    const lines = jsonRecords(records, 'in');
    let playback = createPlayback(bundle);
    const told: string[] = [];
    for (const record of lines) {
      playback.record(record, null, () => {});
      const bytes = playback.snapshot();
      playback = createPlayback(bundle);
      playback.restore(bytes);
    }
    playback.metrics((effect) => told.push(effectLine(effect)));
    expect(told.map((line) => JSON.parse(line).data.value)).toEqual([1, 3]);
  });

  test('rule 17: `avg` rounds half away from zero', async () => {
    expect(await valuesOf(SUMS, [order('a', 0, 0.0001), order('b', 0, 0.0002)])).toEqual([
      'avg 0.0002',
      'sum 0.0003',
    ]);
    expect(await valuesOf(SUMS, [order('a', 0, -0.0001), order('b', 0, -0.0002)])).toEqual([
      'avg -0.0002',
      'sum -0.0003',
    ]);
    const ints = `${SHOP} metric avg = avg(View.n) ever`;
    expect(await valuesOf(ints, [view('a', 0, { n: 1 }), view('b', 0, { n: 2 })])).toEqual(['avg 1.5']);
    const thirds = [1, 1, 0].map((n, i) => view(`v${i}`, 0, { n }));
    expect(await valuesOf(ints, thirds)).toEqual(['avg 0.6667']);
  });
});

describe('rule 17: arithmetic', () => {
  test.each([
    ['user.d * user.f', { d: 0.0001, f: 0.5 }, '0.0001'],
    ['user.d * user.f', { d: -0.0001, f: 0.5 }, '-0.0001'],
    ['user.d * user.f', { d: 0.0001, f: 0.4999 }, '0'],
    ['user.d * user.f', { d: -0.0001, f: 0.4999 }, '0'],
    ['user.d * user.f', { d: 123456.7891, f: 98765.4321 }, '12193263121.1401'],
    ['user.d * user.f', { d: 500_000_000_000, f: 2 }, '500000000000'],
    ['user.d * user.f', { d: 500_000_000_000, f: -2 }, '-500000000000'],
    ['user.d + user.f', { d: 500_000_000_000, f: 0.0001 }, '500000000000'],
    ['user.d - user.f', { d: -500_000_000_000, f: 0.0001 }, '-500000000000'],
    ['user.i + user.j', { i: 2 ** 53 - 1, j: 1 }, '9007199254740991'],
    ['user.i - user.j', { i: -(2 ** 53 - 1), j: 1 }, '-9007199254740991'],
    ['user.i * user.j', { i: 2 ** 52, j: -4 }, '-9007199254740991'],
    ['user.i * user.j', { i: -3, j: 0 }, '0'],
    ['-user.i', { i: 0 }, '0'],
    ['user.i / user.j', { i: 1, j: 3 }, '0.3333'],
    ['user.i / user.j', { i: -2, j: 3 }, '-0.6667'],
    ['user.i / user.j', { i: 1, j: 20_000 }, '0.0001'],
    ['user.i / user.j', { i: -1, j: 20_000 }, '-0.0001'],
    ['user.i / user.j', { i: -1, j: 20_001 }, '0'],
    ['user.i / user.j', { i: 2 ** 53 - 1, j: 2 ** 53 - 1 }, '1'],
    ['user.i / user.j', { i: 2 ** 53 - 1, j: 1 }, '500000000000'],
    ['user.i / user.j', { i: 2 ** 53 - 1, j: 3 }, '500000000000'],
    ['user.i / user.j', { i: 9_007_199_254_740_991, j: 180_143_985_094 }, '50000'],
    ['user.i / user.j', { i: 7, j: 0 }, 'null'],
    ['user.d / user.f', { d: 7, f: 0 }, 'null'],
    ['user.d / user.i', { d: 1, i: 3 }, '0.3333'],
    ['user.i div user.j', { i: 7, j: 2 }, '3'],
    ['user.i div user.j', { i: -7, j: 2 }, '-3'],
    ['user.i div user.j', { i: -1, j: 2 }, '0'],
    ['user.i div user.j', { i: 7, j: 0 }, 'null'],
    ['user.i mod user.j', { i: -7, j: 2 }, '-1'],
    ['user.i mod user.j', { i: 7, j: -2 }, '1'],
    ['user.i mod user.j', { i: -4, j: 2 }, '0'],
    ['user.i mod user.j', { i: 7, j: 0 }, 'null'],
    ['user.i + user.d', { i: 2 ** 53 - 1, d: -0.5 }, '499999999999.5'],
    ['user.i + user.d', { i: -(2 ** 53 - 1), d: 0.5 }, '-499999999999.5'],
    ['min(user.i, user.j)', { i: 1, j: 2 }, '1'],
    ['max(user.i, user.j)', { i: 1, j: 2 }, '2'],
    ['min(user.i, user.j)', { i: 1 }, 'null'],
    ['max(user.i, user.j)', { j: 1 }, 'null'],
    ['min(user.i, user.d)', { i: 1, d: 0.5 }, '0.5'],
    ['user.i + user.j', { i: 1 }, 'null'],
    ['abs(user.d)', { d: -0.5 }, '0.5'],
    ['abs(user.i)', { i: -5 }, '5'],
    ['round(user.d)', { d: 2.5 }, '3'],
    ['round(user.d)', { d: -2.5 }, '-3'],
    ['round(user.d)', { d: 2.4999 }, '2'],
    ['round(user.d)', { d: -0.4999 }, '0'],
    ['user.i ?? 7', {}, '7'],
    ['user.i / user.j ?? 0.5', { i: 1, j: 0 }, '0.5'],
  ])('rule 17: `%s` with %j is %s', async (expression, fields, value) => {
    expect(await resultOf(expression, fields)).toBe(value);
  });

  test('rule 17: what is clamped is counted', async () => {
    const rules = `${SHOP} metric m = user.points + user.points`;
    const { counts } = await play(rules, [profile('p', 0, { points: 2 ** 53 - 1 })], { metrics: true });
    expect(counts.clamped).toBe(1);
    const { counts: none } = await play(rules, [profile('p', 0, { points: 7 })], { metrics: true });
    expect(none.clamped).toBe(0);
  });
});

describe('rule 21: `distinct`', () => {
  const many = (count: number, ms: (i: number) => number = () => 0): object[] =>
    Array.from({ length: count }, (_, i) => view(`v${i}`, ms(i), { n: i }));

  test.each([
    [1023, 1023],
    [1024, 1024],
    [1025, 1024],
    [1500, 1024],
  ])('rule 21: of %i values it is %i', async (values, distinct) => {
    const rules = `${SHOP} metric ever = distinct(View.n) ever metric within = distinct(View.n) over 10ms`;
    expect(await valuesOf(rules, many(values))).toEqual([`ever ${distinct}`, `within ${distinct}`]);
  });

  test('rule 21: the limit is on the answer: values that leave a fuller window leave others behind', async () => {
    const rules = `${SHOP} metric n = distinct(View.n) over 100ms`;
    const records = many(1030, (i) => (i < 10 ? i : 50));
    // 1,030 values; six have left at 105, seven at 106.
    expect(await valuesOf(rules, records, 105)).toEqual(['n 1024']);
    expect(await valuesOf(rules, records, 106)).toEqual(['n 1023']);
    expect(await valuesOf(rules, records, 109)).toEqual(['n 1020']);
  });

  test('rule 21: a segment on it turns on the dot', async () => {
    const rules = `${SHOP} segment Many { when distinct(View.n) over 100ms >= 1024 }`;
    const { story } = await play(
      rules,
      many(1026, (i) => (i < 10 ? i : 50)),
      { until: 200 },
    );
    expect(story).toEqual([
      '@50 ann enters Many since 50 (v1023@50)',
      '@102 ann leaves Many since 50 (@102)',
    ]);
  });

  test('rule 21: ever, it does not grow with what is forgotten, nor shrink', async () => {
    const rules = `${SHOP} late 1ms metric n = distinct(View.n) ever`;
    const records = many(1100, (i) => i * 10);
    expect(await valuesOf(rules, records)).toEqual(['n 1024']);
    expect(await valuesOf(rules, [...many(500, (i) => i * 10), view('again', 9000, { n: 3 })])).toEqual([
      'n 500',
    ]);
  });
});
