import type { Value } from '@nudge/engine';
import { describe, expect, test } from 'vitest';
import { checked, type Data, START, Telling } from '../../test/support/telling.ts';

/** The value of an expression for someone of whom only a profile is known. */
function worth(expression: string, fields: Data = {}): Value | undefined {
  return new Telling(`metric m = ${expression}`).profile('p', 0, fields).metrics(0)['m'];
}

const INT_MAX = 2 ** 53 - 1;

describe('expressions', () => {
  test.each<[string, Value]>([
    ['7', 7],
    ['0.25', 2_500],
    ['10%', 1_000],
    ['"e\\u{301}"', '\u00e9'],
    ['1h30m', 5_400_000],
    ['2026-03-02T10:00:00.250Z', START + 250],
    ['2 + 3 * 4 - 1', 13],
    ['(2 + 3) * 4', 20],
    ['-7 div 2 ?? 9', -3],
    ['-7 mod 2 ?? 9', -1],
    ['1 / 3 ?? 0', 3_333],
    ['1 / 0', null],
    ['1 / 0 ?? 2', 20_000],
    ['5 div 0 ?? 2', 2],
    ['9_007_199_254_740_991 + 1', INT_MAX],
    ['9_007_199_254_740_991 / 9_007_199_254_740_991 ?? 0', 10_000],
    ['min(1, 2.5)', 10_000],
    ['max(1, 2.5)', 25_000],
    ['abs(-3)', 3],
    ['round(2.5)', 3],
    ['lower("AbÄ")', 'abÄ'],
    ['length("\\u{1F600}!")', 2],
    ['hour(2026-03-02T10:00:00Z, "Europe/Berlin")', 11],
    ['weekday(2026-03-02T10:00:00Z, "UTC")', 1],
    ['date(2026-03-02T23:30:00Z, "Europe/Berlin")', '2026-03-03'],
    ['2026-03-02T10:00:00Z - 2026-03-02T09:00:00Z', 3_600_000],
    ['1970-01-01T00:00:00Z - 5ms', 0],
    ['24h * 3', 259_200_000],
    ['2 = 2.0', true],
    ['9_007_199_254_740_991 > 500_000_000_000.0', false],
    ['2 between 2 and 3 and not 4 between 2 and 3', true],
    ['2 in [1, 2.0]', true],
    ['2 not in [1, 3]', true],
    ['600_000_000_000 in [0.5, 500_000_000_000]', true],
    ['"aXb" contains "" and "aXb" starts with "aX" and "aXb" ends with "b"', true],
    ['"shoe-7" matches glob "shoe-?"', true],
    ['false or true and not false', true],
  ])('%s', (expression, value) => {
    expect(worth(expression)).toEqual(value);
  });

  test('missing: what is computed from it is missing, a comparison with it is false', () => {
    expect(worth('user.seen + 5ms')).toBeNull();
    expect(worth('min(user.seen, 2026-03-02T10:00:00Z)')).toBeNull();
    expect(worth('user.country = "DE"')).toBe(false);
    expect(worth('user.country in ["DE"]')).toBe(false);
    expect(worth('user.seen between 1970-01-01T00:00:00Z and 9999-12-31T00:00:00Z')).toBe(false);
    expect(worth('user.country starts with ""')).toBe(false);
    expect(worth('user.country is missing')).toBe(true);
    expect(worth('user.country is present')).toBe(false);
    expect(worth('user.country ?? "DE" = "DE"')).toBe(true);
    expect(worth('user.country ?? "DE" = "DE"', { country: 'AT' })).toBe(false);
    expect(worth('user.country is present and user.country != "DE"', { country: 'AT' })).toBe(true);
  });

  test('a function is its body; ints become decimals where a decimal is declared', () => {
    const told = new Telling(`
      const half = 0.5
      fn twice(x: decimal) = x * 2
      fn wide(x: int): decimal = x
      fn outer(x: decimal, y: int) = twice(x) + y * half
      metric a = outer(1, 3)
      metric b = wide(9_007_199_254_740_991)
      metric c = a + b`).profile('p', 0, {});
    expect(told.metrics(0)).toEqual({ a: 35_000, b: 5e15, c: 5e15 });
  });

  test('enums are compared by their names', () => {
    expect(worth('user.plan = free')).toBe(true);
    expect(worth('user.plan in [free, "pro"] and user.plan != pro')).toBe(true);
    expect(worth('user.plan = pro', { plan: 'pro' })).toBe(true);
  });

  test('lists: of constants, and of an event', () => {
    const program = checked(`event E { tags: list<string>  nums: list<decimal>? }
      const chosen: list<decimal> = [1, 2.5]
      metric a = count(E where "x" in tags) ever
      metric b = count(E where 3 in nums) ever
      metric c = 1 in chosen`);
    const told = new Telling('', program)
      .event('a', 'E', 0, { tags: ['x', 'y'], nums: [30_000] })
      .event('b', 'E', 1, { tags: [] });
    expect(told.metrics(1)).toEqual({ a: 1, b: 1, c: true });
  });
});

describe('rule 10 and 17: aggregates', () => {
  const FUNCTIONS = ['sum', 'avg', 'min', 'max', 'first', 'last', 'distinct'];
  const RULES = [
    ...FUNCTIONS.map((fn) => `metric ${fn} = ${fn}(Cart.price) over 10ms`),
    'metric count = count(Cart) over 10ms',
    'metric picky = count(Cart where price > 2) ever',
  ].join('\n');

  test('of nothing', () => {
    expect(new Telling(RULES).event('v', 'View', 0).metrics(0)).toEqual({
      sum: 0,
      avg: null,
      min: null,
      max: null,
      first: null,
      last: null,
      distinct: 0,
      count: 0,
      picky: 0,
    });
  });

  test('count counts all, the others skip what has no value; the window is (t − W, t]', () => {
    const told = new Telling(RULES)
      .event('a', 'Cart', 0, { price: 90_000 })
      .event('b', 'Cart', 1, { price: 10_000 })
      .event('c', 'Cart', 5)
      .event('d', 'Cart', 10, { price: 25_000 });
    expect(told.metrics(10)).toEqual({
      sum: 35_000,
      avg: 17_500,
      min: 10_000,
      max: 25_000,
      first: 10_000,
      last: 25_000,
      distinct: 2,
      count: 3,
      picky: 2,
    });
    expect(told.metrics(9)['count']).toBe(3);
    expect(told.metrics(-1)).toEqual({});
  });

  test('first and last go by (instant, id), ids by bytes, whatever the order of arrival', () => {
    const rules = 'metric first = first(View.page) ever metric last = last(View.id) ever';
    const told = new Telling(rules)
      .event('\u{1f600}', 'View', 0, { page: 'emoji' })
      .event('\uffee', 'View', 0, { page: 'other' })
      .event('B', 'View', 0, { page: 'big' })
      .event('a', 'View', -1);
    expect(told.metrics(0)).toEqual({ first: 'big', last: '\u{1f600}' });
  });

  test('sums are exact and clamped when they are read, an average divides the exact sum', () => {
    const rules = `metric sum = sum(Order.amount) over 2ms
      metric ints = sum(View.n) ever metric mean = avg(View.n) ever metric decimals = avg(Order.amount) ever`;
    const told = new Telling(rules)
      .event('a', 'Order', 0, { amount: 5e15 })
      .event('b', 'Order', 1, { amount: 5e15 })
      .event('c', 'Order', 2, { amount: -4e15 })
      .event('d', 'View', 2, { n: INT_MAX })
      .event('e', 'View', 2, { n: INT_MAX })
      .event('f', 'View', 2, { n: -INT_MAX + 1 });
    // Both of the first are in the window: ten quadrillion, cut down. Then the second and the third.
    expect([told.metrics(1)['sum'], told.metrics(2)['sum']]).toEqual([5e15, 1e15]);
    expect(told.metrics(2)).toMatchObject({ ints: INT_MAX, mean: 5e15, decimals: 2e15 });
  });

  test('rule 21: distinct is at most 1,024', () => {
    const told = new Telling('metric d = distinct(View.n) ever');
    for (let n = 0; n < 1_030; n++) told.event(`v${n}`, 'View', 0, { n });
    expect(told.metrics(0)).toEqual({ d: 1_024 });
  });

  test('did is one at least, did not is none', () => {
    const told = new Telling(`metric yes = did Order where amount > 2 within 5ms
      metric no = did not Order within 5ms`).event('a', 'Order', 0, { amount: 20_000 });
    expect([told.metrics(4), told.metrics(5)]).toEqual([
      { yes: false, no: false },
      { yes: false, no: true },
    ]);
  });
});

describe('rule 18: profile and consents', () => {
  const RULES = 'metric plan = user.plan metric country = user.country';

  test('the last writer by (instant, id) wins as of t, whatever the order of arrival', () => {
    const told = new Telling(RULES)
      .profile('b', 5, { country: 'DE' })
      .profile('a', 5, { country: 'AT' })
      .profile('z', 2, { country: 'CH' });
    const at = (ms: number): unknown => told.metrics(ms)['country'];
    expect([at(2), at(4), at(5), at(9)]).toEqual(['CH', 'CH', 'DE', 'DE']);
  });

  test('missing restores the default, or what is missing', () => {
    const told = new Telling(RULES)
      .given({ plan: 'pro', country: 'DE' })
      .event('v', 'View', 0)
      .profile('p', 5, { plan: null, country: null });
    expect([told.metrics(0), told.metrics(5)]).toEqual([
      { plan: 'pro', country: 'DE' },
      { plan: 'free', country: null },
    ]);
  });

  test('in a run every value is what it is at the instant asked for', () => {
    const told = new Telling('metric seen = last(View.at) ever metric gone = now - last(View.at) ever > 2ms');
    told.event('a', 'View', 0).event('b', 'View', 5);
    const at = (ms: number): unknown => told.metrics(ms);
    expect([at(2), at(3), at(5)]).toEqual([
      { seen: START, gone: false },
      { seen: START, gone: true },
      { seen: START + 5, gone: false },
    ]);
  });
});
