import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { type StateStore, StoreUnavailable } from '../../src/ports/state-store.ts';
import { openDiskStore } from '../../src/stores/disk/disk-store.ts';
import { BUNDLES_KEPT } from '../../src/stores/kept-bundle.ts';
import { Crashed, type Faults, FaultyDisk, seeded } from '../support/faulty-disk.ts';
import { bundleIn, versionOf } from './store-samples.ts';

// Hunts: halves of bundles, bundles that were acknowledged and are gone, crashes that take the old ones with them.

const FOLDER = 'state';
const VERSIONS = 7;

function connect(disk: FaultyDisk, crashAfter = Infinity, messages: string[] = []): Promise<StateStore> {
  const log = (message: string): void => {
    messages.push(message);
  };
  return openDiskStore({ folder: FOLDER, disk: disk.attach(crashAfter), log });
}

/** Longer than a sector, and of another length for each. */
function bundle(n: number): Uint8Array {
  return new Uint8Array(1_000 + n * 300).fill(n + 1);
}

/** What may have been put, in order; one for each way in which puts that were cut off may have ended. */
type Orders = readonly (readonly number[])[];

function put(orders: Orders, n: number): Orders {
  return orders.map((order) => [...order.filter((one) => one !== n), n]);
}

async function expectKept(store: StateStore, orders: Orders): Promise<void> {
  for (let n = 0; n < VERSIONS; n++) {
    const found = await store.bundle(versionOf(n));
    if (found !== null) expect(Buffer.compare(found, bundle(n)), `bundle ${n}`).toBe(0);
    const isSure = orders.every((order) => order.slice(-BUNDLES_KEPT).includes(n));
    if (isSure) expect(found, `bundle ${n} of ${JSON.stringify(orders)}`).not.toBeNull();
  }
}

const puts = fc.array(fc.nat(VERSIONS - 1), { minLength: 1, maxLength: 8 });
const lives = fc.array(fc.record({ puts, operations: fc.nat(40), power: fc.boolean() }), {
  minLength: 1,
  maxLength: 5,
});

it('after a crash at any operation what was kept is there, and what was not, wholly or not at all', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), lives, async (seed, all) => {
      const disk = new FaultyDisk(seeded(seed));
      let orders: Orders = [[]];
      for (const life of all) {
        try {
          const store = await connect(disk, life.operations);
          for (const n of life.puts) {
            const before = orders;
            orders = [...before, ...put(before, n)];
            await store.keepBundle(versionOf(n), bundle(n));
            orders = put(before, n);
          }
        } catch (error) {
          if (!(error instanceof Crashed)) throw error;
        }
        if (life.power) disk.powerLoss();
        await expectKept(await connect(disk), orders);
      }
      disk.powerLoss();
      const store = await connect(disk);
      await expectKept(store, orders);
      // What crashes left is gone with the next one.
      for (let n = 0; n < BUNDLES_KEPT; n++) await store.keepBundle(versionOf(n), bundle(n));
      expect(disk.paths().filter((path) => path.includes('/bundles/')).length).toBe(BUNDLES_KEPT);
    }),
    { numRuns: 150 },
  );
});

it.each<[string, Faults]>([
  ['full', { capacityBytes: 6_000 }],
  ['failing to sync', { syncFails: 0.2 }],
])(
  'a disk that is %s loses none that was kept, and keeps others when it is well again',
  async (_, faults) => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), puts, async (seed, all) => {
        const disk = new FaultyDisk(seeded(seed));
        const store = await connect(disk);
        Object.assign(disk.faults, faults);
        let orders: Orders = [[]];
        for (const n of all) {
          const before = orders;
          try {
            await store.keepBundle(versionOf(n), bundle(n));
            orders = put(before, n);
          } catch (error) {
            expect(error).toBeInstanceOf(StoreUnavailable);
            orders = [...before, ...put(before, n)];
          }
        }
        delete disk.faults.capacityBytes;
        delete disk.faults.syncFails;
        disk.powerLoss();
        const next = await connect(disk);
        await expectKept(next, orders);
        await next.keepBundle(versionOf(0), bundle(0));
        disk.powerLoss();
        await expectKept(await connect(disk), put([[]], 0));
      }),
      { numRuns: 100 },
    );
  },
);

it('of processes that put at the same time, stop and go on, none takes what another one has kept', async () => {
  const worker = fc.record({
    puts: fc.array(fc.nat(BUNDLES_KEPT - 1), { minLength: 1, maxLength: 6 }),
    crashAfter: fc.oneof(fc.nat(60), fc.constant(Infinity)),
  });
  const workers = fc.array(worker, { minLength: 2, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.constantFrom(0, 0.05, 0.2), workers, async (seed, stalls, all) => {
      const disk = new FaultyDisk(seeded(seed), { stalls });
      const kept = new Set<number>();
      const work = all.map(async ({ puts: own, crashAfter }) => {
        try {
          const store = await connect(disk, crashAfter);
          for (const n of own) {
            await store.keepBundle(versionOf(n), bundle(n));
            kept.add(n);
            // While others put it again, too.
            expect(await bundleIn(store, n)).toEqual([...bundle(n)]);
          }
        } catch (error) {
          if (!(error instanceof Crashed)) throw error;
        }
      });
      await Promise.all(work);
      disk.powerLoss();
      const store = await connect(disk);
      for (const n of kept) expect(await bundleIn(store, n), `bundle ${n}`).toEqual([...bundle(n)]);
    }),
    { numRuns: 150 },
  );
});

describe('a file of a bundle that is damaged', () => {
  let disk: FaultyDisk;
  beforeEach(async () => {
    disk = new FaultyDisk(seeded(1));
    const store = await connect(disk);
    for (let n = 0; n < 2; n++) await store.keepBundle(versionOf(n), bundle(n));
  });
  const pathOf = (n: number): string => disk.paths().find((path) => path.includes(versionOf(n))) as string;

  it.each<[string, (bytes: Uint8Array) => Uint8Array]>([
    ['cut short', (bytes) => bytes.slice(0, -1)],
    ['empty', () => new Uint8Array(0)],
    ['longer', (bytes) => new Uint8Array([...bytes, 0])],
    ['of another form', (bytes) => bytes.with(0, 2)],
    ['changed by a bit', (bytes) => bytes.with(300, (bytes[300] as number) ^ 1)],
  ])('(%s) is told and left out, and the others are there', async (_, change) => {
    disk.damage(pathOf(0), change);
    const messages: string[] = [];
    const store = await connect(disk, Infinity, messages);
    expect(await bundleIn(store, 0)).toBeNull();
    expect(messages).toEqual([`${pathOf(0)}: is damaged; it is left out`]);
    expect(await bundleIn(store, 1)).toEqual([...bundle(1)]);
  });

  it('is replaced when the bundle is put again, also as the last one', async () => {
    for (const n of [0, 1]) {
      disk.damage(pathOf(n), (bytes) => bytes.slice(0, 50));
      const store = await connect(disk);
      await store.keepBundle(versionOf(n), bundle(n));
      expect(await bundleIn(store, n)).toEqual([...bundle(n)]);
    }
  });

  it('does not count under the name of another one', async () => {
    const path = pathOf(0).replace(versionOf(0), versionOf(5));
    await disk.attach().rename(pathOf(0), path);
    expect(await bundleIn(await connect(disk), 5)).toBeNull();
  });

  it('is not written again when it is the last one and whole', async () => {
    const before = disk.paths();
    await (await connect(disk)).keepBundle(versionOf(1), bundle(1));
    expect(disk.paths()).toEqual(before);
  });
});
