/**
 * Random and mutated events, users and CSV files into `run`: nothing throws, nothing hangs, and each bad record is
 * reported exactly once. `FUZZ_RUNS` is the number of records (millions by hand), `FUZZ_SEED` where to begin.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Batch, eventsBatch, usersBatch } from './fuzz/batches.ts';
import { fuzzProject } from './fuzz/project.ts';
import { Random } from './fuzz/random.ts';
import { jsonLines, type Outcome, Workshop } from './harness.ts';

const records = Number(process.env['FUZZ_RUNS'] ?? 100_000);
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
    // A row of users may be several events or none, so the books are balanced where there are none.
    const withUsers = random.chance(0.5);
    const print = ['--members', '--metrics', '--summary'];
    const args = ['run', 'bundle', '--events', events.file, ...source, ...print];
    if (withUsers) args.push('--users', users.file);
    const result = await shop.nudgec(args);
    const where = `FUZZ_SEED=${seed}`;
    expect([where, result.status, bugIn(result.err)]).toEqual([where, 0, null]);
    const rejected = rejectedLines(result.out);
    checkRejections(events, rejected.get(events.file) ?? [], where);
    if (withUsers) checkRejections(users, rejected.get(users.file) ?? [], where);
    else expect([where, summaryBook(result)]).toEqual([where, balancedBook(events, result)]);
    if (seed % 10 === 0) expect([where, await shop.nudgec(args)]).toEqual([where, result]);
  }
}, 3_600_000);

interface Book {
  readonly records: number;
  readonly fates: number;
  readonly rejected: number;
  readonly late: number;
}

/** What came in and what was wrong with it, as the summary has it. */
function summaryBook({ err }: Outcome): Book {
  const records = counted(err, /^(\S+) records? of/gm);
  return {
    records,
    fates: records,
    rejected: counted(err, /^ {2}rejected: .* (\S+)$/gm),
    late: counted(err, /^ {2}late +(\S+)$/gm),
  };
}

/** The same, from the input and the lines of output: each record has one fate, and one line if it was a bad one. */
function balancedBook({ file, content }: Batch, { out, err }: Outcome): Book {
  const types = jsonLines(out).map(({ type }) => type);
  const rejected = types.filter((type) => type === 'event.rejected').length;
  const late = types.filter((type) => type === 'event.late').length;
  const silent = counted(err, /^ {2}(?:accepted|ignored: .*|duplicate) +(\S+)$/gm);
  // Rows of CSV may span lines; of NDJSON there are as many records as lines.
  const fates = silent + rejected + late;
  return { records: file.endsWith('.csv') ? fates : linesIn(content), fates, rejected, late };
}

function linesIn(content: Buffer): number {
  const lines = content
    .toString()
    .replace(/^\ufeff/, '')
    .split('\n');
  return lines.filter((line) => line !== '' && line !== '\r').length;
}

function counted(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].reduce(
    (sum, [, count = '']) => sum + Number(count.replaceAll(',', '')),
    0,
  );
}

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
