import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
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

test('what does not fit into memory goes where nobody else can read it, and is gone at the end', async () => {
  vi.stubEnv('TMPDIR', folder);
  const before = readdirSync(folder);
  const spills = (): string[] => readdirSync(folder).filter((name) => !before.includes(name));
  // Two at once do not share a folder that the first to close would take away.
  const [one, other] = [await openDuckdb(), await openDuckdb()];
  expect(spills().map((name) => statSync(join(folder, name)).mode & 0o777)).toEqual([0o700, 0o700]);
  await one.close();
  expect(spills()).toHaveLength(1);
  await other.close();
  await expect(openDuckdb({ path: join(folder, 'no', 'such', 'place') })).rejects.toThrow(WarehouseProblem);
  expect(spills()).toEqual([]);
  vi.unstubAllEnvs();
});
