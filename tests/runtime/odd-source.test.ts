import { expect, it } from 'vitest';
import { storedBundles } from '../../packages/runtime/src/bundle/bundle-archive.ts';
import type {
  EventSource,
  RecordRun,
  SourceListener,
  SourceRecord,
} from '../../packages/runtime/src/ports/event-source.ts';
import { MemoryBackend, MemoryStore } from '../../packages/runtime/src/stores/memory/memory-store.ts';
import { DEFAULT_LIMITS } from '../../packages/runtime/src/worker/options.ts';
import { Worker } from '../../packages/runtime/src/worker/worker.ts';
import { compile } from '../support/play.ts';
import { event, START } from '../support/records.ts';
import { ManualClock } from './manual-clock.ts';
import { RecordingSink } from './recording-sink.ts';

const RULES = `module shop
event Order { amount: decimal }
channel email
nudge Thanks {
  on Order
  transactional
  channel email
  send Hello {}
}
template Hello() { en { title "hi" body "there" } }
`;

/** Gives what a test has it give. */
class OddSource implements EventSource {
  readonly name = 'events';
  paused = false;
  listener: SourceListener | null = null;
  seeks = 0;

  async start(listener: SourceListener): Promise<void> {
    this.listener = listener;
    listener.assigned([0]);
  }

  seek(): void {
    this.seeks++;
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  async stop(): Promise<void> {
    this.listener = null;
  }

  give(records: RecordRun): void {
    this.listener?.records({ partition: 0, records, endOffset: null });
  }
}

async function setUp() {
  const clock = new ManualClock(START);
  const source = new OddSource();
  const sink = new RecordingSink();
  const store = new MemoryStore(new MemoryBackend());
  let batches = 0;
  const worker = new Worker({
    source,
    sink,
    store,
    clock,
    random: () => 0.5,
    observer: {
      batch: () => {
        // Who goes round in circles would let nothing else happen, not even the end of the test.
        if (++batches > 100) throw new Error('there were not so many records');
      },
    },
    bundle: await compile(RULES),
    bundles: storedBundles(store),
    mapping: null,
    limits: { ...DEFAULT_LIMITS, queuedRecords: 10, lingerMs: 0 },
  });
  await worker.start();
  await clock.until(() => source.seeks > 0);
  const reached = (offset: number): Promise<void> =>
    clock.until(() => sink.positions.get(0)?.nextOffset === offset);
  return { clock, source, sink, worker, reached };
}

const record = (offset: number): SourceRecord => ({
  offset,
  value: Buffer.from(JSON.stringify(event(`o${offset}`, 'Order', offset * 60_000, { amount: 1 }))),
  key: null,
  arrivalMs: null,
  headers: null,
});

const NOTHING: readonly SourceRecord[] = [];

it('a source that promised many records and had none is held back no longer than until that is found out', async () => {
  const { clock, source, worker, reached } = await setUp();
  source.give({ length: 50, bytes: 0, [Symbol.iterator]: () => NOTHING[Symbol.iterator]() });
  expect(source.paused).toBe(true);
  await clock.until(() => !source.paused);
  source.give([record(0)]);
  await reached(1);
  await worker.drain();
});

it('a source that goes back, though nobody asked for it, does not take the partition with it', async () => {
  const { source, sink, worker, reached } = await setUp();
  source.give([record(0), record(1), record(2)]);
  await reached(3);
  source.give([record(3), record(4), record(5), record(6)]);
  for (let times = 0; times < 5; times++) source.give([record(1), record(2)]);
  expect(source.paused).toBe(true);
  await reached(7);
  expect(source.paused).toBe(false);
  source.give([record(6), record(7)]);
  await reached(8);
  expect(sink.rows.map(({ offset }) => offset)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  await worker.drain();
});
