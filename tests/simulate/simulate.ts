import type { Bundle } from '@nudge/engine';
import { Random } from './base/random.ts';
import type { Violation } from './base/violation.ts';
import { TOPIC } from './broker/sim-source.ts';
import type { Counts } from './counts.ts';
import { Nemesis } from './faults/nemesis.ts';
import { drawPlan, RECORD_BYTES } from './faults/plan.ts';
import { PROGRAMS, programOf } from './input/programs.ts';
import { type Script, scriptOf } from './input/script.ts';
import { rowOfMessage } from './oracle/expected-row.ts';
import { checkOutcome } from './oracle/laws.ts';
import { Slots } from './slots.ts';
import { statesIn } from './store/states-in.ts';
import { World } from './world.ts';

export interface Simulated {
  readonly seed: number;
  readonly counts: Counts;
  readonly violations: readonly Violation[];
  /** The lines of the trace, and a digest of them all. */
  readonly trace: readonly string[];
  readonly digest: string;
}

export interface SimulateOptions {
  readonly onLine?: (line: string) => void;
}

/** All must be done so long after the last fault and the last record. */
const BOUND_MS = 180_000;
/**
 * So long after all that one more record comes to each partition. Whoever has nothing to do does not notice that the
 * store has lost something, and then nothing is wrong with that. What was under way when it became calm is over by then.
 */
const CLOSING_MS = 12_000;
/** A simulation takes some thousands: more are a loop. */
const STEPS_MAX = 300_000;

/** One simulation: everything in it follows from the seed. */
export async function simulate(seed: number, options: SimulateOptions = {}): Promise<Simulated> {
  const random = Random.of(seed, 'plan');
  const program = await programOf(random.nextInt(0, PROGRAMS - 1));
  const script = scriptOf(Random.of(seed, 'script'), program.world, RECORD_BYTES);
  const lastRecordMs = script.records.at(-1)?.atMs ?? 1_000;
  const plan = drawPlan(random, lastRecordMs);
  const [first] = program.versions as readonly [Bundle, ...Bundle[]];
  const originMs = program.world.grid.startMs - 1_000;
  const world = new World(seed, plan, first, originMs, options.onLine ?? null);
  const failures: unknown[] = [];
  const onFailure = (error: unknown): void => void failures.push(error);
  process.on('unhandledRejection', onFailure);
  try {
    await run(world, script, program.versions);
  } finally {
    process.off('unhandledRejection', onFailure);
  }
  for (const failure of failures)
    world.violations.add({ law: 'no rejection unhandled', message: stackOf(failure) });
  const { counts, violations, trace } = world;
  return { seed, counts, violations: violations.list, trace: trace.lines, digest: trace.digest };
}

async function run(world: World, script: Script, versions: readonly Bundle[]): Promise<void> {
  const { timeline, plan, violations } = world;
  send(world, script);
  let nemesis: Nemesis | null = null;
  const slots = new Slots(world, () => nemesis?.isOver === true);
  nemesis = new Nemesis(world, slots, versions);
  for (let slot = 0; slot < plan.slots; slot++)
    timeline.after(world.random(`start ${slot}`).nextInt(0, 800), () => slots.start(slot));
  const calmMs = Math.max(plan.calmFromMs, script.records.at(-1)?.atMs ?? 0) + CLOSING_MS;
  timeline.after(calmMs, () => close(world));
  const tooMany = (): boolean => timeline.steps > STEPS_MAX;
  await timeline.run(() => timeline.nowMs >= calmMs || tooMany(), calmMs + 1);
  const areReady = (): boolean =>
    slots.alive.length === plan.slots && slots.alive.every(({ worker }) => worker.health.ready);
  const isDone = (): boolean =>
    areReady() && world.logs.every((_, partition) => isPublished(world, partition));
  await timeline.run(() => isDone() || tooMany(), calmMs + BOUND_MS);
  if (!isDone()) {
    violations.add({ law: 'liveness', message: stuck(world, slots) });
    return;
  }
  const ending = [...slots.alive];
  for (const { worker } of ending) void worker.drain();
  const areGone = (): boolean => ending.every(({ hasEnded }) => hasEnded);
  slots.close();
  await timeline.run(() => areGone() || tooMany(), timeline.nowMs + BOUND_MS);
  if (!areGone()) violations.add({ law: 'liveness', message: 'a worker does not end when it is drained' });
  await judge(world, versions);
}

/** The records of the script, at their times, into the partitions of their keys. */
function send({ timeline, logs, counts, trace, originMs, ...world }: World, script: Script): void {
  const random = Random.of(world.seed, 'send');
  for (const { atMs, key, value } of script.records) {
    const gap = random.chance(0.1) ? random.nextInt(1, 3) : 0;
    const partition = hashOf(key) % logs.length;
    timeline.after(atMs, () => {
      const log = logs[partition];
      const record = { key: Buffer.from(key), value, headers: null, arrivalMs: originMs + timeline.nowMs };
      const appended = log?.append(record, gap);
      counts.records++;
      trace.tell('input', `p${partition} offset ${appended?.offset}: ${key}`);
    });
  }
}

/** Records that no rules are for. */
function close({ timeline, logs, originMs }: World): void {
  for (const log of logs) {
    const value = Buffer.from('{"type":"Closing"}');
    log.append({ key: null, value, headers: null, arrivalMs: originMs + timeline.nowMs }, 0);
  }
}

function hashOf(text: string): number {
  let hash = 0x811c_9dc5;
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x0100_0193) >>> 0;
  return hash;
}

/**
 * Everything in the log was applied, what it caused is out, and the broker knows it: whoever asks it for the lag, as a
 * scaler does, must see that there is none.
 */
function isPublished({ logs, histories, transactions }: World, partition: number): boolean {
  const behindLast = logs[partition]?.behindLast ?? 0;
  if (behindLast === 0) return true;
  const last = histories[partition]?.last ?? null;
  if (last === null || last.nextOffset < behindLast || !last.swept) return false;
  if (last.states.some(({ nextOffset }) => nextOffset < last.nextOffset)) return false;
  const published = transactions.published(partition);
  if ((published?.nextOffset ?? 0) !== last.nextOffset) return false;
  const publishedSeq = published?.seq ?? 0;
  return histories[partition]?.rowsAfter(publishedSeq) === 0 && !histories[partition].hasDueTimers;
}

function stuck(world: World, slots: Slots): string {
  const partitions = world.logs.flatMap((log, partition) => {
    if (isPublished(world, partition)) return [];
    const last = world.histories[partition]?.last;
    const published = world.transactions.published(partition);
    return [
      `p${partition} has ${log.behindLast} offsets, ${last?.nextOffset ?? 0} are applied, seq ${last?.seq ?? 0}, ` +
        `published are ${published?.nextOffset ?? 0}, seq ${published?.seq ?? 0}`,
    ];
  });
  const workers = slots.alive.map(
    ({ process, worker }) => `${process.name}: ${worker.health.problems.join(', ')}`,
  );
  return `not all is published: ${[...partitions, ...workers].join('; ')}`;
}

async function judge(world: World, versions: readonly Bundle[]): Promise<void> {
  const { logs, histories, transactions, violations, counts, backend } = world;
  const bundles = new Map(versions.map((bundle) => [bundle.manifest.hash, bundle]));
  for (const [partition, log] of logs.entries()) {
    const history = histories[partition];
    if (history === undefined) continue;
    const published = transactions.written.flatMap(({ status, row, ...written }) =>
      status === 'committed' && written.partition === partition ? [rowOfMessage(row)] : [],
    );
    const states = await statesIn(backend, partition, history);
    const oracle = { topic: TOPIC, partition, records: log.records, bundles, recordBytes: RECORD_BYTES };
    const run = checkOutcome(
      { oracle, facts: history.facts, lost: history.lost, published, states },
      violations,
    );
    counts.duplicates += run.duplicates;
    counts.rows += run.rows.length;
    counts.deadLetters += run.rows.filter(({ output }) => output === 'dead-letter').length;
  }
  counts.rebalances += world.group.rebalances;
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
