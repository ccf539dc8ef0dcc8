import { describe, expect, it } from 'vitest';
import { openDiskStore } from '../../src/stores/disk/disk-store.ts';
import { FaultyDisk, seeded } from '../support/faulty-disk.ts';
import { contents } from './store-model.ts';
import { commitOf, progressOf, row } from './store-samples.ts';

// Hunts: files that grow for ever, commits that suddenly move much, states and rows that cleaning forgets.

const SEGMENT_BYTES = 64 * 1024;
const USERS = 500;
const STATE_BYTES = 400;

/** Users whom a commit changes. */
const LOADS: Readonly<Record<string, (random: () => number, commit: number) => number[]>> = {
  'any users': (random) => Array.from({ length: 20 }, () => Math.floor(random() * USERS)),
  'mostly the same users': (random) => Array.from({ length: 20 }, () => Math.floor(random() ** 8 * USERS)),
  'one user after the other': (_, commit) => Array.from({ length: 20 }, (_, i) => (commit * 20 + i) % USERS),
  'the same user again and again': (_, commit) =>
    commit < 30 ? Array.from({ length: 20 }, (_, i) => (commit * 20 + i) % USERS) : [7],
  'hardly anybody': () => [],
};

/** Nothing is published for a long time; then it is, faster than new rows come, until the last few wait. */
function trimmedAfter(commit: number): number {
  return commit < 500 ? 3 : Math.min(commit - 20, 3 + (commit - 500) * 4);
}

describe('the files stay small', () => {
  it.each(Object.keys(LOADS))('when commits change %s', async (name) => {
    const random = seeded(5);
    const disk = new FaultyDisk(random);
    const options = { folder: 'state', segmentBytes: SEGMENT_BYTES, disk: disk.attach() };
    const owner = await (await openDiskStore(options)).claim(0);
    const states = new Map<string, number>();
    let largest = 0;
    let before = disk.usedBytes;
    for (let commit = 1; commit <= 1_500; commit++) {
      const changed = new Set((LOADS[name] as (typeof LOADS)[string])(random, commit));
      const users = [...changed].map((i) => ({
        key: `user ${i}`,
        bytes: new Uint8Array(STATE_BYTES).fill(commit % 256),
        dueMs: commit,
      }));
      for (const { key } of users) states.set(key, commit % 256);
      const outbox = [row(commit)];
      const trimmedSeq = trimmedAfter(commit);
      await owner.commit(
        commitOf({ progress: progressOf({ nextOffset: commit, seq: commit }), users, outbox, trimmedSeq }),
      );
      const live = states.size * (STATE_BYTES + 30) + (commit - trimmedSeq) * 150;
      expect(disk.usedBytes).toBeLessThan(3 * live + 2 * SEGMENT_BYTES);
      const own = users.length * (STATE_BYTES + 40) + 1_000;
      largest = Math.max(largest, disk.usedBytes - before - own * 2);
      before = disk.usedBytes;
    }
    // Besides as much as it writes itself, a commit moves a few kilobytes.
    expect(largest).toBeLessThan(20 * 1024);

    const next = await (await openDiskStore({ ...options, disk: disk.attach() })).claim(0);
    expect(next.progress?.nextOffset).toBe(1_500);
    expect(next.outbox.map((one) => one.seq)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1_481));
    expect((await contents(next)).keys).toEqual([...states.keys()].sort());
    for (const [key, fill] of states) {
      const [state] = await next.load([key]);
      expect(state?.length).toBe(STATE_BYTES);
      expect(state?.[0]).toBe(fill);
    }
  });
});
