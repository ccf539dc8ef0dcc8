import { expect, it } from 'vitest';
import type { SourceRecord } from '../../packages/runtime/src/ports/event-source.ts';
import { compile } from '../support/play.ts';
import { event } from '../support/records.ts';
import { recordAt } from './record-at.ts';
import { setUp } from './set-up.ts';
import { ToldSource } from './told-source.ts';

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

async function begin() {
  const source = new ToldSource();
  let batches = 0;
  const { clock, sink, worker } = setUp({
    bundle: await compile(RULES),
    source,
    observer: {
      batch: () => {
        // Who goes round in circles would let nothing else happen, not even the end of the test.
        if (++batches > 100) throw new Error('there were not so many records');
      },
    },
    limits: { queuedRecords: 10, lingerMs: 0 },
  });
  await worker.start();
  await clock.until(() => source.seeks.length > 0);
  const reached = (offset: number): Promise<void> =>
    clock.until(() => sink.positions.get(0)?.nextOffset === offset);
  return { clock, source, sink, worker, reached };
}

const record = (offset: number): SourceRecord =>
  recordAt(offset, event(`o${offset}`, 'Order', offset * 60_000, { amount: 1 }));

const NOTHING: readonly SourceRecord[] = [];

it('a source that promised many records and had none is held back no longer than until that is found out', async () => {
  const { clock, source, worker, reached } = await begin();
  source.gives({ length: 50, bytes: 0, [Symbol.iterator]: () => NOTHING[Symbol.iterator]() });
  expect(source.paused).toBe(true);
  await clock.until(() => !source.paused);
  source.gives([record(0)]);
  await reached(1);
  await worker.drain();
});

it('a source that goes back, though nobody asked for it, does not take the partition with it', async () => {
  const { source, sink, worker, reached } = await begin();
  source.gives([record(0), record(1), record(2)]);
  await reached(3);
  source.gives([record(3), record(4), record(5), record(6)]);
  for (let times = 0; times < 5; times++) source.gives([record(1), record(2)]);
  expect(source.paused).toBe(true);
  await reached(7);
  expect(source.paused).toBe(false);
  source.gives([record(6), record(7)]);
  await reached(8);
  expect(sink.rows.map(({ offset }) => offset)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  await worker.drain();
});
