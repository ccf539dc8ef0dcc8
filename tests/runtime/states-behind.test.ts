import type { Bundle, RuleContext } from '@nudge/engine';
import { describe, expect, it } from 'vitest';
import type { BundleArchive } from '../../packages/runtime/src/ports/bundle-archive.ts';
import type { Step } from '../../packages/runtime/src/ports/observer.ts';
import type { PartitionCommit, PartitionStore } from '../../packages/runtime/src/ports/state-store.ts';
import { MemoryBackend, MemoryStore } from '../../packages/runtime/src/stores/memory/memory-store.ts';
import { DEFAULT_LIMITS, type WorkerLimits } from '../../packages/runtime/src/worker/options.ts';
import { Worker } from '../../packages/runtime/src/worker/worker.ts';
import { compile } from '../support/play.ts';
import { event, START } from '../support/records.ts';
import { statesOf } from '../support/states-of.ts';
import { KeptSource } from './kept-source.ts';
import { ManualClock } from './manual-clock.ts';
import { RecordingSink } from './recording-sink.ts';

const RULES = `module shop
event Order { amount: decimal }
channel email
segment Buyer { when count(Order) over 1h >= 3 }
nudge Thanks {
  on Order where amount > 10
  transactional
  channel email
  send Hello {}
}
template Hello() { en { title "hi" body "there" } }
`;

const RECORDS = Array.from({ length: 12 }, (_, i) => ({
  ...event(`o${i}`, 'Order', i * 60_000, { amount: i % 3 === 0 ? 20 : 1 }),
  subject: `user-${i % 4}`,
}));

/** What outlives a worker. */
class Place {
  readonly backend = new MemoryBackend();
  readonly sink = new RecordingSink();
  readonly kept = new Map<string, Bundle>();
  readonly commits: PartitionCommit[] = [];

  get archive(): BundleArchive {
    return {
      keep: async (bundle) => void this.kept.set(bundle.manifest.hash, bundle),
      find: async (version) => this.kept.get(version) ?? null,
    };
  }

  store(): MemoryStore {
    const store = new MemoryStore(this.backend);
    const claim = store.claim.bind(store);
    store.claim = async (partition) => {
      const owned: PartitionStore = await claim(partition);
      const commit = owned.commit.bind(owned);
      owned.commit = (change) => {
        this.commits.push(change);
        return commit(change);
      };
      return owned;
    };
    return store;
  }
}

function start(
  place: Place,
  bundle: Bundle,
  limits: Partial<WorkerLimits> = {},
  onStep: (step: Step, worker: Worker) => void = () => {},
  records: readonly (object | null)[] = RECORDS,
) {
  const clock = new ManualClock(START);
  const source = new KeptSource(records);
  const missing: string[] = [];
  const worker: Worker = new Worker({
    source,
    sink: place.sink,
    store: place.store(),
    clock,
    random: () => 0.5,
    observer: {
      rulesMissing: (_, version) => missing.push(version),
      reached: (step) => onStep(step, worker),
    },
    bundle,
    bundles: place.archive,
    mapping: null,
    limits: { ...DEFAULT_LIMITS, batchRecords: 2, lingerMs: 0, checkpointMs: 3_600_000, ...limits },
  });
  void worker.start();
  return { clock, source, worker, missing };
}

const published = (place: Place): number => place.sink.positions.get(0)?.nextOffset ?? -1;

/** Evaluates a part of the records, and is gone without a word. */
async function crashAfter(place: Place, bundle: Bundle, records: number): Promise<void> {
  const { worker } = start(place, bundle, {}, (step, running) => {
    if (step === 'after-commit' && place.commits.at(-1)?.progress.nextOffset === records)
      void running.abort();
  });
  await worker.finished;
}

async function finish(
  place: Place,
  bundle: Bundle,
  records: readonly (object | null)[] = RECORDS,
): Promise<ReturnType<typeof start>> {
  const started = start(place, bundle, {}, () => {}, records);
  const isRunning = (): boolean => started.worker.health.ready && started.source.seeks.length > 0;
  await started.clock.until(() => isRunning() && published(place) === RECORDS.length);
  await started.worker.drain();
  return started;
}

async function statesIn({ backend }: Place): Promise<ReadonlyMap<string, string>> {
  const states = await statesOf(await new MemoryStore(backend).claim(0));
  return new Map([...states].map(([key, bytes]) => [key, Buffer.from(bytes).toString('hex')]));
}

describe('states that are behind', () => {
  it('are left out of most commits, and made anew after a crash: nothing is lost or doubled', async () => {
    const bundle = await compile(RULES);
    const whole = new Place();
    await finish(whole, bundle);
    const broken = new Place();
    await crashAfter(broken, bundle, 8);
    expect(broken.commits.flatMap(({ users }) => users)).toEqual([]);
    const { source } = await finish(broken, bundle);
    expect([source.seeks, source.known]).toEqual([[0], [8]]);
    expect(broken.sink.lines).toEqual(whole.sink.lines);
    expect(new Set(broken.sink.lines).size).toBe(broken.sink.lines.length);
    expect(await statesIn(broken)).toEqual(await statesIn(whole));
  });

  it('are all stored at an orderly end, so that nothing is evaluated again', async () => {
    const bundle = await compile(RULES);
    const place = new Place();
    await finish(place, bundle);
    const { source, clock, worker } = start(place, bundle);
    await clock.until(() => source.seeks.length > 0);
    await worker.drain();
    expect(source.seeks).toEqual([RECORDS.length]);
  });

  it('are stored group by group as time goes on', async () => {
    const place = new Place();
    const { clock, worker } = start(place, await compile(RULES), { checkpointMs: 1_600 });
    await clock.until(() => place.commits.flatMap(({ users }) => users).length === 4, 100);
    const holding = place.commits.filter(({ users }) => users.length > 0);
    expect(holding.length).toBeGreaterThan(1);
    await worker.abort();
  });

  it('are made anew by the rules that held then, though the process has others', async () => {
    const old = await compile(RULES);
    const other = await compile(RULES.replace('amount > 10', 'amount > 0'));
    const place = new Place();
    await crashAfter(place, old, 8);
    const { missing } = await finish(place, other);
    expect(missing).toEqual([]);
    // By the other rules every order has a nudge, but only of those that were not evaluated yet.
    const nudges = place.sink.rows.filter(({ output }) => output === 'nudges').map(({ offset }) => offset);
    expect(nudges).toEqual([0, 3, 6, 8, 9, 10, 11]);
  });

  it('are made anew by the rules that hold now where those from then are gone, and somebody is told', async () => {
    const old = await compile(RULES);
    const other = await compile(RULES.replace('amount > 10', 'amount > 0'));
    const place = new Place();
    await crashAfter(place, old, 8);
    place.kept.clear();
    const { missing } = await finish(place, other);
    expect(missing).toEqual([old.manifest.hash]);
    expect(new Set(place.sink.lines).size).toBe(place.sink.lines.length);
  });

  it('fire no timer again that fired before, though the record that made it due is gone', async () => {
    const bundle = await compile(
      RULES.replace('over 1h >= 3', 'over 2m >= 1').replace('module shop', 'module shop\ndelay 1m'),
    );
    const place = new Place();
    await crashAfter(place, bundle, 10);
    const lost = RECORDS.map((record, offset) => (offset >= 3 && offset < 10 ? null : record));
    const before = new Set(place.sink.lines);
    expect([...before].filter((line) => line.includes('exited')).length).toBeGreaterThan(2);
    await finish(place, bundle, lost);
    expect(new Set(place.sink.lines).size).toBe(place.sink.lines.length);
  });

  it('are made again past a timer that throws: its user is left out, until other rules hold', async () => {
    const bundle = await compile(RULES.replace('over 1h >= 3', 'over 90s >= 1'));
    const rules: Bundle['rules'] = (lib) => {
      const made = bundle.rules(lib);
      const segments = made.segments.map((segment) => ({
        ...segment,
        condition: (context: RuleContext) => {
          if (context.now % 60_000 === 30_000) throw new Error('a bug');
          return segment.condition(context);
        },
      }));
      return { ...made, segments };
    };
    const place = new Place();
    const { clock, worker } = start(place, { ...bundle, rules });
    await clock.until(() => published(place) === RECORDS.length);
    expect(place.sink.rows.filter(({ output }) => output === 'dead-letter').length).toBe(8);
    expect(place.sink.lines.join('')).not.toContain('exited');
    worker.activate(await compile(RULES.replace('over 1h >= 3', 'over 30s >= 1')));
    await clock.until(() => place.sink.lines.join('').includes('exited'));
    await worker.drain();
  });

  it('are none where every commit holds all states', async () => {
    const bundle = await compile(RULES);
    const place = new Place();
    const { clock, worker } = start(place, bundle, { checkpointMs: 0 });
    await clock.until(() => (worker.health.partitions[0]?.nextOffset ?? 0) === RECORDS.length, 1);
    await worker.abort();
    for (const { progress } of place.commits)
      for (const { nextOffset } of progress.states) expect(nextOffset).toBe(progress.nextOffset);
  });
});
