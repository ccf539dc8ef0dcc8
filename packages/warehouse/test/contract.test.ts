/** What every warehouse does, whatever database it is. */
import type { AcceptedEvent, SqlDialect, SqlPlan, UserBase, Value, ValueKind } from '@nudge/engine';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { leftOutWithout } from '../../../tests/services/left-out.ts';
import {
  openDuckdb,
  openPglite,
  openPostgres,
  readValue,
  type Warehouse,
  WarehouseProblem,
} from '../src/index.ts';
import { Loading } from '../src/loading.ts';
import {
  ASKED,
  base,
  type Cart,
  cart,
  consent,
  manifest,
  ordered,
  planFor,
  view,
  writes,
} from './fixture.ts';

const server = inject('services').postgres;

interface Adapter {
  readonly title: string;
  readonly dialect: SqlDialect;
  readonly open: () => Promise<Warehouse>;
}

const adapters: readonly Adapter[] = [
  { title: 'DuckDB', dialect: 'duckdb', open: () => openDuckdb() },
  { title: 'PGlite', dialect: 'postgres', open: openPglite },
  ...(server === null
    ? []
    : [{ title: 'a Postgres server', dialect: 'postgres', open: () => openPostgres(server.url) } as const]),
];

const LATE = 253_402_300_799_999;

describe.each(adapters)('$title', ({ dialect, open }) => {
  let warehouse: Warehouse;
  beforeAll(async () => {
    warehouse = await open();
  }, 60_000);
  afterAll(async () => {
    await warehouse.close();
  });

  async function load(
    events: readonly AcceptedEvent[],
    options: { bases?: readonly UserBase[]; zones?: SqlPlan['zones'] } = {},
  ): Promise<Loading> {
    const plan = planFor(dialect, options.zones);
    await warehouse.prepare(plan);
    const loading = new Loading(warehouse, plan, manifest);
    for (const one of options.bases ?? []) loading.base(one);
    for (const one of events) {
      loading.event(one);
      await loading.drained();
    }
    await loading.finish();
    return loading;
  }

  /** By (tenant, user), then by value. */
  async function ask(what: keyof typeof ASKED, asOfMs = LATE): Promise<[string, unknown][]> {
    const rows = await warehouse.query(ordered(ASKED[what]), asOfMs, what);
    return rows.map(({ user, value }) => [user, value]);
  }

  async function valuesOf(what: keyof typeof ASKED, kind: ValueKind, asOfMs = LATE): Promise<Value[]> {
    const rows = await warehouse.query(ordered(ASKED[what]), asOfMs, what);
    return rows.map(({ value }) => readValue(value, kind));
  }

  test('an event of each kind is a row of `events`, with its id, instant and session', async () => {
    await load([
      view(1, { id: 'a', session: 's1' }),
      writes(2, [[0, 'pro']], { id: 'b', tenant: 'acme' }),
      consent(3, 0, true, { id: 'c', user: 'bob' }),
    ]);
    const rows = await warehouse.query(ordered(ASKED.rows), LATE, 'rows');
    expect(rows).toEqual([
      { tenant: 'acme', user: 'ann', sinceMs: null, value: 'user.updated b 2 - -' },
      { tenant: 'default', user: 'ann', sinceMs: null, value: 'shop.View a 1 s1 -' },
      { tenant: 'default', user: 'bob', sinceMs: null, value: 'user.consent c 3 - -' },
    ]);
  });

  test('a statement is asked as of an instant', async () => {
    await load([view(5), view(10), view(10), view(11, { user: 'bob' })]);
    const members = await warehouse.query(ordered(ASKED.members), 10, 'members');
    expect(members).toEqual([{ tenant: 'default', user: 'ann', sinceMs: 5, value: null }]);
    expect(await valuesOf('counts', 'int', 10)).toEqual([3]);
    expect(await valuesOf('counts', 'int', 4)).toEqual([]);
  });

  const texts = [
    '',
    ' ',
    'NULL',
    'null',
    '{a,b}',
    '"quoted"',
    "it's",
    'back\\slash \\" \\n \\\\',
    'a,b;c\td\r\ne',
    '\u0001\u001f\u007f',
    'ünïcödé 😀 \uffee\u2028',
    '\ufeff',
    '\ufeffmarked',
    '%$1 :1 ?',
    '\'); DROP TABLE "events"; --',
  ];

  test.each(texts.map((text) => [JSON.stringify(text), text]))('the text %s comes back', async (_, name) => {
    await load([cart(1, { name })]);
    expect(await valuesOf('names', 'string')).toEqual([name]);
  });

  test('law: any values come back as they went in', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((one) => !one.includes('\u0000'));
    const whole = fc.maxSafeInteger();
    const some = fc.record<Cart>(
      {
        name: text,
        price: whole,
        gift: fc.boolean(),
        tags: fc.array(fc.oneof(text, whole), { maxLength: 4 }),
      },
      { requiredKeys: [] },
    );
    const user = (i: number): string => `u${String(i).padStart(3, '0')}`;
    await fc.assert(
      fc.asyncProperty(fc.array(some, { maxLength: 30 }), async (carts) => {
        await load(carts.map((one, i) => cart(i, { ...one, user: user(i) })));
        const asked = async (what: keyof typeof ASKED, kind: ValueKind): Promise<unknown[]> =>
          (await ask(what)).map(([, raw]) => readValue(raw as never, kind));
        expect(await asked('names', 'string')).toEqual(carts.map(({ name }) => name ?? null));
        expect(await asked('prices', 'int')).toEqual(carts.map(({ price }) => price ?? null));
        expect(await asked('flags', 'bool')).toEqual(carts.map(({ gift }) => gift ?? null));
        expect(await asked('tags', 'list')).toEqual(carts.map(({ tags }) => tags ?? null));
      }),
      { numRuns: 20 },
    );
  });

  test('whole numbers keep all their digits, also in sums', async () => {
    const most = Number.MAX_SAFE_INTEGER;
    await load([cart(1, { price: most }), cart(2, { user: 'bob', price: -most }), cart(3, { user: 'cid' })]);
    expect(await valuesOf('prices', 'int')).toEqual([most, -most, null]);
    expect(await valuesOf('sums', 'decimal')).toEqual([most, -most, null]);
  });

  test('a bool and a list come back as what they are', async () => {
    await load([
      cart(1, { user: 'a', gift: true, tags: ['x', 'y"z'] }),
      cart(2, { user: 'b', gift: false, tags: [] }),
      cart(3, { user: 'c', tags: [15_000, 20_000] }),
    ]);
    expect(await valuesOf('flags', 'bool')).toEqual([true, false, null]);
    expect(await valuesOf('tags', 'list')).toEqual([['x', 'y"z'], [], [15_000, 20_000]]);
  });

  test('users are in the order of their UTF-8 bytes', async () => {
    const users = ['A', 'Z', 'a', 'a b', 'a-b', 'ab', 'z', 'ä', 'é', '\ufeff', '\ufeffz', '\uffee', '😀'];
    await load([...users].reverse().map((user) => view(1, { user })));
    expect((await ask('counts')).map(([user]) => user)).toEqual(users);
  });

  test('writes and consents are rows of `profile`; a cleared field has no value', async () => {
    await load([
      writes(
        5,
        [
          [0, 'pro'],
          [1, -7],
          [3, ['a', 'b']],
          [4, true],
        ],
        { id: 'w1' },
      ),
      writes(6, [[0, null]], { id: 'w2' }),
      consent(7, 1, true, { id: 'c1' }),
      consent(8, 1, false, { id: 'c2' }),
    ]);
    expect((await ask('profile')).map(([, text]) => text)).toEqual([
      'consent.service =false at 8 by c2',
      'consent.service =true at 7 by c1',
      'plan =pro at 5 by w1',
      'plan cleared at 6 by w2',
      'points =-7 at 5 by w1',
      'tags =["a","b"] at 5 by w1',
      'vip =true at 5 by w1',
    ]);
  });

  test('what holds since ever is before every event; the later of two such values counts', async () => {
    const bases = [
      base(
        [
          [0, 'free'],
          [1, 3],
        ],
        [0],
      ),
      base([[0, 'plus']], [0]),
      base([[1, null]]),
    ];
    await load([writes(0, [[0, 'pro']], { id: 'w' })], { bases });
    expect((await ask('profile')).map(([, text]) => text)).toEqual([
      'consent.marketing =true at -1 by ',
      'plan =plus at -1 by ',
      'plan =pro at 0 by w',
      'points cleared at -1 by ',
    ]);
  });

  test('zones that the rules name are there, with what they are ahead of UTC', async () => {
    const noon = Date.UTC(2026, 6, 1, 12);
    await load([], { zones: { named: ['Asia/Kolkata', 'Europe/Berlin'], fromProfile: false } });
    const rows = await warehouse.query(ordered(ASKED.zones), noon, 'zones');
    expect(rows.map(({ tenant, value }) => [tenant, Number(value) / 3_600_000])).toEqual([
      ['Asia/Kolkata', 5.5],
      ['Europe/Berlin', 2],
    ]);
  });

  test('where zones are read from profiles, those are there that a profile, a default or a rule names', async () => {
    const plan = planFor(dialect, { named: ['America/Lima'], fromProfile: true });
    await warehouse.prepare(plan);
    const loading = new Loading(warehouse, plan, manifest);
    loading.base(base([[2, 'Asia/Tokyo']]));
    loading.event(
      writes(1, [
        [2, 'Africa/Cairo'],
        [0, 'Europe/Paris'],
      ]),
    );
    await loading.finish();
    const rows = await warehouse.query(ordered(ASKED.zones), 1, 'zones');
    expect(rows.map(({ tenant }) => tenant)).toEqual([
      'Africa/Cairo',
      'America/Lima',
      'Asia/Tokyo',
      'Europe/Vienna',
      'UTC',
    ]);
  });

  test('more rows than one insertion takes are all there', async () => {
    const loading = await load(Array.from({ length: 11_000 }, (_, i) => view(i, { user: `u${i % 3}` })));
    expect(loading.rows).toBe(11_000);
    expect(await valuesOf('counts', 'int')).toEqual([3667, 3667, 3666]);
  });

  test('preparing again begins with empty tables', async () => {
    await load([view(1)]);
    await load([]);
    expect(await ask('counts')).toEqual([]);
  });

  test('a statement that fails names itself and the database, on one line', async () => {
    await load([]);
    const failing = warehouse.query('SELECT "nope" FROM "events" WHERE "at" <= $1', 1, 'metric shop.spend');
    await expect(failing).rejects.toThrow(WarehouseProblem);
    await expect(failing).rejects.toThrow(
      /^(?:DuckDB|PGlite|Postgres at \S+): metric shop\.spend: .*nope[^\n]*$/,
    );
    // And the next one is answered.
    expect(await ask('counts')).toEqual([]);
  });
});

if (server === null) leftOutWithout('postgres', 'a Postgres server');
