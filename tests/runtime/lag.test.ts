import { describe, expect, it } from 'vitest';
import { createMetrics } from '../../packages/runtime/src/operate/metrics/metrics.ts';
import type { Worker } from '../../packages/runtime/src/worker/worker.ts';
import { compile } from '../support/play.ts';
import { event } from '../support/records.ts';
import { FailingStore } from './failing-store.ts';
import type { ManualClock } from './manual-clock.ts';
import { RecordingSink } from './recording-sink.ts';
import { RULES, setUp } from './set-up.ts';
import { ToldSource } from './told-source.ts';

const order = (n: number): object => event(`o${n}`, 'Order', n, { amount: 1 });
const partitionOf = (worker: Worker) => worker.health.partitions[0];
const lagOf = (worker: Worker): number | null | undefined => partitionOf(worker)?.lag;

/** What the worker says of itself at the moments at which it finds the store to be down. */
async function inTheNextAttempts(
  store: FailingStore,
  clock: ManualClock,
  worker: Worker,
): Promise<readonly string[]> {
  const said: string[] = [];
  store.onRefused = () => void said.push(`${partitionOf(worker)?.phase} ${lagOf(worker)}`);
  await clock.until(() => said.length === 2);
  store.onRefused = () => {};
  return said;
}

describe('lag', () => {
  it('of a partition that was recovered and is quiet is 0', async () => {
    const bundle = await compile(RULES);
    const [store, sink] = [new FailingStore(), new RecordingSink()];
    const one = setUp({ bundle, store, sink });
    await one.worker.start();
    await one.push([order(0), order(1)]);
    await one.clock.until(() => sink.positions.get(0)?.nextOffset === 2);
    await one.worker.drain();
    const two = setUp({ bundle, store, sink });
    await two.worker.start();
    await two.clock.until(() => lagOf(two.worker) === 0);
    await two.worker.drain();
  });

  it('goes on being told, and grows, while the store is down', async () => {
    const store = new FailingStore();
    const { worker, clock, push } = setUp({ bundle: await compile(RULES), store });
    const { registry, watch } = createMetrics();
    watch(() => worker.health);
    await worker.start();
    await push([order(0)]);
    await clock.until(() => partitionOf(worker)?.nextOffset === 1);
    store.isDown = true;
    await push([order(1), order(2), order(3)]);
    await clock.until(() => partitionOf(worker)?.phase === 'waiting');
    expect(lagOf(worker)).toBe(3);
    await push([order(4), order(5)]);
    expect(lagOf(worker)).toBe(5);
    expect(await registry.metrics()).toContain('nudge_lag_records{partition="0"} 5\n');
    expect(await inTheNextAttempts(store, clock, worker)).toEqual(['recovering 5', 'recovering 5']);
    // Where it is at work nobody knows now: an input that has ended is not taken for done by it.
    expect(partitionOf(worker)?.nextOffset).toBeNull();
    store.isDown = false;
    await clock.until(() => lagOf(worker) === 0);
    expect(partitionOf(worker)?.nextOffset).toBe(6);
    await worker.drain();
  });

  it('is known by what was published where the store was never reached', async () => {
    const [store, sink, source] = [new FailingStore(), new RecordingSink(), new ToldSource()];
    store.isDown = true;
    sink.positions.set(0, { nextOffset: 7, seq: 3 });
    const { worker, clock } = setUp({ bundle: await compile(RULES), store, sink, source });
    await worker.start();
    await clock.until(() => partitionOf(worker)?.phase === 'waiting');
    expect(lagOf(worker)).toBeNull();
    source.endsAt(10);
    expect(lagOf(worker)).toBe(3);
    source.endsAt(20);
    expect(lagOf(worker)).toBe(13);
    await worker.abort();
  });

  it('counts what still came after the partition was lost, though nobody takes it', async () => {
    const [store, source] = [new FailingStore(), new ToldSource()];
    const { worker, clock } = setUp({ bundle: await compile(RULES), store, source });
    await worker.start();
    await clock.until(() => source.seeks.length === 1);
    source.finds([[0, order(0)]], 1);
    source.isAtEnd(1);
    await clock.until(() => partitionOf(worker)?.nextOffset === 1);
    expect(lagOf(worker)).toBe(0);
    store.isDown = true;
    source.finds([[1, order(1)]], 2);
    await clock.until(() => partitionOf(worker)?.phase === 'waiting');
    source.finds([[2, order(2)]], 9);
    expect(lagOf(worker)).toBe(8);
    // The source has been read to its end, but not by anybody who has evaluated it.
    source.isAtEnd(12);
    expect(lagOf(worker)).toBe(11);
    expect(await inTheNextAttempts(store, clock, worker)).toEqual(['recovering 11', 'recovering 11']);
    await worker.abort();
  });

  it('counts no offsets that are no records, and all that is written while the partition is held back', async () => {
    const source = new ToldSource();
    const { worker, clock } = setUp({ bundle: await compile(RULES), source });
    await worker.start();
    await clock.until(() => source.seeks.length === 1);
    // The mark that ends a transaction has an offset, too.
    source.finds([[0, order(0)]], 2);
    source.isAtEnd(2);
    await clock.until(() => partitionOf(worker)?.nextOffset === 1);
    await clock.until(() => lagOf(worker) === 0);
    // A batch of which the end is not known says nothing else about it.
    source.endsAt(40);
    expect(lagOf(worker)).toBe(39);
    source.finds([[2, order(2)]], null);
    await clock.until(() => partitionOf(worker)?.nextOffset === 3);
    expect(lagOf(worker)).toBe(37);
    await worker.drain();
  });
});
