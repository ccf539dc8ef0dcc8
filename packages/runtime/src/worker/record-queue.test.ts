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
  expect(queue.peek(2).map(({ offset }) => offset)).toEqual([3, 5]);
  queue.dropBefore(6);
  expect([queue.length, queue.bytes]).toEqual([1, 40]);
  expect(queue.peek(10).map(({ offset }) => offset)).toEqual([9]);
  expect([queue.length, queue.bytes]).toEqual([1, 0]);
  queue.push([record(10), { ...record(11), value: null }]);
  expect(queue.peek(2).map(({ offset }) => offset)).toEqual([9, 10]);
  queue.clear();
  expect([queue.length, queue.bytes]).toEqual([0, 0]);
});

it('takes no record twice, and none behind which it was already, until it is cleared', () => {
  const queue = new RecordQueue();
  queue.push([record(3), record(4), record(7)]);
  expect(queue.peek(3).length).toBe(3);
  queue.dropBefore(8);
  queue.push([record(3), record(6), record(7)]);
  queue.push([record(5), record(8)]);
  expect(queue.peek(10).map(({ offset }) => offset)).toEqual([8]);
  expect([queue.length, queue.bytes]).toEqual([1, 0]);
  queue.clear();
  queue.push([record(4)]);
  expect(queue.peek(10).map(({ offset }) => offset)).toEqual([4]);
});

it('reads no more of a run than it needs, and finds that it has fewer than it said', () => {
  let read = 0;
  const run = {
    length: 5,
    bytes: 100,
    *[Symbol.iterator]() {
      for (const offset of [1, 2, 3]) {
        read++;
        yield record(offset);
      }
    },
  };
  const queue = new RecordQueue();
  queue.push(run);
  expect(queue.peek(2).length).toBe(2);
  expect([read, queue.length, queue.bytes]).toEqual([2, 5, 100]);
  queue.dropBefore(3);
  expect(queue.peek(5).map(({ offset }) => offset)).toEqual([3]);
  expect([queue.length, queue.bytes]).toEqual([1, 0]);
});
