/**
 * Random and mutated records into `run` and into `batch`: the same members and metrics. `FUZZ_BATCHES` is how many pairs
 * of files (thousands by hand), `FUZZ_SEED` where to begin.
 */
import type { SqlDialect } from '@nudge/engine';
import { openDuckdb, openPglite, type Warehouse } from '@nudge/warehouse';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { batchRecords } from '../src/batch/batch-records.ts';
import { type LoadedPlan, loadPlan } from '../src/batch/load-plan.ts';
import { paintFor } from '../src/paint.ts';
import { linesOutput } from '../src/running/lines-output.ts';
import { Progress } from '../src/running/progress.ts';
import { eventsBatch, usersBatch } from './fuzz/batches.ts';
import { fuzzProject } from './fuzz/project.ts';
import { Random } from './fuzz/random.ts';
import { Workshop } from './harness.ts';

const batches = Number(process.env['FUZZ_BATCHES'] ?? 10);
const HOUR_MS = 3_600_000;
const firstSeed = Number(process.env['FUZZ_SEED'] ?? 1);

interface Database {
  readonly dialect: SqlDialect;
  readonly warehouse: Warehouse;
  readonly loaded: LoadedPlan;
}

const shop = new Workshop();
const databases: Database[] = [];

beforeAll(async () => {
  shop.write({ 'rules/fuzz.nudge': fuzzProject });
  await addDatabase('duckdb', await openDuckdb());
  await addDatabase('postgres', await openPglite());
}, 60_000);
afterAll(async () => {
  for (const { warehouse } of databases) await warehouse.close();
  shop.remove();
});

/** Opened once for all batches, as the command line does not. */
async function addDatabase(dialect: SqlDialect, warehouse: Warehouse): Promise<void> {
  const printed = { out: '', err: '' };
  const io = shop.io(printed);
  const session = { io, out: paintFor(io.stdout, io, false), err: paintFor(io.stderr, io, false) };
  const loaded = await loadPlan('rules', dialect, session);
  if (loaded === null) throw new Error(printed.err);
  databases.push({ dialect, warehouse, loaded });
}

interface Asked {
  readonly events: string;
  readonly source: string | undefined;
  readonly users: string | undefined;
  readonly asOfMs: number;
}

async function runOutput({ events, source, users, asOfMs }: Asked): Promise<string> {
  const args = ['run', 'rules', '--events', events, '--until', new Date(asOfMs).toISOString()];
  if (source !== undefined) args.push('--source', source);
  if (users !== undefined) args.push('--users', users);
  return (await shop.nudgec([...args, '--only', 'members,metrics'])).out;
}

async function batchOutput(asked: Asked, { warehouse, loaded }: Database): Promise<string> {
  const printed = { out: '', err: '' };
  const io = shop.io(printed);
  const output = linesOutput(null, io);
  const progress = new Progress(io, 0, true);
  const { manifest, plan } = loaded;
  await warehouse.prepare(plan);
  const batch = { ...asked, events: [asked.events], manifest, plan, metrics: true };
  await batchRecords(batch, { io, output, progress, warehouse, warn: () => {} });
  await output.commit();
  return printed.out;
}

test('run and batch say the same of any input', async () => {
  for (let seed = firstSeed; seed < firstSeed + batches; seed++) {
    const random = new Random(seed);
    const users = usersBatch(random);
    const events = eventsBatch(random);
    shop.write({ [users.file]: users.content, [events.file]: events.content });
    const asked = {
      events: events.file,
      source: events.source,
      users: random.chance(0.7) ? users.file : undefined,
      // The records are of the first two hours.
      asOfMs: Date.UTC(2026, 2, 2) + random.below(random.chance(0.7) ? 3 * HOUR_MS : 48 * HOUR_MS),
    };
    const expected = await runOutput(asked);
    for (const database of databases) {
      const where = `FUZZ_SEED=${seed}, ${database.dialect}`;
      expect([where, await batchOutput(asked, database)]).toEqual([where, expected]);
    }
  }
}, 3_600_000);
