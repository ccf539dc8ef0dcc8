import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { addCounts, noCounts } from './counts.ts';
import { refuseRealTime } from './refuse-real-time.ts';
import { runSeeds, type SeedReport } from './run-seeds.ts';
import { failureText } from './seed-text.ts';
import { simulate } from './simulate.ts';

const SEEDS = 30;
const PARTS = [1, 31, 61, 91, 121];
/** Of Node, what only computes. */
const PURE: ReadonlySet<string> = new Set(['node:crypto', 'node:zlib']);

describe('the worker in simulated worlds', () => {
  const reports: SeedReport[] = [];

  // In parts, so that no one of them comes near the end of a test's time on a busy machine.
  test.each(PARTS)('keeps the laws in those from %i on', async (from) => {
    await runSeeds({ from, end: from + SEEDS, step: 1 }, (report) => reports.push(report));
    const broken = reports.filter(({ violations }) => violations.length > 0);
    expect(broken.map(failureText).join('\n')).toBe('');
  });

  test('of which enough is in them', () => {
    const total = noCounts();
    for (const { counts } of reports) addCounts(total, counts);
    for (const [name, count] of Object.entries(total)) expect(count, name).toBeGreaterThan(20);
  });
});

test('a seed gives the same simulation every time, line by line', async () => {
  for (const seed of [3, 14, 15, 92, 65]) {
    const [one, other] = [await simulate(seed), await simulate(seed)];
    expect(other.trace).toEqual(one.trace);
    expect(other.digest).toBe(one.digest);
  }
});

test('nothing of the real world leaks in: no clock, no timer, no chance', async () => {
  const seen = await refuseRealTime(async () => {
    for (const seed of [2, 71, 82]) await simulate(seed);
  });
  expect(seen).toEqual([]);
});

test('what is simulated imports nothing that waits, reads or asks by itself', () => {
  const runtime = fileURLToPath(new URL('../../packages/runtime/src', import.meta.url));
  for (const folder of ['worker', 'ports', 'stores/memory', 'stores/disk']) {
    const files = readdirSync(join(runtime, folder)).filter(
      // The real disk is what the simulated one stands in for.
      (name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && name !== 'node-disk.ts',
    );
    for (const name of files) {
      const source = readFileSync(join(runtime, folder, name), 'utf8');
      const imports = [...source.matchAll(/from '(node:[^']+)'/g)].map(([, module]) => module);
      expect(
        imports.filter((module) => module === undefined || !PURE.has(module)),
        `${folder}/${name}`,
      ).toEqual([]);
    }
  }
});
