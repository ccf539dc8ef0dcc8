// Times the SQL of five segments, as of now and with `since`, over a loaded table of events in DuckDB; then the same with
// one user who has a tenth of all events. The figures are medians of several runs; the two are compared as a ratio.
//
//   node scripts/toolchain.mjs run scripts/bench-sql.ts --events 1000000 --users 20000 --heavy 100000 --runs 5
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { compileSql } from '@nudge/compiler';
import { checkProject } from '@nudge/dsl';
import { isZone, type SqlPlan, type SqlStorage } from '@nudge/engine';
import { type Cell, openDuckdb, type Table, type Warehouse } from '@nudge/warehouse';
import { createRandom } from '../bench/src/random.ts';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '1000000' },
    users: { type: 'string', default: '20000' },
    heavy: { type: 'string', default: '100000' },
    runs: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
  },
});
const [events, users, heavy, runs, seed] = ['events', 'users', 'heavy', 'runs', 'seed'].map((name) =>
  Number(values[name as keyof typeof values]),
) as [number, number, number, number, number];

// The shape that was written by hand and timed before (research/sql.md).
const rules = `
module shop
event View { page: string }
event CartAdd { price: decimal }
event Order { amount: decimal }
user { country: string? }

segment BigCart { when sum(CartAdd.price) over 24h >= 500 and did not Order within 24h for 30m }
segment Browser { when distinct(View.page) over 7d >= 20 or now - last(View.at) ever > 3d }
segment HotLead { when BigCart and count(View) over 1h >= 2 for 10m }
segment Saver { when min(Order.amount) over 7d >= 30 and user.country ?? "" = "DE" }
segment Cold { when not BigCart and count(View) over 7d >= 1 for 1d }
`;

const START = Date.UTC(2026, 2, 1);
const SPAN_MS = 30 * 86_400_000;

function planOf(text: string): SqlPlan {
  const program = checkProject([{ path: 'bench.nudge', text }], { isZone });
  return compileSql(program, 'duckdb').plan;
}

function tableOf(name: string, columns: readonly (readonly [string, SqlStorage])[]): Table {
  return { name, columns: columns.map(([column, storage]) => ({ name: column, storage })) };
}

const ROWS_AT_ONCE = 20_000;

/** Inserts rows that are made one by one. */
async function fill(
  warehouse: Warehouse,
  table: Table,
  rows: number,
  make: (i: number) => Readonly<Record<string, Cell>>,
): Promise<void> {
  for (let from = 0; from < rows; from += ROWS_AT_ONCE) {
    const cells: Cell[][] = table.columns.map(() => []);
    for (let i = from; i < Math.min(rows, from + ROWS_AT_ONCE); i += 1) {
      const row = make(i);
      table.columns.forEach(({ name }, c) => {
        cells[c]?.push(row[name] ?? null);
      });
    }
    await warehouse.insert(table, cells);
  }
}

async function loaded(plan: SqlPlan, heavyEvents: number): Promise<Warehouse> {
  const random = createRandom(seed);
  const below = (n: number): number => Math.floor(random() * n);
  const warehouse = await openDuckdb();
  await warehouse.prepare(plan);
  const table = tableOf('events', [
    ['tenant', 'text'],
    ['user', 'text'],
    ['id', 'text'],
    ['at', 'integer'],
    ['type', 'text'],
    ['session', 'text'],
    ['device', 'text'],
    ...plan.columns.map(({ name, storage }) => [name, storage] as const),
  ]);
  await fill(warehouse, table, events, (i) => {
    const kind = random();
    const own: Record<string, Cell> =
      kind < 0.7
        ? { type: 'shop.View', page: `/p/${below(200)}` }
        : kind < 0.9
          ? { type: 'shop.CartAdd', price: below(4_000_000) }
          : { type: 'shop.Order', amount: below(2_000_000) };
    const user = i < heavyEvents ? 'the busy one' : `user-${below(users)}`;
    return { tenant: 'default', user, id: `e${i}`, at: START + below(SPAN_MS), ...own };
  });
  const profile = tableOf('profile', [
    ['tenant', 'text'],
    ['user', 'text'],
    ['at', 'integer'],
    ['id', 'text'],
    ['field', 'text'],
    ['value', 'text'],
  ]);
  await fill(warehouse, profile, users, (i) => ({
    tenant: 'default',
    user: `user-${i}`,
    at: START + below(SPAN_MS),
    id: `p${i}`,
    field: 'country',
    value: random() < 0.5 ? 'DE' : 'FR',
  }));
  await warehouse.settle();
  return warehouse;
}

interface Timing {
  readonly name: string;
  readonly form: 'members' | 'now';
  readonly rows: number;
  readonly ms: number;
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1] as number;
}

async function time(warehouse: Warehouse, plan: SqlPlan): Promise<readonly Timing[]> {
  const timings: Timing[] = [];
  for (const form of ['members', 'now'] as const) {
    for (const segment of plan.segments) {
      const all: number[] = [];
      let rows = 0;
      for (let run = 0; run < runs; run += 1) {
        const began = performance.now();
        rows = (await warehouse.query(segment[form], START + SPAN_MS, segment.name)).length;
        all.push(performance.now() - began);
      }
      timings.push({ name: segment.name, form, rows, ms: median(all) });
    }
  }
  return timings;
}

function total(timings: readonly Timing[], form: Timing['form']): number {
  return timings.filter((timing) => timing.form === form).reduce((sum, { ms }) => sum + ms, 0);
}

const plan = planOf(rules);
const totals: { members: number; now: number }[] = [];
for (const heavyEvents of [0, heavy]) {
  const warehouse = await loaded(plan, heavyEvents);
  const timings = await time(warehouse, plan);
  await warehouse.close();
  console.log(
    `${events} events, ${users} users, ${heavyEvents} of the events of one user; median of ${runs}`,
  );
  for (const { name, form, rows, ms } of timings) {
    console.log(
      `  ${form.padEnd(8)} ${name.padEnd(14)} ${String(rows).padStart(8)} rows ${ms.toFixed(0).padStart(7)} ms`,
    );
  }
  const sums = { members: total(timings, 'members'), now: total(timings, 'now') };
  totals.push(sums);
  console.log(
    `  members of all five: ${(sums.members / 1000).toFixed(2)} s; now: ${(sums.now / 1000).toFixed(2)} s`,
  );
}
const [plain, busy] = totals as [(typeof totals)[0], (typeof totals)[0]];
console.log(
  `with the busy user: members × ${(busy.members / plain.members).toFixed(2)}, now × ${(busy.now / plain.now).toFixed(2)}`,
);
process.exitCode = 0;
