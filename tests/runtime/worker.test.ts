import { describe, expect, it } from 'vitest';
import { PushSource } from '../../packages/runtime/src/file-io/push-source.ts';
import { MemoryBackend, MemoryStore } from '../../packages/runtime/src/stores/memory/memory-store.ts';
import { compile, play } from '../support/play.ts';
import { event, START } from '../support/records.ts';
import { RecordingSink } from './recording-sink.ts';
import { RULES, setUp } from './set-up.ts';

describe('worker', () => {
  it('publishes what a run of the same records prints', async () => {
    const bundle = await compile(RULES);
    const records = [
      event('a', 'Order', 0, { amount: 20 }),
      event('b', 'Order', 60_000, { amount: 5 }),
      event('b', 'Order', 60_000, { amount: 5 }),
      event('c', 'Pay', 90_000),
    ];
    const { worker, clock, push, sink } = setUp({ bundle, limits: { batchRecords: 2 } });
    await worker.start();
    await push(records);
    await clock.until(() => sink.positions.get(0)?.nextOffset === 4);
    await worker.drain();
    const { lines } = await play(RULES, records, { unfinished: true });
    expect(sink.lines).toEqual(lines);
    expect(lines.length).toBeGreaterThan(1);
  });

  it('fires timers by the clock while nothing comes', async () => {
    const { worker, clock, push, sink } = setUp({ bundle: await compile(RULES) });
    await worker.start();
    await push([event('a', 'Order', 0, { amount: 1 })]);
    await clock.until(() => sink.rows.length === 1, 10_000);
    await worker.drain();
    expect(JSON.parse(sink.lines[0] as string).data.cause).toBe('e:1772445600000:a');
    expect(clock.now()).toBeGreaterThanOrEqual(START + 610_000);
  });

  it('dead-letters a record that is no event with its bytes and the reason, and goes on', async () => {
    const { worker, clock, push, sink } = setUp({ bundle: await compile(RULES) });
    await worker.start();
    await push(['{"bad', event('a', 'Order', 0, { amount: 20 })]);
    await clock.until(() => sink.rows.length === 2);
    await worker.drain();
    const [bad, good] = sink.rows;
    expect(bad?.output).toBe('dead-letter');
    expect(Buffer.from(bad?.value ?? []).toString()).toBe('{"bad');
    expect(Object.fromEntries(bad?.headers ?? [])).toMatchObject({
      'nudge-reason': 'bad_json',
      'nudge-offset': '0',
    });
    expect(good?.output).toBe('nudges');
  });

  it('goes on where another worker has ended, and doubles nothing', async () => {
    const bundle = await compile(RULES);
    const backend = new MemoryBackend();
    const sink = new RecordingSink();
    const one = setUp({ bundle, sink, store: new MemoryStore(backend) });
    await one.worker.start();
    await one.push([event('a', 'Order', 0, { amount: 20 })]);
    await one.clock.until(() => sink.rows.length === 1);
    await one.worker.drain();
    const two = setUp({ bundle, sink, store: new MemoryStore(backend) });
    await two.worker.start();
    await two.push([event('b', 'Order', 1000, { amount: 20 }), event('a', 'Order', 0, { amount: 20 })]);
    await two.clock.until(() => sink.positions.get(0)?.nextOffset === 3);
    await two.worker.drain();
    expect(sink.rows.map(({ output }) => output)).toEqual(['nudges', 'segments', 'nudges']);
  });

  it('is not ready before its source was reached, and ready without a partition after that', async () => {
    const source = new PushSource({ name: 'events' });
    const { worker } = setUp({ bundle: await compile(RULES), source });
    const reached = Promise.withResolvers<void>();
    source.start = async ({ assigned }) => {
      assigned([]);
      await reached.promise;
    };
    const started = worker.start();
    expect(worker.health).toMatchObject({ live: true, ready: false });
    expect(worker.health.problems).toEqual(['the source was not reached yet']);
    reached.resolve();
    await started;
    expect(worker.health).toMatchObject({ ready: true, problems: [] });
    await worker.drain();
  });

  it('goes over to other rules at a recorded offset and keeps what they share', async () => {
    const { worker, clock, push, sink } = setUp({ bundle: await compile(RULES) });
    await worker.start();
    await push([event('a', 'Order', 0, { amount: 1 })]);
    await clock.until(() => sink.positions.get(0)?.nextOffset === 1);
    worker.activate(await compile(RULES.replace('>= 2', '>= 3')));
    await clock.until(() => worker.health.partitions[0]?.version !== undefined);
    await push([event('b', 'Order', 1, { amount: 1 }), event('c', 'Order', 2, { amount: 1 })]);
    await clock.until(() => sink.rows.some(({ output }) => output === 'segments'));
    await worker.drain();
    const entered = sink.lines.map((line) => JSON.parse(line)).find(({ type }) => type === 'segment.entered');
    expect(entered.data.cause).toMatch(/:c$/);
  });
});
