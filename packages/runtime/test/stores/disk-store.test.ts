import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StaleOwner, type StateStore, StoreUnavailable } from '../../src/ports/state-store.ts';
import type { Disk } from '../../src/stores/disk/disk.ts';
import { openDiskStore } from '../../src/stores/disk/disk-store.ts';
import { FaultyDisk, seeded } from '../support/faulty-disk.ts';
import { storeContract } from './store-contract.ts';
import { kept } from './store-model.ts';
import { commitOf, user } from './store-samples.ts';

// With segments of the usual length, and with ones so short that every few commits begin one and clean others.
for (const segmentBytes of [undefined, 4_000]) {
  storeContract(segmentBytes === undefined ? 'disk' : 'disk with short segments', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'nudge-state-'));
    return {
      connect: () => openDiskStore({ folder, ...(segmentBytes === undefined ? {} : { segmentBytes }) }),
      remove: () => rm(folder, { recursive: true }),
    };
  });
}

describe('what the store on disk holds open', () => {
  /** How many files are open at the moment. */
  function counting(disk: Disk): { disk: Disk; open: () => number } {
    let open = 0;
    return {
      open: () => open,
      disk: {
        ...disk,
        async createExclusive(path) {
          const file = await disk.createExclusive(path);
          open++;
          return {
            ...file,
            close: async () => {
              open--;
              await file.close();
            },
          };
        },
      },
    };
  }

  async function connect(): Promise<{ store: StateStore; open: () => number }> {
    const { disk, open } = counting(new FaultyDisk(seeded(2)).attach());
    return { store: await openDiskStore({ folder: 'state', disk, segmentBytes: 300 }), open };
  }

  it('is one file per partition, however often it is claimed', async () => {
    const { store, open } = await connect();
    const owners = [];
    for (let i = 0; i < 5; i++) owners.push(await store.claim(0));
    await Promise.all([store.claim(1), store.claim(1), store.claim(2)].map((claim) => claim.catch(() => {})));
    const last = await store.claim(0);
    for (let i = 0; i < 5; i++) await last.commit(commitOf({ users: [user(`user ${i}`, 'x'.repeat(200))] }));
    await expect(owners[0]?.commit(commitOf({}))).rejects.toBeInstanceOf(StaleOwner);
    expect(open()).toBe(3);
    await store.close();
    expect(open()).toBe(0);
  });

  it('stays open until a commit that is under way has ended', async () => {
    const { store, open } = await connect();
    const owner = await store.claim(0);
    const commit = owner.commit(commitOf({ users: [user('a', 'A')] }));
    await owner.release();
    await commit;
    expect(open()).toBe(0);
    await expect(owner.commit(commitOf({}))).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(owner.load(['a'])).rejects.toBeInstanceOf(StoreUnavailable);
    expect(await kept(await store.claim(0), ['a'])).toEqual(['A']);
  });

  it('is closed when a commit ends during which the same store claimed again', async () => {
    for (let seed = 0; seed < 50; seed++) {
      const { disk, open } = counting(new FaultyDisk(seeded(seed), { stalls: 0.2 }).attach());
      const store = await openDiskStore({ folder: 'state', disk });
      const owner = await store.claim(0);
      const commits = async () => {
        for (;;) await owner.commit(commitOf({ users: [user('a', 'A')] }));
      };
      const [ended] = await Promise.allSettled([commits(), store.claim(0)]);
      expect(ended).toMatchObject({ reason: expect.any(StaleOwner) });
      await expect(owner.commit(commitOf({}))).rejects.toBeInstanceOf(StaleOwner);
      expect(open()).toBe(1);
    }
  });

  it('is nothing after it was closed, and it gives no partitions any more', async () => {
    const { store, open } = await connect();
    await store.claim(0);
    await store.close();
    await store.close();
    expect(open()).toBe(0);
    await expect(store.claim(0)).rejects.toBeInstanceOf(StoreUnavailable);
  });

  it('is nothing after a commit failed', async () => {
    const faulty = new FaultyDisk(seeded(3));
    const { disk, open } = counting(faulty.attach());
    const store = await openDiskStore({ folder: 'state', disk });
    const owner = await store.claim(0);
    faulty.faults.capacityBytes = faulty.usedBytes + 100;
    const commit = owner.commit(commitOf({ users: [user('a', 'x'.repeat(1_000))] }));
    await expect(commit).rejects.toThrow('no space left on the device');
    await expect(owner.commit(commitOf({}))).rejects.toBeInstanceOf(StoreUnavailable);
    expect(open()).toBe(0);
    expect(faulty.usedBytes).toBeLessThan((faulty.faults.capacityBytes ?? 0) - 90);
  });
});
