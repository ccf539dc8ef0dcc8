import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type PartitionStore, StaleOwner, StoreUnavailable } from '../../src/ports/state-store.ts';
import { openDiskStore } from '../../src/stores/disk/disk-store.ts';
import { Crashed, FaultyDisk, seeded } from '../support/faulty-disk.ts';
import { kept } from './store-model.ts';
import { commitOf, progressOf, row, user } from './store-samples.ts';

// Hunts: two owners who both believe that they committed; owners who were stopped in the middle and go on later.

/** What an owner tried to commit, and on what it was built. */
interface Attempt {
  readonly token: number;
  readonly parent: number;
  acknowledged: boolean;
}

/** The partition as one number: all parts of it have to name the same commit. */
async function tokenOf(owner: PartitionStore): Promise<number> {
  const token = owner.progress?.nextOffset ?? 0;
  const [state] = await kept(owner, ['last']);
  expect(state).toBe(token === 0 ? null : `token ${token}`);
  expect(owner.outbox.map((one) => one.offset)).toEqual(token === 0 ? [] : [token]);
  return token;
}

class History {
  readonly attempts = new Map<number, Attempt>();
  private token = 0;

  async commit(owner: PartitionStore, parent: number, seq: number): Promise<number> {
    const token = ++this.token;
    const attempt: Attempt = { token, parent, acknowledged: false };
    this.attempts.set(token, attempt);
    await owner.commit(
      commitOf({
        progress: progressOf({ nextOffset: token, seq }),
        users: [user('last', `token ${token}`), user(`other ${token % 5}`, 'x'.repeat(300), token)],
        outbox: [row(seq, { offset: token })],
        trimmedSeq: seq - 1,
      }),
    );
    attempt.acknowledged = true;
    return token;
  }

  acknowledged(): Attempt[] {
    return [...this.attempts.values()].filter((one) => one.acknowledged);
  }

  /** All of these stand in the line that leads to `last`. */
  expectLine(last: number, acknowledged: readonly Attempt[]): void {
    const line = new Set<number>();
    for (let at = last; at !== 0; at = (this.attempts.get(at) as Attempt).parent) line.add(at);
    expect(acknowledged.filter(({ token }) => !line.has(token))).toEqual([]);
  }
}

async function worker(
  disk: FaultyDisk,
  history: History,
  claims: number,
  segmentBytes: number,
  crashAfter: number,
) {
  try {
    const store = await openDiskStore({ folder: 'state', segmentBytes, disk: disk.attach(crashAfter) });
    for (let i = 0; i < claims; i++) {
      try {
        // Not what is acknowledged meanwhile: then this claim was overtaken, and learns it with its first commit.
        const before = history.acknowledged();
        const owner = await store.claim(0);
        let token = await tokenOf(owner);
        history.expectLine(token, before);
        let seq = owner.progress?.seq ?? 0;
        for (let k = 0; k < 6; k++) token = await history.commit(owner, token, ++seq);
      } catch (error) {
        if (!(error instanceof StaleOwner) && !(error instanceof StoreUnavailable)) throw error;
      }
    }
  } catch (error) {
    if (!(error instanceof Crashed)) throw error;
  }
}

it('of owners who stop and go on at any moment, what one acknowledged all that come later build on', async () => {
  const lives = fc.record({
    seed: fc.nat(),
    segmentBytes: fc.constantFrom(300, 2_000, 1_000_000),
    stalls: fc.constantFrom(0, 0.05, 0.2),
    syncFails: fc.constantFrom(0, 0, 0.1),
    rounds: fc.array(
      fc.record({
        workers: fc.array(
          fc.record({
            claims: fc.integer({ min: 1, max: 3 }),
            crashAfter: fc.oneof(fc.nat(80), fc.constant(Infinity)),
          }),
          { minLength: 1, maxLength: 4 },
        ),
        power: fc.boolean(),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  });
  await fc.assert(
    fc.asyncProperty(lives, async ({ seed, segmentBytes, stalls, syncFails, rounds }) => {
      const disk = new FaultyDisk(seeded(seed), { stalls, syncFails });
      const history = new History();
      for (const { workers, power } of rounds) {
        await Promise.all(
          workers.map(({ claims, crashAfter }) => worker(disk, history, claims, segmentBytes, crashAfter)),
        );
        if (power) disk.powerLoss();
      }
      disk.faults.syncFails = 0;
      const store = await openDiskStore({ folder: 'state', segmentBytes, disk: disk.attach() });
      history.expectLine(await tokenOf(await store.claim(0)), history.acknowledged());
    }),
    { numRuns: 500 },
  );
});
