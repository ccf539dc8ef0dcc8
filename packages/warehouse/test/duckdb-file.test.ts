import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Loading, openDuckdb, WarehouseProblem } from '../src/index.ts';
import { ASKED, manifest, ordered, planFor, view } from './fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'nudge-duckdb-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a database may be a file, for more than fits into memory', async () => {
  const warehouse = await openDuckdb({ path: join(folder, 'shop.duckdb') });
  const plan = planFor('duckdb');
  await warehouse.prepare(plan);
  const loading = new Loading(warehouse, plan, manifest);
  for (let i = 0; i < 25_000; i++) loading.event(view(i, { user: `u${i % 2}` }));
  await loading.finish();
  const rows = await warehouse.query(ordered(ASKED.counts), 24_999, 'counts');
  expect(rows.map(({ user, value }) => [user, value])).toEqual([
    ['u0', 12_500],
    ['u1', 12_500],
  ]);
  await warehouse.close();
  expect(readdirSync(folder)).toEqual(['shop.duckdb']);
});

test('a file that cannot be made says so', async () => {
  const opened = openDuckdb({ path: join(folder, 'no', 'such', 'place') });
  await expect(opened).rejects.toThrow(WarehouseProblem);
  await expect(opened).rejects.toThrow('DuckDB: it cannot be opened: ');
});
