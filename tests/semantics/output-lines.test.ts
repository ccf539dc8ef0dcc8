import { describe, expect, test } from 'vitest';
import { effectId } from '../support/effect-id.ts';
import { play } from '../support/play.ts';
import { consent, event, instant, profile, START } from '../support/records.ts';
import { cart, order, SHOP, view } from '../support/shop.ts';

const RULES = {
  'shop.nudge': `${SHOP}
    channel in_app
    template Full(name: string, total: decimal, n: int, ok: bool, at: timestamp, plan: string) {
      en { title "Hi {name}" body "{total} {total:0} {total:4} {n} {ok} {at} {plan} {{x}" }
      de { title "Hallo {name}" body "{total} {total:1}" }
      de-AT { title "Servus {name}" body "{total}" }
      pt-BR { title "Oi {name}" body "{total}" }
    }`,
  'cart.nudge': `module shop.cart
    segment Buyer "Bought" { when did Order within 10ms }
    nudge Thanks "Thank you" {
      on Order where amount > 0
      consent marketing
      priority 80
      cooldown 3d
      expires 1d
      group reminders
      channel push, in_app, email
      send Full { name: event.coupon ?? "friend", total: event.amount, n: count(Order) ever, ok: Buyer,
        at: event.at, plan: event.id }
    }
    nudge Plain { on CartAdd transactional channel email send Note {} }
    nudge Rival { on Order priority 1 transactional group reminders channel email send Note {} }
    metric orders = count(Order) ever
    metric last_amount = last(Order.amount) over 10ms`,
};

describe('Output: golden lines', () => {
  const ms = START + 5;

  test('Output: every line of a run, byte for byte', async () => {
    const records = [
      consent('c1', 0, true),
      event('o "1"', 'shop.Nothing', 1),
      event('o "1"', 'Order', 5, { amount: 25.5, coupon: 'A\u2028\u{1f600}"\\\n\u0001' }),
      cart('k1', 6),
      order('o2', 7, 3),
      order('bad', 8, 1e300),
      event('late', 'Order', -3_600_000 + 6, { amount: 1 }),
      'no json',
    ];
    const { lines } = await play(RULES, records, { until: 15, members: true, metrics: true });
    const cause = String.raw`e:${ms}:o \"1\"`;
    const plainCause = `e:${ms}:o "1"`;
    const name = 'A\u2028\u{1f600}\\"\\\\\\n\\u0001';
    const content = `{"title":"Hi ${name}","body":"25.50 26 25.5000 1 true 2026-03-02T10:00:00.005Z o \\"1\\" {x}"}`;
    const d = (...parts: readonly (string | number)[]): string => effectId(...parts);
    expect(lines).toEqual([
      `{"specversion":"1.0","id":"${d('entered', 'default', 'ann', 'shop.cart.Buyer', ms, plainCause)}","source":"nudgec","type":"segment.entered","subject":"ann","time":"2026-03-02T10:00:00.005Z","tenant":"default","data":{"segment":"shop.cart.Buyer","since":"2026-03-02T10:00:00.005Z","cause":"${cause}"}}`,
      `{"specversion":"1.0","id":"${d('nudge', 'default', 'ann', 'shop.cart.Thanks', plainCause)}","source":"nudgec","type":"nudge.generated","subject":"ann","time":"2026-03-02T10:00:00.005Z","tenant":"default","data":{"nudge":"shop.cart.Thanks","cause":"${cause}","priority":80,"group":"reminders","expires_at":"2026-03-03T10:00:00.005Z","locale":"en","template":"Full","channels":["push","in_app","email"],"content":{"push":${content},"in_app":${content},"email":${content}}}}`,
      `{"specversion":"1.0","id":"${d('suppressed', 'default', 'ann', 'shop.cart.Rival', plainCause)}","source":"nudgec","type":"nudge.suppressed","subject":"ann","time":"2026-03-02T10:00:00.005Z","tenant":"default","data":{"nudge":"shop.cart.Rival","cause":"${cause}","reason":"group","winner":"shop.cart.Thanks"}}`,
      `{"specversion":"1.0","id":"${d('nudge', 'default', 'ann', 'shop.cart.Plain', `e:${START + 6}:k1`)}","source":"nudgec","type":"nudge.generated","subject":"ann","time":"2026-03-02T10:00:00.006Z","tenant":"default","data":{"nudge":"shop.cart.Plain","cause":"e:${START + 6}:k1","priority":50,"locale":"en","template":"Note","channels":["email"],"content":{"email":{"text":"note"}}}}`,
      `{"specversion":"1.0","id":"${d('suppressed', 'default', 'ann', 'shop.cart.Thanks', `e:${START + 7}:o2`)}","source":"nudgec","type":"nudge.suppressed","subject":"ann","time":"2026-03-02T10:00:00.007Z","tenant":"default","data":{"nudge":"shop.cart.Thanks","cause":"e:${START + 7}:o2","reason":"cooldown","until":"2026-03-05T10:00:00.005Z"}}`,
      `{"specversion":"1.0","id":"${d('nudge', 'default', 'ann', 'shop.cart.Rival', `e:${START + 7}:o2`)}","source":"nudgec","type":"nudge.generated","subject":"ann","time":"2026-03-02T10:00:00.007Z","tenant":"default","data":{"nudge":"shop.cart.Rival","cause":"e:${START + 7}:o2","priority":1,"group":"reminders","locale":"en","template":"Note","channels":["email"],"content":{"email":{"text":"note"}}}}`,
      `{"specversion":"1.0","id":"${d('rejected', 'events.ndjson', 6)}","source":"nudgec","type":"event.rejected","subject":"ann","tenant":"default","data":{"input":"events.ndjson","line":6,"code":"out_of_range","field":"amount","event_id":"bad"}}`,
      `{"specversion":"1.0","id":"${d('late', 'default', 'ann', 'late')}","source":"nudgec","type":"event.late","subject":"ann","time":"2026-03-02T09:00:00.006Z","tenant":"default","data":{"event_id":"late","event_type":"Order","clock":"2026-03-02T10:00:00.007Z"}}`,
      `{"specversion":"1.0","id":"${d('rejected', 'events.ndjson', 8)}","source":"nudgec","type":"event.rejected","data":{"input":"events.ndjson","line":8,"code":"bad_json"}}`,
      `{"specversion":"1.0","id":"${d('member', 'default', 'ann', 'shop.cart.Buyer', START + 15)}","source":"nudgec","type":"segment.member","subject":"ann","time":"2026-03-02T10:00:00.015Z","tenant":"default","data":{"segment":"shop.cart.Buyer","since":"2026-03-02T10:00:00.005Z"}}`,
      `{"specversion":"1.0","id":"${d('metric', 'default', 'ann', 'shop.cart.last_amount', START + 15)}","source":"nudgec","type":"metric.value","subject":"ann","time":"2026-03-02T10:00:00.015Z","tenant":"default","data":{"metric":"shop.cart.last_amount","value":3}}`,
      `{"specversion":"1.0","id":"${d('metric', 'default', 'ann', 'shop.cart.orders', START + 15)}","source":"nudgec","type":"metric.value","subject":"ann","time":"2026-03-02T10:00:00.015Z","tenant":"default","data":{"metric":"shop.cart.orders","value":2}}`,
    ]);
  });

  test('Output: consent and an exit, of another tenant', async () => {
    const acme = { tenant: 'acme' };
    const { lines } = await play(RULES, [order('o1', 5, 3, acme)], { until: 15, metrics: true });
    const cause = `e:${ms}:o1`;
    expect([lines[1], lines[3], lines[4]]).toEqual([
      `{"specversion":"1.0","id":"${effectId('suppressed', 'acme', 'ann', 'shop.cart.Thanks', cause)}","source":"nudgec","type":"nudge.suppressed","subject":"ann","time":"2026-03-02T10:00:00.005Z","tenant":"acme","data":{"nudge":"shop.cart.Thanks","cause":"${cause}","reason":"consent","purpose":"marketing"}}`,
      `{"specversion":"1.0","id":"${effectId('exited', 'acme', 'ann', 'shop.cart.Buyer', START + 15, `t:${START + 15}`)}","source":"nudgec","type":"segment.exited","subject":"ann","time":"2026-03-02T10:00:00.015Z","tenant":"acme","data":{"segment":"shop.cart.Buyer","since":"2026-03-02T10:00:00.005Z","cause":"t:${START + 15}"}}`,
      `{"specversion":"1.0","id":"${effectId('metric', 'acme', 'ann', 'shop.cart.last_amount', START + 15)}","source":"nudgec","type":"metric.value","subject":"ann","time":"2026-03-02T10:00:00.015Z","tenant":"acme","data":{"metric":"shop.cart.last_amount","value":null}}`,
    ]);
  });

  test('Output: ids are over UTF-8 and the NFC of what came in', async () => {
    const { effects } = await play(RULES, [order('e\u0301', 5, 3, { user: 'ren\u00e9\u{1f600}' })]);
    expect(effects[0]?.id).toBe(
      effectId('entered', 'default', 'ren\u00e9\u{1f600}', 'shop.cart.Buyer', ms, `e:${ms}:\u00e9`),
    );
  });

  test('Output: the time of an entry is the step, its `since` may be earlier', async () => {
    const { effects } = await play(RULES, [view('v', 9), order('late', 5)]);
    expect(effects[0]).toMatchObject({ time: instant(9), data: { since: instant(5) } });
    expect(effects[0]?.id).toBe(
      effectId('entered', 'default', 'ann', 'shop.cart.Buyer', START + 9, `e:${ms}:late`),
    );
  });

  test('Output: a late event of a module has its qualified name', async () => {
    const rules = 'module shop.events event Order as "bought" {}';
    const { effects } = await play(rules, [event('a', 'bought', 0), event('b', 'bought', -3_600_001)]);
    expect(effects[0]?.data).toEqual({ event_id: 'b', event_type: 'shop.events.Order', clock: instant(0) });
  });

  test('Output: a rejection of a record without an id has the one that it would have been given', async () => {
    const { effects } = await play(
      SHOP,
      ['', { type: 'Order', subject: 'ann', time: instant(0), tenant: 'acme' }],
      {
        input: 'x.ndjson',
      },
    );
    expect(effects[0]).toEqual({
      specversion: '1.0',
      id: effectId('rejected', 'x.ndjson', 2),
      source: 'nudgec',
      type: 'event.rejected',
      subject: 'ann',
      tenant: 'acme',
      data: {
        input: 'x.ndjson',
        line: 2,
        code: 'missing_field',
        field: 'amount',
        event_id: 'x.ndjson:000000000002',
      },
    });
  });
});

describe('Output: values', () => {
  const KINDS = `${SHOP.replace('user {', 'user { i: int? d: decimal? b: bool? s: string? zone: timezone = "UTC" e: enum { a, "b c" }?')}
    metric bool = user.b
    metric decimal = user.d
    metric duration = user.seen - 2026-03-02T10:00:00Z
    metric enum = user.e
    metric int = user.i
    metric string = user.s
    metric timestamp = user.seen
    metric zone = user.zone`;
  const values = async (fields: object): Promise<string[]> => {
    const { lines } = await play(KINDS, [profile('p', 0, fields)], { metrics: true });
    return lines.map((line) => /"metric":"(.*)\}\}$/s.exec(line)?.[1] ?? '');
  };

  test('Output: each kind of value as JSON', async () => {
    const fields = {
      b: false,
      d: '-0.10',
      e: 'b c',
      i: -5,
      s: 'a"\u2028',
      seen: instant(-1500),
      zone: 'Asia/Tokyo',
    };
    expect(await values(fields)).toEqual([
      'bool","value":false',
      'decimal","value":-0.1',
      'duration","value":-1500',
      'enum","value":"b c"',
      'int","value":-5',
      'string","value":"a\\"\u2028"',
      'timestamp","value":"2026-03-02T09:59:58.500Z"',
      'zone","value":"Asia/Tokyo"',
    ]);
  });

  test('Output: what is missing is null', async () => {
    expect(await values({})).toEqual([
      'bool","value":null',
      'decimal","value":null',
      'duration","value":null',
      'enum","value":null',
      'int","value":null',
      'string","value":null',
      'timestamp","value":null',
      'zone","value":"UTC"',
    ]);
  });

  test.each([
    [25, '25'],
    [25.5, '25.5'],
    ['0.0001', '0.0001'],
    ['-0.00001', '0'],
    [500_000_000_000, '500000000000'],
    ['-499999999999.9999', '-499999999999.9999'],
    ['100.10', '100.1'],
    [0.00001, '0'],
  ])('Output: the decimal %j is %s: no exponent, no trailing zeros, never -0', async (d, text) => {
    expect(await values({ d })).toContain(`decimal","value":${text}`);
  });

  test('Output: the ends of int', async () => {
    expect(await values({ i: -(2 ** 53 - 1) })).toContain('int","value":-9007199254740991');
  });
});

describe('Output: templates', () => {
  const content = async (locale: string | null, amount: number, template = ''): Promise<string> => {
    const rules = `${SHOP}
      template T(x: decimal) {
        en { text "{x}|{x:0}|{x:1}|{x:3}|{x:4}" }
        de { text "de {x}" }
        de-AT { text "at {x}" }
        zh-Hant { text "zh {x}" }
        ${template}
      }
      nudge N { on Order transactional channel push send T { x: event.amount } }`;
    const { effects } = await play(rules, [profile('p', 0, { locale }), order('o', 0, amount)]);
    return `${effects[0]?.data.locale}: ${effects[0]?.data.content.push.text}`;
  };

  test.each([
    ['de-AT', 'de-AT: at 1,50'],
    ['de-AT-1901', 'de-AT: at 1,50'],
    ['de-CH', 'de: de 1,50'],
    ['de', 'de: de 1,50'],
    ['zh-Hant-TW', 'zh-Hant: zh 1.50'],
    ['zh', 'en: 1.50|2|1.5|1.500|1.5000'],
    ['fr', 'en: 1.50|2|1.5|1.500|1.5000'],
    ['', 'en: 1.50|2|1.5|1.500|1.5000'],
    ['dead', 'en: 1.50|2|1.5|1.500|1.5000'],
    [null, 'en: 1.50|2|1.5|1.500|1.5000'],
  ])('Output: with the locale %j it is %s', async (locale, text) => {
    expect(await content(locale, 1.5)).toBe(text);
  });

  test.each([
    [0.005, '0.01|0|0.0|0.005|0.0050'],
    [-0.005, '-0.01|0|0.0|-0.005|-0.0050'],
    [-0.0049, '0.00|0|0.0|-0.005|-0.0049'],
    [0.5, '0.50|1|0.5|0.500|0.5000'],
    [-0.5, '-0.50|-1|-0.5|-0.500|-0.5000'],
    [2.5, '2.50|3|2.5|2.500|2.5000'],
    [0.05, '0.05|0|0.1|0.050|0.0500'],
    [1234567.8951, '1234567.90|1234568|1234567.9|1234567.895|1234567.8951'],
    [0.9999, '1.00|1|1.0|1.000|0.9999'],
  ])('Output: %d prints as %s: half away from zero, no grouping, no sign of zero', async (amount, text) => {
    expect(await content('en', amount)).toBe(`en: ${text}`);
  });

  const comma = 'de fr es it nl pt pl sv da nb fi cs ru tr uk'.split(' ');

  test.each([...comma, 'en', 'ja', 'zh', 'he', 'hu', 'el', 'nn', 'ro', 'be'])(
    'Output: the decimal mark of %s and of its regions',
    async (language) => {
      const rules = `${SHOP}
        template T(x: decimal) { xx { t "?" } ${language} { t "{x}" } ${language}-XY { t "{x}!" } }
        nudge N { on Order transactional channel push send T { x: event.amount } }`;
      const printed = async (locale: string): Promise<string> => {
        const { effects } = await play(rules, [profile('p', 0, { locale }), order('o', 0, 1.5)]);
        return effects[0]?.data.content.push.t;
      };
      const mark = comma.includes(language) ? ',' : '.';
      expect(await printed(language)).toBe(`1${mark}50`);
      expect(await printed(`${language}-XY`)).toBe(`1${mark}50!`);
    },
  );

  test("Output: a template's keys come in the order of their declaration, channels in that of the rule", async () => {
    const rules = `${SHOP}
      template T() { en { zebra "1" apple "2" middle "3" } }
      nudge N { on View transactional channel push, email send T {} }
      nudge M { on View transactional channel email, push send T {} }`;
    const { lines } = await play(rules, [view('v', 0)]);
    const keys = '{"zebra":"1","apple":"2","middle":"3"}';
    expect(lines[0]).toContain(`"channels":["email","push"],"content":{"email":${keys},"push":${keys}}}}`);
    expect(lines[1]).toContain(`"channels":["push","email"],"content":{"push":${keys},"email":${keys}}}}`);
  });

  test('Output: ints, bools, texts, enums and instants print as they are', async () => {
    const rules = `${SHOP}
      template T(n: int, b: bool, s: string, at: timestamp, e: enum { free, plus, pro }) {
        de { text "{n} {b} {s} {at} {e} {{n}} }" } }
      nudge N { on View transactional channel push
        send T { n: event.n ?? 0, b: event.n = 1_234_567, s: event.page ?? "", at: event.at, e: user.plan } }`;
    const { effects } = await play(rules, [view('v', 0, { n: 1_234_567, page: '{s}' })]);
    expect(effects[0]?.data.content.push.text).toBe('1234567 true {s} 2026-03-02T10:00:00.000Z free {n}} }');
  });

  test('Output: without a field `locale` the first locale is used', async () => {
    const rules = `event E {} channel push
      template T() { fr { t "fr" } en { t "en" } }
      nudge N { on E transactional channel push send T {} }`;
    const { effects } = await play(rules, [event('e', 'E', 0)]);
    expect(effects[0]?.data).toMatchObject({ locale: 'fr', content: { push: { t: 'fr' } } });
  });
});
