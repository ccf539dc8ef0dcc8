import { describe, expect, it } from 'vitest';
import type { OutboxRow } from '../../packages/runtime/src/ports/effect-sink.ts';
import { compile } from '../support/play.ts';
import { event } from '../support/records.ts';
import { RULES, setUp } from './set-up.ts';

const PARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const OTHER = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';

const traceOf = ({ headers }: OutboxRow): object =>
  Object.fromEntries(headers.filter(([name]) => name.startsWith('trace')));

describe('trace context', () => {
  it('goes on from a record to every row that it causes, and to no other', async () => {
    const { worker, clock, push, sink } = setUp({ bundle: await compile(RULES) });
    await worker.start();
    await push([event('a', 'Order', 0, { amount: 20 })], { traceparent: PARENT, tracestate: 'a=1,b=2' });
    // The second order makes her a buyer, too: two rows of one record.
    await push([event('b', 'Order', 1, { amount: 20 })], { traceparent: OTHER, other: 'stays' });
    await push([event('c', 'Order', 2, { amount: 20 }, { user: 'bob' })]);
    await clock.until(() => sink.positions.get(0)?.nextOffset === 3);
    await worker.drain();
    expect(sink.rows.map((row) => [row.offset, row.output, traceOf(row)])).toEqual([
      [0, 'nudges', { traceparent: PARENT, tracestate: 'a=1,b=2' }],
      [1, 'segments', { traceparent: OTHER }],
      [1, 'nudges', { traceparent: OTHER }],
      [2, 'nudges', {}],
    ]);
    expect(sink.rows.flatMap(({ headers }) => headers.map(([name]) => name))).not.toContain('other');
  });

  it('goes on to dead letters, those of messages that are too long, too', async () => {
    const limits = { recordBytes: 300 };
    const { worker, clock, push, sink } = setUp({ bundle: await compile(RULES), limits });
    await worker.start();
    await push(['{"bad'], { traceparent: PARENT, tracestate: 'a=1' });
    await push([event('a', 'Order', 0, { amount: 20 })], { traceparent: OTHER });
    await clock.until(() => sink.positions.get(0)?.nextOffset === 2);
    await worker.drain();
    const reasons = sink.rows.map(({ headers }) => Object.fromEntries(headers)['nudge-reason']);
    expect(reasons).toEqual(['bad_json', 'oversize']);
    expect(sink.rows.map(traceOf)).toEqual([
      { traceparent: PARENT, tracestate: 'a=1' },
      { traceparent: OTHER },
    ]);
  });

  it.each([
    ['no context', 'me'],
    ['a version that is none', PARENT.replace(/^00/, 'ff')],
    ['a trace of zeros', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`],
    ['a span of zeros', `00-4bf92f3577b34da6a3ce929d0e0e4736-${'0'.repeat(16)}-01`],
  ])('does not go on where it is %s', async (_, traceparent) => {
    const { worker, clock, push, sink } = setUp({ bundle: await compile(RULES) });
    await worker.start();
    await push([event('a', 'Order', 0, { amount: 20 })], { traceparent, tracestate: 'a=1' });
    await clock.until(() => sink.rows.length === 1);
    await worker.drain();
    expect(sink.rows.map(traceOf)).toEqual([{}]);
  });

  it('is told of the records that caused rows, before their batch is', async () => {
    const told: string[] = [];
    const observer = {
      caused: (partition: number, traceparent: string) => void told.push(`${partition} ${traceparent}`),
      batch: () => void told.push('batch'),
    };
    const { worker, clock, push } = setUp({ bundle: await compile(RULES), observer });
    await worker.start();
    await push([event('a', 'Order', 0, { amount: 20 })], { traceparent: PARENT });
    // Two rows of one record, and then a record that comes to nothing, and one without a context.
    await push([event('b', 'Order', 1, { amount: 20 })], { traceparent: OTHER });
    await push([event('c', 'Order', 2, { amount: 1 })], { traceparent: PARENT.replace('4bf9', 'ffff') });
    await push([event('d', 'Order', 3, { amount: 20 })]);
    await clock.until(() => worker.health.partitions[0]?.nextOffset === 4);
    await worker.drain();
    expect(told.filter((each) => each !== 'batch')).toEqual([`0 ${PARENT}`, `0 ${OTHER}`]);
    expect(told.at(-1)).toBe('batch');
  });
});
