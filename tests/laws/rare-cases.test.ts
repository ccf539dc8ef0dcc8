import { afterAll, expect, test } from 'vitest';
import { Databases } from './databases.ts';
import type { LawCase } from './law-case.ts';
import { LAWS } from './laws/index.ts';
import { type Prepared, prepare } from './prepare.ts';

/** What generated histories reach seldom or not at all: limits, sums beyond the range, clocks far ahead, rare instants. */
const START = Date.UTC(2026, 2, 2);
const TIMEOUT_MS = 240_000;
const databases = new Databases();
afterAll(() => databases.close());

type Happening = readonly [type: string, afterMs: number, data: object];

async function holds(
  source: string,
  happenings: readonly Happening[],
  instants: readonly number[],
  laws: readonly string[],
): Promise<Prepared> {
  const records = happenings.map(([type, afterMs, data], i) => {
    const time = new Date(START + afterMs).toISOString();
    return JSON.stringify({ id: `e${i}`, type, subject: i % 2 === 0 ? 'ann' : 'bob', time, data });
  });
  let prepared: Prepared | undefined;
  // Each instant is the end of a case of its own, since a law looks at some of a case's instants only.
  for (const endMs of instants) {
    const users = ['ann', 'bob'];
    const lawCase: LawCase = { source, userRows: [], records, endMs, instants: [], users, salt: 1 };
    prepared = await prepare(lawCase);
    for (const law of LAWS) if (laws.includes(law.name)) await law.check(prepared, databases);
  }
  if (prepared === undefined) throw new Error('no instants');
  return prepared;
}

const ENGINES = ['reference-engine', 'reference-duckdb', 'reference-postgres', 'snapshot'];
const TABLES = ['reference-duckdb', 'reference-postgres'];

test(
  'more than 1,024 distinct values, which come and leave',
  async () => {
    const source = `
      event View { page: int }
      metric pages = distinct(View.page) over 1h
      metric pages_ever = distinct(View.page) ever
      segment Full { when distinct(View.page) over 1h >= 1024 }
      segment Beyond { when distinct(View.page) ever > 1024 }`;
    // Two users, so 1,100 values each: one a second, and each again half an hour later.
    const views = Array.from(
      { length: 2200 },
      (_, i): Happening => ['View', (i % 1100) * 1000 + Math.floor(i / 1100) * 1_800_000, { page: i >> 1 }],
    );
    const prepared = await holds(source, views, [START + 1_790_000, START + 3_000_000], TABLES);
    const { metrics } = prepared.referenceUntil(START + 3_000_000);
    expect(metrics.filter((line) => line.includes('"value":1024'))).not.toEqual([]);
  },
  TIMEOUT_MS,
);

test(
  'sums that leave the range and come back into it',
  async () => {
    const source = `
      event Paid { amount: decimal  points: int }
      metric amount = sum(Paid.amount) over 1m
      metric points = sum(Paid.points) over 1m
      metric mean = avg(Paid.amount) ever
      metric mean_points = avg(Paid.points) ever
      metric product = sum(Paid.amount) over 1m * 3 / 7
      segment Rich { when sum(Paid.amount) over 1m >= 500000000000 for 5s }
      segment Poor { when sum(Paid.points) over 1m <= -9007199254740991 }`;
    const amounts = [500_000_000_000, 499_999_999_999.9999, -500_000_000_000, 0.0001];
    const points = [9_007_199_254_740_991, -9_007_199_254_740_991, -9_007_199_254_740_990, 1];
    const paid = Array.from(
      { length: 240 },
      (_, i): Happening => [
        'Paid',
        i * 1000,
        { amount: amounts[(i >> 3) % 4] as number, points: points[(i >> 4) % 4] as number },
      ],
    );
    await holds(source, paid, [START + 70_000, START + 180_000, START + 239_000], ENGINES);
  },
  TIMEOUT_MS,
);

test(
  'local times up to the year 9999, on the days on which clocks change',
  async () => {
    const zones = [
      'Europe/Berlin',
      'America/New_York',
      'Asia/Kolkata',
      'Australia/Lord_Howe',
      'Africa/Casablanca',
    ];
    const metrics = zones.flatMap((zone, i) => [
      `metric hour_${i} = hour(last(At.time) ever, "${zone}")`,
      `metric weekday_${i} = weekday(last(At.time) ever, "${zone}")`,
      `metric date_${i} = date(last(At.time) ever, "${zone}")`,
      `metric nights_${i} = count(At where hour(time, "${zone}") < 4) ever`,
    ]);
    const source = `
      event At { time: timestamp }
      user { zone: timezone = "Pacific/Chatham" }
      metric own = hour(last(At.time) ever, user.zone)
      ${metrics.join('\n')}`;
    const changes = [1970, 1999, 2026, 2099, 2100, 2499, 2500, 5000, 9998].flatMap((year) =>
      [2, 9, 10].flatMap((month) => [
        Date.UTC(year, month, 29 - new Date(Date.UTC(year, month, 29)).getUTCDay(), 0, 59, 59, 999),
        Date.UTC(year, month, 29 - new Date(Date.UTC(year, month, 29)).getUTCDay(), 1),
      ]),
    );
    const times = changes.map((ms): Happening => ['At', 0, { time: new Date(ms).toISOString() }]);
    // Each instant is the last one once.
    const happenings = times.map(([type, , data], i): Happening => [type, i * 1000, data]);
    const instants = [0, 7, 14, 21, 28, 35, 42, 53].map((i) => START + i * 1000);
    await holds(source, happenings, instants, TABLES);
  },
  TIMEOUT_MS,
);

test(
  'expressions as deep as people nest them',
  async () => {
    let nested = '(avg(Paid.amount) over 1m ?? 1)';
    for (let depth = 0; depth < 16; depth++) nested = `(${nested} * 1.5 / 2 + 0.1 ?? 0)`;
    const source = `
      event Paid { amount: decimal }
      metric deep = ${nested}
      segment Deep { when ${nested} > 1.5 for 3s }`;
    const paid = Array.from(
      { length: 40 },
      (_, i): Happening => ['Paid', i * 2500, { amount: (i * 7919) % 13 }],
    );
    await holds(source, paid, [START + 40_000, START + 99_000], ENGINES);
  },
  TIMEOUT_MS,
);

test(
  'a value that comes again at the very instant at which it leaves',
  async () => {
    const source = `
      event View { page: int }
      metric pages = distinct(View.page) over 5s
      segment One { when distinct(View.page) over 5s >= 1 for 2s }
      segment Two { when distinct(View.page) over 5s = 2 }`;
    // Each user sees page 1 every five seconds, and page 2 every ten.
    const views = Array.from({ length: 12 }, (_, i): Happening => {
      const turn = i >> 1;
      return ['View', turn * 5000, { page: turn % 3 === 2 ? 2 : 1 }];
    });
    const instants = [5000, 9999, 10_000, 15_000, 24_999, 25_000, 29_999].map((ms) => START + ms);
    await holds(source, views, instants, ENGINES);
  },
  TIMEOUT_MS,
);
