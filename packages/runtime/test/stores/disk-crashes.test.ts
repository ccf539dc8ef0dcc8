import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type PartitionStore, type StateStore, StoreUnavailable } from '../../src/ports/state-store.ts';
import { openDiskStore } from '../../src/stores/disk/disk-store.ts';
import { Crashed, type Faults, FaultyDisk, seeded } from '../support/faulty-disk.ts';
import { apply, type Change, emptyModel, expectKept, type Model, randomChange } from './store-model.ts';

// Hunts: commits that were acknowledged and are gone, halves of commits, commits that come back, disks that do not recover.

const FOLDER = 'state';
const PARTITION = 3;

/** Processes that live for so many operations of the disk; `power`: then the machine stops with them. */
const lives = fc.array(fc.record({ operations: fc.nat(60), power: fc.boolean() }), {
  minLength: 1,
  maxLength: 6,
});
const work = fc.record({
  seed: fc.nat(),
  changes: fc.array(randomChange, { minLength: 1, maxLength: 30 }),
  lives,
  segmentBytes: fc.constantFrom(500, 4_000, 1_000_000),
});

function connect(disk: FaultyDisk, segmentBytes: number, crashAfter = Infinity): Promise<StateStore> {
  return openDiskStore({ folder: FOLDER, segmentBytes, disk: disk.attach(crashAfter) });
}

/** What the partition may hold: the last acknowledged state, or the one of the commit that was under way. */
async function expectOneOf(owner: PartitionStore, models: readonly Model[]): Promise<Model> {
  const model = models.find(({ progress }) => same(progress, owner.progress));
  expect(model, `found ${JSON.stringify(owner.progress)}`).toBeDefined();
  await expectKept(owner, model as Model);
  return model as Model;
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Each change takes the offset on, so that no two states of a run look alike. */
function advancing(changes: readonly Change[]): Change[] {
  return changes.map((change) => ({ ...change, offsets: change.offsets + 1 }));
}

it('after a crash at any operation what was acknowledged is there, and what was not, wholly or not at all', async () => {
  await fc.assert(
    fc.asyncProperty(work, async ({ seed, changes, lives: all, segmentBytes }) => {
      const disk = new FaultyDisk(seeded(seed));
      const queue = advancing(changes);
      let possible: readonly Model[] = [emptyModel()];
      for (const life of all) {
        try {
          const store = await connect(disk, segmentBytes, life.operations);
          const owner = await store.claim(PARTITION);
          let model = await expectOneOf(owner, possible);
          possible = [model];
          for (let change = queue.shift(); change !== undefined; change = queue.shift()) {
            const { commit, next } = apply(model, change);
            possible = [model, next];
            await owner.commit(commit);
            model = next;
            possible = [model];
          }
        } catch (error) {
          if (!(error instanceof Crashed)) throw error;
        }
        if (life.power) disk.powerLoss();
      }
      const owner = await (await connect(disk, segmentBytes)).claim(PARTITION);
      await expectOneOf(owner, possible);
    }),
    { numRuns: 400 },
  );
});

it.each<[string, Faults]>([
  ['full', { capacityBytes: 9_000 }],
  ['failing to sync', { syncFails: 0.15 }],
])('a disk that is %s loses nothing, and the partition goes on when it is well again', async (_, faults) => {
  await fc.assert(
    fc.asyncProperty(work, async ({ seed, changes, lives: all, segmentBytes }) => {
      const disk = new FaultyDisk(seeded(seed), { ...faults });
      const queue = advancing(changes);
      let possible: readonly Model[] = [emptyModel()];
      for (const life of [...all, { operations: Infinity, power: true }]) {
        try {
          const owner = await (await connect(disk, segmentBytes)).claim(PARTITION);
          let model = await expectOneOf(owner, possible);
          possible = [model];
          for (let change = queue.shift(); change !== undefined; change = queue.shift()) {
            const { commit, next } = apply(model, change);
            possible = [model, next];
            await owner.commit(commit);
            model = next;
            possible = [model];
          }
        } catch (error) {
          expect(error).toBeInstanceOf(StoreUnavailable);
        }
        if (life.power) disk.powerLoss();
      }
      delete disk.faults.capacityBytes;
      delete disk.faults.syncFails;
      const owner = await (await connect(disk, segmentBytes)).claim(PARTITION);
      const { commit, next } = apply(
        await expectOneOf(owner, possible),
        queue[0] ?? (advancing(changes)[0] as Change),
      );
      await owner.commit(commit);
      await expectOneOf(await (await connect(disk, segmentBytes)).claim(PARTITION), [next]);
    }),
    { numRuns: 150 },
  );
});

it('a folder that was only half made when everything stopped is made anew', async () => {
  for (let seed = 0; seed < 300; seed++) {
    const random = seeded(seed);
    const disk = new FaultyDisk(random);
    for (let life = 0; life < 3; life++) {
      try {
        await (await connect(disk, 1_000, Math.floor(random() * 8))).claim(PARTITION);
      } catch (error) {
        expect(error).toBeInstanceOf(Crashed);
      }
      if (life > 0) disk.powerLoss();
    }
    const owner = await (await connect(disk, 1_000)).claim(PARTITION);
    await expectKept(owner, emptyModel());
  }
});
