import { existsSync, readdirSync } from 'node:fs';
import type { SqlPlanFile } from '@nudge/engine';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cartProject, jsonLines, Workshop } from './harness.ts';

let shop: Workshop;
beforeEach(() => {
  shop = new Workshop();
});
afterEach(() => shop.remove());

describe('nudgec init', () => {
  test('its project passes check and test, is formatted, and its events make a nudge', async () => {
    const { status, out } = await shop.nudgec(['init', 'mine']);
    expect(status).toBe(0);
    expect(out).toBe('mine/schema.nudge\nmine/cart.nudge\nmine/cart.test.nudge\nmine/events.ndjson\n');
    expect(await shop.nudgec(['check', 'mine'])).toMatchObject({
      status: 0,
      err: '3 files checked: no mistakes\n',
    });
    expect(await shop.nudgec(['fmt', '--check', 'mine'])).toMatchObject({ status: 0, out: '' });
    expect((await shop.nudgec(['test', 'mine'])).out).toContain('2 passed');
    const run = await shop.nudgec(['run', 'mine', '--events', 'mine/events.ndjson']);
    expect(run.err).toBe('');
    expect(jsonLines(run.out).map(({ type }) => type)).toEqual(['segment.entered', 'nudge.generated']);
  });

  test('where the command has a longer name, the lesson says so', async () => {
    const env = { NUDGEC_CALLED_AS: 'npm run -s nudgec --' };
    const { err } = await shop.nudgec(['init', 'mine'], { env });
    expect(err).toContain('  npm run -s nudgec -- test mine\n');
    expect(shop.read('mine/cart.nudge')).toContain('// Here `nudgec` is short for `npm run -s nudgec --`.\n');
    expect(await shop.nudgec(['fmt', '--check', 'mine'])).toMatchObject({ status: 0, out: '' });
  });

  test('it overwrites nothing', async () => {
    shop.write({ 'cart.nudge': '// mine' });
    const { status, err } = await shop.nudgec(['init']);
    expect([status, err]).toEqual([2, 'nudgec: . has cart.nudge already; nothing was written\n']);
    expect(readdirSync(shop.folder)).toEqual(['cart.nudge']);
  });
});

describe('nudgec fmt', () => {
  test('rewrites what is not formatted, lists it, and is then content', async () => {
    shop.write({ 'a.nudge': 'purpose   marketing\n', 'b.nudge': 'purpose other\n' });
    const check = await shop.nudgec(['fmt', '--check']);
    expect([check.status, check.out]).toEqual([1, 'a.nudge\n']);
    expect(shop.read('a.nudge')).toBe('purpose   marketing\n');
    expect(await shop.nudgec(['fmt'])).toMatchObject({ status: 0, out: 'a.nudge\n' });
    expect(shop.read('a.nudge')).toBe('purpose marketing\n');
    expect(await shop.nudgec(['fmt'])).toMatchObject({ status: 0, out: '' });
    expect(await shop.nudgec(['fmt', '--check', 'a.nudge', '.'])).toMatchObject({ status: 0, out: '' });
  });

  test('a file with a syntax error stays as it is and has its diagnostics; the others are formatted', async () => {
    shop.write({ 'a.nudge': 'segment  S {\n', 'b.nudge': 'purpose   other\n' });
    const { status, out, err } = await shop.nudgec(['fmt']);
    expect([status, out]).toEqual([1, 'b.nudge\n']);
    expect(err).toContain('a.nudge:');
    expect(err).toContain('1 file formatted, 0 files left as is, 1 file with syntax errors\n');
    expect(shop.read('a.nudge')).toBe('segment  S {\n');
  });

  test('`-` goes from standard input to standard output', async () => {
    expect(await shop.nudgec(['fmt', '-'], { stdin: 'purpose   x' })).toEqual({
      status: 0,
      out: 'purpose x\n',
      err: '',
    });
    expect(await shop.nudgec(['fmt', '-', '--check'], { stdin: 'purpose   x' })).toMatchObject({
      status: 1,
      out: '',
    });
    expect((await shop.nudgec(['fmt', '-', 'a'])).status).toBe(2);
  });
});

describe('nudgec compile', () => {
  test('writes a bundle, and replaces an older one', async () => {
    shop.write({ 'rules/a.nudge': cartProject });
    for (let i = 0; i < 2; i++)
      expect((await shop.nudgec(['compile', 'rules', '-o', 'dist/b'])).status).toBe(0);
    expect(readdirSync(shop.path('dist'))).toEqual(['b']);
    expect(readdirSync(shop.path('dist/b')).toSorted()).toEqual([
      'manifest.json',
      'rules.js',
      'rules.js.map',
    ]);
  });

  const dialects = ['duckdb', 'postgres', 'snowflake'];

  test('writes the rules as SQL too where a target asks for it, one folder a dialect', async () => {
    const zoned = `${cartProject} segment Morning { when did CartAdd where hour(at, "Europe/Berlin") < 12 within 1d }`;
    shop.write({ 'rules/a.nudge': zoned });
    const target = ['--target', 'js,sql:duckdb', '--target', 'sql:postgres,sql:snowflake'];
    for (let i = 0; i < 2; i++) {
      const { status, err } = await shop.nudgec(['compile', 'rules', '-o', 'b', ...target]);
      expect([status, err]).toEqual([0, expect.stringContaining('compiled rules to b')]);
    }
    expect(readdirSync(shop.path('b/sql')).toSorted()).toEqual(dialects);
    for (const dialect of dialects) {
      const files = readdirSync(shop.path(`b/sql/${dialect}`), { recursive: true });
      expect(files.toSorted()).toEqual([
        'metrics',
        'metrics/shop.spend.sql',
        'plan.json',
        'schema.sql',
        'segments',
        'segments/shop.CartAbandoner.members.sql',
        'segments/shop.CartAbandoner.now.sql',
        'segments/shop.Morning.members.sql',
        'segments/shop.Morning.now.sql',
        'zones.csv',
      ]);
      const { plan } = JSON.parse(shop.read(`b/sql/${dialect}/plan.json`)) as SqlPlanFile;
      expect(plan.dialect).toBe(dialect);
      expect(shop.read(`b/sql/${dialect}/metrics/shop.spend.sql`)).toContain(plan.metrics[0]?.values);
      expect(shop.read(`b/sql/${dialect}/zones.csv`)).toMatch(
        /^zone,from,until,offset\nEurope\/Berlin,0,\d+,3600000\n/,
      );
    }
    expect((await shop.nudgec(['compile', 'rules', '-o', 'b'])).status).toBe(0);
    expect(existsSync(shop.path('b/sql'))).toBe(false);
  });

  test('without time zones there is no table of them', async () => {
    shop.write({ 'rules/a.nudge': cartProject });
    await shop.nudgec(['compile', 'rules', '-o', 'b', '--target', 'sql:duckdb']);
    expect(existsSync(shop.path('b/rules.js'))).toBe(true);
    expect(existsSync(shop.path('b/sql/duckdb/zones.csv'))).toBe(false);
  });

  test.each([
    ['sql', '`sql` does not say for which database: there are sql:duckdb, sql:postgres, sql:snowflake.'],
    ['js,sql:oracle', 'The targets are js, sql:duckdb, sql:postgres, sql:snowflake.'],
    ['', 'The targets are js, '],
  ])('the target `%s` is wrong usage', async (target, message) => {
    shop.write({ 'rules/a.nudge': cartProject });
    const { status, err } = await shop.nudgec(['compile', 'rules', '-o', 'b', '--target', target]);
    expect(status).toBe(2);
    expect(err).toContain(message);
  });

  test('what a dialect cannot do is a mistake, and nothing is written', async () => {
    const fields = Array.from({ length: 1_600 }, (_, i) => `f${i}: int?`).join(' ');
    shop.write({ 'rules/a.nudge': `event E { ${fields} }` });
    const compile = ['compile', 'rules', '-o', 'b', '--target', 'sql:duckdb,sql:postgres'];
    const { status, err } = await shop.nudgec(compile);
    expect(status).toBe(1);
    expect(err).toContain('error[N9101]');
    expect(existsSync(shop.path('b'))).toBe(false);
  });

  test.each([
    'b/sql/notes.md',
    'b/sql/duckdb/segments/thesis.md',
    'b/sql/oracle/schema.sql',
    'b/segments/x.sql',
  ])('a bundle that holds %s besides is not replaced', async (foreign) => {
    shop.write({ 'rules/a.nudge': cartProject });
    const compile = ['compile', 'rules', '-o', 'b', '--target', 'sql:duckdb'];
    await shop.nudgec(compile);
    shop.write({ [foreign]: 'mine' });
    const { status, err } = await shop.nudgec(compile);
    expect(status).toBe(2);
    expect(err).toContain('holds something else than a bundle');
    expect(shop.read(foreign)).toBe('mine');
  });

  test('rules with errors leave the older bundle as it was', async () => {
    shop.write({ 'rules/a.nudge': cartProject });
    await shop.nudgec(['compile', 'rules', '-o', 'b']);
    const before = shop.read('b/manifest.json');
    shop.write({ 'rules/a.nudge': `${cartProject} segment Broken { when Nope }` });
    expect((await shop.nudgec(['compile', 'rules', '-o', 'b'])).status).toBe(1);
    expect(shop.read('b/manifest.json')).toBe(before);
    expect((await shop.nudgec(['compile', 'rules', '-o', 'c'])).status).toBe(1);
    expect(existsSync(shop.path('c'))).toBe(false);
  });

  test.each([
    ['a folder with other files', 'work', 'holds something else than a bundle'],
    ['a folder whose manifest is of something else', 'extension', 'holds something else than a bundle'],
    ['the folder one stands in', '.', 'not the one you stand in'],
    ['a file', 'rules/a.nudge', 'is a file, not a folder'],
  ])('%s is not replaced', async (_, out, message) => {
    shop.write({
      'rules/a.nudge': cartProject,
      'work/thesis.md': '',
      'extension/manifest.json': '{"name":"x"}',
    });
    const { status, err } = await shop.nudgec(['compile', 'rules', '-o', out]);
    expect(err).toContain(message);
    expect(status).toBe(2);
    expect(readdirSync(shop.folder).toSorted()).toEqual(['extension', 'rules', 'work']);
  });
});
