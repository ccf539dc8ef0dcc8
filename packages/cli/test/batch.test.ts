import { existsSync, readdirSync } from 'node:fs';
import type { SqlPlanFile } from '@nudge/engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeWith } from '../../../tests/services/describe-with.ts';
import { cartProject, jsonLines, Workshop } from './harness.ts';

const shop = new Workshop();
beforeAll(() => {
  shop.write({
    'rules/shop.nudge': cartProject,
    'events.ndjson': [
      event('CartAdd', 'ann', '10:00', { product: 'kettle', price: 25 }),
      event('CartAdd', 'bob', '10:05', { product: 'it\'s \\ "odd"', price: 1.5 }),
      event('Order', 'bob', '10:20', { order_id: 'o-1', amount: 9.5 }),
      event('Order', 'bob', '10:20', { order_id: 'o-1', amount: 9.5 }),
      event('Order', 'cid', '11:00', { order_id: 'o-2', amount: 'much' }),
      event('CartAdd', 'ann', '15:00', { product: 'kettle', price: 25 }),
    ].join(''),
    'clicks.csv':
      'user_id,timestamp,event,product,price,order_id\ndan,2026-03-02 10:30:00,cart,kettle,2.00,\n',
    'users.csv': 'user,at,country,consents\nann,,DE,marketing\neve,2026-03-02T09:00:00Z,AT,\n',
  });
});
afterAll(() => shop.remove());

function event(type: string, subject: string, time: string, data: object): string {
  return `${JSON.stringify({ id: `${subject}/${time}`, type, subject, time: `2026-03-02T${time}:00Z`, data })}\n`;
}

const inputs = ['--events', 'events.ndjson', 'clicks.csv', '--users', 'users.csv'];
const asOf = '2026-03-02T12:00:00Z';
const duckdb = ['batch', 'rules', '--engine', 'duckdb', '--as-of', asOf, ...inputs];
const hidden = 'hush-hush';

async function runOutput(only: string): Promise<string> {
  return (await shop.nudgec(['run', 'rules', ...inputs, '--until', asOf, '--only', only])).out;
}

describe('nudgec batch', () => {
  test('prints who is in, as `run` does', async () => {
    const { status, out, err } = await shop.nudgec(duckdb);
    expect([status, err]).toEqual([0, '']);
    expect(jsonLines(out).map(({ subject, data }) => [subject, data])).toEqual([
      ['ann', { segment: 'shop.CartAbandoner', since: '2026-03-02T11:00:00.000Z' }],
      ['dan', { segment: 'shop.CartAbandoner', since: '2026-03-02T11:30:00.000Z' }],
    ]);
    expect(out).toBe(await runOutput('members'));
  });

  test('then the metrics of every user who has begun, as `run` does', async () => {
    const { out } = await shop.nudgec([...duckdb, '--metrics']);
    expect(out).toBe(await runOutput('members,metrics'));
    const metrics = jsonLines(out).filter(({ type }) => type === 'metric.value');
    expect(metrics.map(({ subject, data }) => [subject, data])).toEqual([
      ['ann', { metric: 'shop.spend', value: 0 }],
      ['bob', { metric: 'shop.spend', value: 9.5 }],
      ['dan', { metric: 'shop.spend', value: 0 }],
      ['eve', { metric: 'shop.spend', value: 0 }],
    ]);
  });

  test('Postgres without a URL is one inside this process, and gives the same', async () => {
    const args = duckdb.map((arg) => (arg === 'duckdb' ? 'postgres' : arg));
    expect(await shop.nudgec([...args, '--metrics'])).toEqual({
      status: 0,
      out: await runOutput('members,metrics'),
      err: '',
    });
  }, 60_000);

  describeWith('postgres', 'Postgres on a server', ({ url }) => {
    test('gives the same, the URL in the environment', async () => {
      const args = duckdb.map((arg) => (arg === 'duckdb' ? 'postgres' : arg));
      const { status, out } = await shop.nudgec(args, { env: { NUDGE_POSTGRES_URL: url } });
      expect([status, out]).toEqual([0, await runOutput('members')]);
    });
  });

  test('a bundle with SQL gives what its project gives', async () => {
    await shop.nudgec(['compile', 'rules', '-o', 'bundle', '--target', 'sql:duckdb']);
    const args = duckdb.map((arg) => (arg === 'rules' ? 'bundle' : arg));
    expect(await shop.nudgec(args)).toEqual(await shop.nudgec(duckdb));
  });

  test('--out writes the same bytes to a file that appears when it is whole', async () => {
    const { status, out } = await shop.nudgec([...duckdb, '--out', 'o.ndjson']);
    expect([status, out, shop.read('o.ndjson')]).toEqual([0, '', await runOutput('members')]);
  });

  test('nobody has begun before the first event, and that is worth a warning', async () => {
    const early = duckdb.map((arg) => (arg === asOf ? '2020-01-01T00:00:00Z' : arg));
    expect(await shop.nudgec([...early, '--metrics'])).toEqual({
      status: 0,
      out: '',
      err: 'warning: there is no event up to 2020-01-01T00:00:00.000Z\n',
    });
  });

  test('records that mean nothing to the rules are worth a warning', async () => {
    shop.write({ 'other.ndjson': '{"type":"Nope","subject":"ann","time":"2026-03-02T10:00:00Z"}\n' });
    const args = ['batch', 'rules', '--engine', 'duckdb', '--as-of', asOf, '--events', 'other.ndjson'];
    expect((await shop.nudgec(args)).err).toContain('warning: every record was ignored');
  });

  test('records that are all rejected are worth a warning, since nothing is printed of them', async () => {
    shop.write({ 'bad.ndjson': '{"type":"CartAdd","subject":"ann","time":"yesterday"}\n' });
    const args = ['batch', 'rules', '--engine', 'duckdb', '--as-of', asOf, '--events', 'bad.ndjson'];
    const { status, out, err } = await shop.nudgec(args);
    expect([status, out]).toEqual([0, '']);
    expect(err).toBe('warning: no record was accepted; `nudgec run` prints why\n');
  });

  test('the summary says what was found and what came in', async () => {
    const { err } = await shop.nudgec([...duckdb, '--metrics', '--out', 'o.ndjson', '--summary']);
    expect(err).toContain('compiled rules in 250 ms: 2 events, 2 sources, 1 segment, 1 metric');
    expect(err).toMatch(/shop\.CartAbandoner +2 +250 ms/);
    expect(err).toMatch(/shop\.spend +4 +250 ms/);
    expect(err).toMatch(/accepted +5/);
    expect(err).toMatch(/duplicate +1/);
    expect(err).toMatch(/rejected +1/);
    expect(err).toContain('8 records, 8 rows in DuckDB, 2 statements in ');
    expect(err).toMatch(/6 lines \(.+\) in o\.ndjson\n$/);
  });
});

describe('nudgec batch on a terminal', () => {
  test('shows what it is at, and wipes that before it prints lines', async () => {
    const { out, err } = await shop.nudgec([...duckdb, '--metrics', '--no-summary'], { isTerminal: true });
    expect(out).toBe(await runOutput('members,metrics'));
    for (const text of ['opening duckdb', '8 records', 'segment shop.CartAbandoner  (1 of 2)']) {
      expect(err).toContain(text);
    }
    expect(err.endsWith('metric shop.spend  (2 of 2)\r\u001b[2K')).toBe(true);
  });

  test('the lines of one statement are printed before the next one is asked', async () => {
    const pieces: string[] = [];
    const onPrint = (text: string): void => {
      pieces.push(text);
    };
    await shop.nudgec([...duckdb, '--metrics', '--no-summary'], { isTerminal: true, onPrint });
    const printed = pieces.join('');
    const member = printed.indexOf('segment.member');
    expect(printed.indexOf('segment shop.CartAbandoner  (1')).toBeLessThan(member);
    expect(printed.indexOf('metric shop.spend  (2')).toBeGreaterThan(member);
  });
});

describe('nudgec batch refuses', () => {
  const events = ['--events', 'events.ndjson'];
  const postgres = ['--engine', 'postgres', '--as-of', asOf, ...events];
  const noServer = `postgres://nudge:${hidden}@127.0.0.1:1/shop`;

  test.each([
    ['no engine', ['--as-of', asOf, ...events], "required option '--engine <name>'"],
    ['an unknown engine', ['--engine', 'sqlite', '--as-of', asOf, ...events], 'duckdb, postgres'],
    ['no instant', ['--engine', 'duckdb', ...events], "required option '--as-of <instant>'"],
    ['an instant that is none', ['--engine', 'duckdb', '--as-of', 'now', ...events], '2026-03-31T00:00:00Z'],
    [
      'a file that is not there',
      ['--engine', 'duckdb', '--as-of', asOf, '--events', 'nope'],
      'nudgec: nope: no such file',
    ],
    [
      'a URL for a database of this process',
      ['--engine', 'duckdb', '--as-of', asOf, ...events, '--url', noServer],
      '--url is for --engine postgres',
    ],
    [
      'a server that is not there',
      [...postgres, '--url', noServer],
      'nudgec: Postgres at 127.0.0.1:1: no server listens there\n',
    ],
    ['a URL that is empty', [...postgres, '--url', ''], '--url is empty'],
    [
      'a URL of something else',
      [...postgres, '--url', `mysql://nudge:${hidden}@h/d`],
      'not one of a Postgres',
    ],
    [
      'a password that takes the URL apart',
      [...postgres, '--url', `postgres://nudge:1#${hidden}@127.0.0.1/d`],
      'in a password write `#`, `/`, `?` and `@` as %23, %2F, %3F and %40',
    ],
    ['what is no URL', [...postgres, '--url', `nudge:${hidden}@`], 'Postgres server'],
  ])('%s, with status 2, without a password in its words', async (_, args, message) => {
    const before = readdirSync(shop.folder);
    const { status, out, err } = await shop.nudgec(['batch', 'rules', ...args, '--out', 'never.ndjson']);
    expect(err).toContain(message);
    expect(err).not.toContain(hidden);
    expect([status, out]).toEqual([2, '']);
    expect(readdirSync(shop.folder)).toEqual(before);
  });

  test('a server that the environment names and that is not there', async () => {
    const { status, err } = await shop.nudgec(['batch', 'rules', ...postgres], {
      env: { NUDGE_POSTGRES_URL: noServer },
    });
    expect([status, err]).toEqual([2, 'nudgec: Postgres at 127.0.0.1:1: no server listens there\n']);
  });

  test('a bundle without SQL, and says how it would have some', async () => {
    await shop.nudgec(['compile', 'rules', '-o', 'plain']);
    const args = duckdb.map((arg) => (arg === 'rules' ? 'plain' : arg));
    const { status, err } = await shop.nudgec(args);
    expect(status).toBe(2);
    expect(err).toContain('plain: this bundle holds no SQL for duckdb');
    expect(err).toContain('--target sql:duckdb');
  });

  test('a bundle whose SQL is of other rules, or was changed', async () => {
    await shop.nudgec(['compile', 'rules', '-o', 'mixed', '--target', 'sql:duckdb']);
    const file = JSON.parse(shop.read('mixed/sql/duckdb/plan.json')) as SqlPlanFile;
    const args = duckdb.map((arg) => (arg === 'rules' ? 'mixed' : arg));
    const other = { ...file, bundle: '0'.repeat(64) };
    const changed = { ...file, plan: { ...file.plan, purposes: ['other'] } };
    const cases: (readonly [unknown, string])[] = [
      [other, 'does not belong to the manifest of this bundle'],
      [changed, 'is not as it was compiled'],
      [{ ...file, plan: { ...file.plan, segments: [null] } }, 'is not as it was compiled'],
      [{ ...file, plan: null }, 'is no plan'],
      [5, 'is no plan'],
    ];
    for (const [json, message] of cases) {
      shop.write({ 'mixed/sql/duckdb/plan.json': JSON.stringify(json) });
      const { status, err } = await shop.nudgec(args);
      expect([status, err]).toEqual([2, expect.stringContaining(message)]);
    }
    shop.write({ 'mixed/sql/duckdb/plan.json': JSON.stringify(file) });
    expect((await shop.nudgec(args)).status).toBe(0);
  });

  test('rules with errors, with status 1', async () => {
    shop.write({ 'broken/a.nudge': 'segment S { when Nope }\n' });
    const args = duckdb.map((arg) => (arg === 'rules' ? 'broken' : arg));
    const { status, out, err } = await shop.nudgec([...args, '--out', 'never.ndjson']);
    expect([status, out]).toEqual([1, '']);
    expect(err).toContain('broken/a.nudge');
    expect(existsSync(shop.path('never.ndjson'))).toBe(false);
  });
});
