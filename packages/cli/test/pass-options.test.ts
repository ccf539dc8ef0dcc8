import { OPTIONAL_PASSES } from '@nudge/compiler';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cartProject, Workshop } from './harness.ts';

let shop: Workshop;
beforeEach(() => {
  shop = new Workshop();
  shop.write({
    'rules/cart.nudge': `${cartProject}
segment Twice { when did CartAdd within 7d or did CartAdd within 7d }
test "somebody comes" {
  at 2026-03-02T10:00:00Z
  expect ann not in Twice
}
`,
  });
});
afterEach(() => shop.remove());

function aggregates(bundle: string): number {
  const manifest = JSON.parse(shop.read(`${bundle}/manifest.json`)) as { readonly aggregates: unknown[] };
  return manifest.aggregates.length;
}

describe('passes of the compiler', () => {
  test('--no-opt leaves all out that can be left out, --skip-pass one', async () => {
    const compile = ['compile', 'rules', '-o'];
    expect((await shop.nudgec([...compile, 'all'])).status).toBe(0);
    expect((await shop.nudgec([...compile, 'none', '--no-opt'])).status).toBe(0);
    expect((await shop.nudgec([...compile, 'one', '--skip-pass', 'share-aggregates'])).status).toBe(0);
    const skip = ['--skip-pass', 'fold-constants', '--skip-pass', 'share-aggregates'];
    expect((await shop.nudgec([...compile, 'two', ...skip])).status).toBe(0);
    expect(aggregates('none')).toBeGreaterThan(aggregates('all'));
    expect([aggregates('one'), aggregates('two')]).toEqual([aggregates('none'), aggregates('none')]);
  });

  test('a run and the tests of a project give the same without them', async () => {
    shop.write({
      'e.ndjson': `${JSON.stringify({
        ...{ id: '1', type: 'CartAdd', subject: 'ann', time: '2026-03-02T10:00:00Z' },
        data: { product: 'kettle', price: 5 },
      })}\n`,
    });
    const run = ['run', 'rules', '--events', 'e.ndjson', '--only', 'effects,members'];
    const { out } = await shop.nudgec(run);
    expect(out).toContain('Twice');
    for (const options of [['--no-opt'], ...OPTIONAL_PASSES.map((name) => ['--skip-pass', name])]) {
      expect(await shop.nudgec([...run, ...options])).toMatchObject({ status: 0, out });
      expect((await shop.nudgec(['test', 'rules', ...options])).out).toContain('1 passed');
    }
  });

  test('the SQL of a bundle is made without them as well', async () => {
    const compile = ['compile', 'rules', '-o', 'b', '--target', 'sql:duckdb', '--no-opt'];
    expect((await shop.nudgec(compile)).status).toBe(0);
  });

  test.each(['fold', 'assign-logs', ''])(
    'the name `%s` is refused, and the names are listed',
    async (name) => {
      const { status, err } = await shop.nudgec(['compile', 'rules', '-o', 'b', '--skip-pass', name]);
      expect(status).toBe(2);
      expect(err).toContain(`The passes are ${OPTIONAL_PASSES.join(', ')}.`);
    },
  );

  test('help lists them', async () => {
    const { out } = await shop.nudgec(['compile', '--help']);
    for (const name of OPTIONAL_PASSES) expect(out).toContain(name);
  });

  test('a bundle is as it was compiled', async () => {
    await shop.nudgec(['compile', 'rules', '-o', 'b']);
    const { status, err } = await shop.nudgec(['run', 'b', '--events', 'e.ndjson', '--no-opt']);
    expect([status, err]).toEqual([2, expect.any(String)]);
    shop.write({ 'e.ndjson': '' });
    const again = await shop.nudgec(['run', 'b', '--events', 'e.ndjson', '--no-opt']);
    expect([again.status, again.err]).toEqual([
      2,
      'nudgec: b: this is a bundle, and its passes have run; name its project\n',
    ]);
  });
});
