import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Bundle } from '@nudge/engine';
import { describe, expect, test } from 'vitest';
import { compile, errorsOf, play } from '../support/play.ts';
import { runTestBlocks } from '../support/run-test-blocks.ts';

const fixtures = fileURLToPath(new URL('fixtures', import.meta.url));

function project(folder: string): Record<string, string> {
  const names = readdirSync(join(fixtures, folder)).filter((name) => name.endsWith('.nudge'));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(fixtures, folder, name), 'utf8')]));
}

const built = readdirSync(fixtures).filter((name) => name !== 'unbuilt');

/** The examples of the language, each construct that is built in a project that runs. */
describe.each(built)('the examples of `%s`', (folder) => {
  const rules = project(folder);

  test('are without errors', () => {
    expect(errorsOf(rules)).toEqual([]);
  });

  test('compile, with and without what makes them cheaper', async () => {
    const optimised = await compile(rules);
    const plain = await compile(rules, { optimise: false });
    const namesOf = ({ manifest }: Bundle): string[] =>
      [...manifest.segments, ...manifest.metrics, ...manifest.nudges].map(({ name }) => name);
    expect(namesOf(plain)).toEqual(namesOf(optimised));
  });

  const tests =
    Object.values(rules)
      .join('\n')
      .match(/^test "/gm)?.length ?? 0;

  if (tests === 0) return;
  test(`pass their tests`, async () => {
    expect(await runTestBlocks(rules)).toEqual({ passed: tests, failures: [] });
  });
});

test('the first example of the language is a rescued cart, to the line', async () => {
  const ann = { subject: 'ann', type: 'CartAdd', data: { price: 25 } };
  const users = [{ user: 'ann', country: 'DE', first_name: 'Ann', consents: ['marketing'] }];
  const records = [{ ...ann, id: 'a', time: '2026-03-02T10:00:00Z' }];
  const { effects } = await play(project('first-example'), records, { users, until: 3_600_000 });
  expect(effects.map(({ type, time }) => [type, time])).toEqual([
    ['segment.entered', '2026-03-02T11:00:00.000Z'],
    ['nudge.generated', '2026-03-02T11:00:00.000Z'],
  ]);
  expect(effects[1]?.data).toMatchObject({
    nudge: 'shop.cart.CartRescue',
    template: 'shop.events.CartReminder',
    expires_at: '2026-03-03T11:00:00.000Z',
    content: { email: { title: 'Still thinking, Ann?', body: 'Your cart of 25.00 is waiting.' } },
  });
});

describe('the sources of the language', () => {
  test('map a CSV', async () => {
    const lines = [
      'user_id,timestamp,event,platform,acquisition_channel,user_lifecycle',
      'ann,2026-03-02 10:00:00,product_view,mobile,email,new',
      'ann,2026-03-02 10:01:00,home,mobile,email,returning',
      'ann,2026-03-02 10:02:00,purchase,,,',
      'ann,2026-03-02 10:02:00,search,mobile,email,new',
      'ann,2026-03-02 10:02:00,product_view,,email,new',
    ];
    const played = await play(project('sources'), lines, { source: 'shop_csv', csv: true, metrics: true });
    expect(played.story).toEqual([
      'rejected line 6: missing_field platform events.csv:000000000006',
      'bought of ann = 1',
      'lifecycle of ann = "returning"',
      'platform of ann = "mobile"',
      'viewed of ann = 1',
    ]);
  });

  test('map JSON by dotted paths', async () => {
    const record = {
      kind: 'view',
      time: '2026-03-02T10:00:00Z',
      profile: { id: 'ann', age: 7 },
      device: { kind: 'tv' },
    };
    const records = [record, { ...record, profile: { id: 'ann' } }];
    const played = await play(project('sources'), records, { source: 'app_json', metrics: true });
    expect(played.story).toEqual([
      'bought of ann = 0',
      'lifecycle of ann = null',
      'platform of ann = "tv"',
      'viewed of ann = 1',
    ]);
  });
});

/** What the language has and this version has not is refused with one code, and with nothing else. */
test.each(Object.entries(project('unbuilt')))('not built: %s', (_, text) => {
  const codes = errorsOf(text).map((problem) => problem.split(' ')[0]);
  expect(codes).toEqual(['N9001']);
});
