import { expect, it } from 'vitest';
import { STATE_GROUPS } from '../ports/state-groups.ts';
import { GroupTurns } from './group-turns.ts';

function turnsAt(roundMs: number) {
  const clock = { ms: 1_000, now: () => 0, monotonic: () => clock.ms, sleep: async () => {} };
  return { clock, turns: new GroupTurns(clock, roundMs) };
}

it('gives each group its turn once a round, in order', () => {
  const { clock, turns } = turnsAt(1_600);
  const seen: number[] = [];
  for (let i = 0; i < 160; i++) {
    clock.ms += 10;
    seen.push(...turns.take(0));
  }
  expect(seen).toEqual(Array.from({ length: STATE_GROUPS }, (_, group) => group));
  expect(turns.nextInMs).toBe(100);
});

it('gives all of them a turn after a pause, and no more than one', () => {
  const { clock, turns } = turnsAt(1_600);
  clock.ms += 1_000_000;
  expect([...turns.take(0)].sort((a, b) => a - b)).toEqual(Array.from({ length: STATE_GROUPS }, (_, i) => i));
  expect(turns.take(0)).toEqual([]);
});

it('goes on where it was when somebody is in a hurry', () => {
  const { clock, turns } = turnsAt(1_600);
  expect(turns.take(2)).toEqual([0, 1]);
  clock.ms += 100;
  expect(turns.take(1)).toEqual([2]);
  clock.ms += 50;
  turns.restart();
  expect(turns.nextInMs).toBe(100);
});
