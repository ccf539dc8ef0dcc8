import { expect, it } from 'vitest';
import type { SourceRecord } from '../ports/event-source.ts';
import { RecordQueue } from './record-queue.ts';

const record = (offset: number, bytes = 10): SourceRecord => ({
  offset,
  value: new Uint8Array(bytes),
  key: null,
  arrivalMs: null,
  headers: null,
});

it('counts what waits, and lets go by offset', () => {
  const queue = new RecordQueue();
  queue.push([record(3), record(5, 20), record(9)]);
  expect([queue.length, queue.bytes]).toEqual([3, 40]);
  queue.dropBefore(6);
  expect([queue.length, queue.bytes]).toEqual([1, 10]);
  expect(queue.peek(10).map(({ offset }) => offset)).toEqual([9]);
  queue.push([record(10), { ...record(11), value: null }]);
  expect(queue.peek(2).map(({ offset }) => offset)).toEqual([9, 10]);
  queue.clear();
  expect([queue.length, queue.bytes]).toEqual([0, 0]);
});
