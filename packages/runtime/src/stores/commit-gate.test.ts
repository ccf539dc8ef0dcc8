import { expect, it } from 'vitest';
import { StaleOwner, StoreUnavailable } from '../ports/state-store.ts';
import { CommitGate } from './commit-gate.ts';

const fails = (error: Error) => () => Promise.reject(error);

it('lets one commit after the other through, and none beside another', async () => {
  const gate = new CommitGate('p');
  expect(await gate.pass(async () => 1)).toBe(1);
  const slow = Promise.withResolvers<void>();
  const first = gate.pass(() => slow.promise);
  await expect(gate.pass(async () => {})).rejects.toThrow('under way');
  slow.resolve();
  await first;
  expect(await gate.pass(async () => 2)).toBe(2);
});

it('lets none through after one whose outcome is unknown', async () => {
  const gate = new CommitGate('p');
  await expect(gate.pass(fails(new Error('odd')))).rejects.toThrow('odd');
  await expect(gate.pass(async () => {})).rejects.toBeInstanceOf(StoreUnavailable);
});

it('stays stale once it is, and after a release', async () => {
  const stale = new CommitGate('p');
  await expect(stale.pass(fails(new StaleOwner('old')))).rejects.toThrow('old');
  await expect(stale.pass(async () => {})).rejects.toBeInstanceOf(StaleOwner);

  const released = new CommitGate('p');
  released.release();
  await expect(released.pass(async () => {})).rejects.toBeInstanceOf(StaleOwner);
});
