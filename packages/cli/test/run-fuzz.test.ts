/**
 * Random and mutated events, users and CSV files into `run`: nothing throws, nothing hangs, and each bad record is
 * reported exactly once. `FUZZ_RUNS` is the number of records (100,000 and more by hand), `FUZZ_SEED` where to begin.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Batch, eventsBatch, usersBatch } from './fuzz/batches.ts';
import { fuzzProject } from './fuzz/project.ts';
import { Random } from './fuzz/random.ts';
import { jsonLines, Workshop } from './harness.ts';

const records = Number(process.env['FUZZ_RUNS'] ?? 10_000);
const firstSeed = Number(process.env['FUZZ_SEED'] ?? 1);
const RECORDS_A_RUN = 200;

const shop = new Workshop();
beforeAll(async () => {
  shop.write({ 'rules/fuzz.nudge': fuzzProject });
  const { status, err } = await shop.nudgec(['compile', 'rules', '-o', 'bundle']);
  expect([status, err]).toEqual([0, expect.stringContaining('compiled')]);
});
afterAll(() => shop.remove());

test('each bad record is reported exactly once', async () => {
  for (let seed = firstSeed; seed < firstSeed + records / RECORDS_A_RUN; seed++) {
    const random = new Random(seed);
    const users = usersBatch(random);
    const events = eventsBatch(random);
    shop.write({ [users.file]: users.content, [events.file]: events.content });
    const source = events.source === undefined ? [] : ['--source', events.source];
    const args = [
      'run',
      'bundle',
      '--users',
      users.file,
      '--events',
      events.file,
      ...source,
      '--members',
      '--metrics',
    ];
    const result = await shop.nudgec(args);
    const where = `FUZZ_SEED=${seed}`;
    expect([where, result.status, bugIn(result.err)]).toEqual([where, 0, null]);
    const rejected = rejectedLines(result.out);
    for (const batch of [users, events]) checkRejections(batch, rejected.get(batch.file) ?? [], where);
    if (seed % 10 === 0) expect([where, await shop.nudgec(args)]).toEqual([where, result]);
  }
}, 3_600_000);

function bugIn(err: string): string | null {
  return err.includes('bug in nudgec') ? err : null;
}

/** By input: the lines of its rejected records, in the order of the output. */
function rejectedLines(out: string): Map<string, number[]> {
  const lines = new Map<string, number[]>();
  for (const { type, data } of jsonLines(out)) {
    if (type !== 'event.rejected') continue;
    const { input, line } = data as { input: string; line: number };
    lines.set(input, [...(lines.get(input) ?? []), line]);
  }
  return lines;
}

function checkRejections({ expected }: Batch, rejected: readonly number[], where: string): void {
  const once = new Set(rejected);
  expect([where, once.size]).toEqual([where, rejected.length]);
  expect([where, [...once].toSorted((a, b) => a - b)]).toEqual([where, rejected]);
  for (const [line, what] of expected) {
    if (what === 'bad') expect([where, line, once.has(line)]).toEqual([where, line, true]);
    if (what === 'good') expect([where, line, once.has(line)]).toEqual([where, line, false]);
  }
}
