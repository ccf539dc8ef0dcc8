import { Writable } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LatePieces } from './late-pieces.ts';

let arrived: string;
let isEnded: boolean;
let pieces: LatePieces;

beforeEach(() => {
  vi.useFakeTimers();
  arrived = '';
  isEnded = false;
  const end = new Writable({
    write: (bytes: Buffer, _, done) => {
      arrived += bytes.toString();
      done();
    },
    final: (done) => {
      isEnded = true;
      done();
    },
  });
  pieces = new LatePieces(end);
});
afterEach(() => {
  vi.useRealTimers();
});

function send(text: string, delayMs: number): void {
  pieces.send(Buffer.from(text), delayMs);
}

test('each piece comes after its own delay', () => {
  send('a', 0);
  send('b', 50);
  vi.advanceTimersByTime(10);
  send('c', 50);
  expect(arrived).toBe('a');
  vi.advanceTimersByTime(40);
  expect(arrived).toBe('ab');
  vi.advanceTimersByTime(10);
  expect(arrived).toBe('abc');
});

test('when the delay shrinks no piece overtakes those before it', () => {
  send('a', 50);
  send('b', 20);
  send('c', 0);
  vi.advanceTimersByTime(49);
  expect(arrived).toBe('');
  vi.advanceTimersByTime(1);
  expect(arrived).toBe('abc');
  send('d', 0);
  expect(arrived).toBe('abcd');
});

test('the end comes behind what still waits', () => {
  send('a', 50);
  send('b', 20);
  pieces.end(Buffer.from('c'));
  expect(arrived).toBe('abc');
  vi.runAllTimers();
  expect({ arrived, isEnded }).toEqual({ arrived: 'abc', isEnded: true });
});
