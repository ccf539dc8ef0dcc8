/** The example data: `run` to T and `batch` as of T print the same bytes, whatever the database. */
import { fileURLToPath } from 'node:url';
import { openPglite, type Warehouse } from '@nudge/warehouse';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { batchRecords } from '../../packages/cli/src/batch/batch-records.ts';
import { loadPlan } from '../../packages/cli/src/batch/load-plan.ts';
import { paintFor } from '../../packages/cli/src/paint.ts';
import { linesOutput } from '../../packages/cli/src/running/lines-output.ts';
import { Progress } from '../../packages/cli/src/running/progress.ts';
import { Workshop } from '../../packages/cli/test/harness.ts';
import { describeWith } from '../services/describe-with.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const rules = `${root}examples/rules/shop`;
const events = `${root}examples/data/ecom.csv.gz`;

/** Early; between two seconds; at the second of an order, and 24 hours behind it; long after everything. */
const instants = [
  '2024-01-09T00:00:00Z',
  '2024-06-01T11:59:59.999Z',
  '2024-04-30T14:16:20Z',
  '2024-05-01T14:16:20Z',
  '2031-01-01T00:00:00Z',
];

const shop = new Workshop();
/** What `run` prints, by instant. */
const expected = new Map<string, string>();

beforeAll(async () => {
  for (const until of instants) {
    const args = ['run', rules, '--events', events, '--until', until, '--only', 'members,metrics'];
    expected.set(until, (await shop.nudgec(args)).out);
  }
}, 60_000);
afterAll(() => shop.remove());

async function batchOutput(asOf: string, ...engine: readonly string[]): Promise<string> {
  const args = ['batch', rules, '--events', events, '--as-of', asOf, '--metrics', '--engine', ...engine];
  return (await shop.nudgec(args)).out;
}

test('there is something to compare: members of every segment, and metrics', () => {
  const lines = [...expected.values()].join('').split('\n');
  for (const name of ['CartAbandoner', 'KeenBrowser', 'Lapsed', 'StuckAtPayment', 'carts_per_view']) {
    expect(lines.filter((line) => line.includes(`"shop.${name}"`)).length, name).toBeGreaterThan(0);
  }
});

test.each(instants)(
  'DuckDB, as of %s',
  async (asOf) => {
    expect(await batchOutput(asOf, 'duckdb')).toBe(expected.get(asOf));
  },
  20_000,
);

describe('Postgres', () => {
  // Opened once: it takes seconds, and the command opens one each time.
  let warehouse: Warehouse;
  beforeAll(async () => {
    warehouse = await openPglite();
  }, 60_000);
  afterAll(() => warehouse.close());

  test.each(instants)(
    'PGlite, as of %s',
    async (asOf) => {
      const printed = { out: '', err: '' };
      const io = shop.io(printed);
      const session = { io, out: paintFor(io.stdout, io, false), err: paintFor(io.stderr, io, false) };
      const loaded = await loadPlan(rules, 'postgres', session);
      if (loaded === null) throw new Error(printed.err);
      const { manifest, plan } = loaded;
      await warehouse.prepare(plan);
      const output = linesOutput(null, io);
      const tools = { io, output, warehouse, progress: new Progress(io, 0, true), warn: () => {} };
      await batchRecords(
        { events: [events], manifest, plan, asOfMs: Date.parse(asOf), metrics: true },
        tools,
      );
      await output.commit();
      expect(printed.out).toBe(expected.get(asOf));
    },
    20_000,
  );

  describeWith('postgres', 'on a server', ({ url }) => {
    test.each(instants)(
      'as of %s',
      async (asOf) => {
        expect(await batchOutput(asOf, 'postgres', '--url', url)).toBe(expected.get(asOf));
      },
      20_000,
    );
  });
});
