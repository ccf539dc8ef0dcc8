import { expect, test } from 'vitest';
import type { Clock } from '../ports/clock.ts';
import { Backoff } from './backoff.ts';

/** What a backoff waits, with the chance that it is given. */
function waits(chance: number): { readonly backoff: Backoff; readonly slept: number[] } {
  const slept: number[] = [];
  const clock: Clock = {
    now: () => 0,
    monotonic: () => 0,
    sleep: async (ms) => void slept.push(ms),
  };
  return { backoff: new Backoff(clock, () => chance, 50, 300), slept };
}

test('waits double up to the longest, and begin anew after something went well', async () => {
  const { backoff, slept } = waits(1);
  for (let i = 0; i < 5; i++) await backoff.wait();
  expect(slept).toEqual([50, 100, 200, 300, 300]);
  backoff.reset();
  await backoff.wait();
  expect(slept.at(-1)).toBe(50);
});

test('chance shortens a wait to half of it at most', async () => {
  const { backoff, slept } = waits(0);
  for (let i = 0; i < 5; i++) await backoff.wait();
  expect(slept).toEqual([25, 50, 100, 150, 150]);
});
