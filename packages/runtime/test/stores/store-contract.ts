import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, type TestContext } from 'vitest';
import { allAt } from '../../src/ports/state-groups.ts';
import { StaleOwner, type StateStore } from '../../src/ports/state-store.ts';
import { BUNDLES_KEPT } from '../../src/stores/kept-bundle.ts';
import { apply, contents, emptyModel, expectKept, kept, type Model, randomSteps } from './store-model.ts';
import { bundleIn, commitOf, progressOf, row, user, versionOf } from './store-samples.ts';

/** Somewhere to keep state, empty at first, that any number of stores can share as several processes would. */
export interface StoreBench {
  /** Another store on the same data. */
  connect(): Promise<StateStore>;
  /**
   * What is there now, to be put back while owners live, as a server does that crashed before it had synced. Absent: what
   * this store has acknowledged is not lost under a living owner.
   */
  remember?(): Promise<() => Promise<void>>;
  /** All stores have been closed: takes the data away. */
  remove?(): Promise<void>;
}

export interface StoreContractOptions {
  /** Of the random sequences; fewer for a store that is slow to open. */
  readonly runs?: number;
  /** A test that is skipped says why. */
  readonly skip?: string | undefined;
}

/** What every `StateStore` has to do. `open` gives new, empty benches. */
export function storeContract(
  name: string,
  open: () => Promise<StoreBench>,
  { runs = 60, skip }: StoreContractOptions = {},
): void {
  const title = skip === undefined ? `${name} as a state store` : `${name} as a state store (${skip})`;
  describe.skipIf(skip !== undefined)(title, () => {
    let bench: StoreBench;
    let store: StateStore;
    /** Stores are closed at the end only: one that crashed would not have been. */
    let connected: StateStore[] = [];

    async function connect(to: StoreBench = bench): Promise<StateStore> {
      const another = await to.connect();
      connected.push(another);
      return another;
    }
    async function removeAll(from: StoreBench): Promise<void> {
      for (const one of connected) await one.close();
      connected = [];
      await from.remove?.();
    }

    beforeEach(async () => {
      bench = await open();
      store = await connect();
    });
    afterEach(() => removeAll(bench));

    it('a partition that nobody had has no progress, no rows and no users', async () => {
      const owner = await store.claim(0);
      expect(owner.progress).toBeNull();
      expect(owner.outbox).toEqual([]);
      expect(owner.stateBytes).toBe(0);
      expect(await contents(owner)).toEqual({ keys: [], dues: [] });
      expect(await owner.load(['a'])).toEqual([null]);
      expect(await owner.load([])).toEqual([]);
    });

    it('the epoch grows with every claim, of whatever store', async () => {
      const epochs: number[] = [];
      for (let i = 0; i < 4; i++) {
        const owner = await (i % 2 === 0 ? store : await connect()).claim(3);
        epochs.push(owner.epoch);
        if (i === 1) await owner.release();
        if (i === 2) await owner.commit(commitOf({ users: [user('a', 'x')] }));
      }
      for (let i = 1; i < epochs.length; i++) expect(epochs[i]).toBeGreaterThan(epochs[i - 1] as number);
    });

    it('an owner sees what it committed', async () => {
      const owner = await store.claim(0);
      await owner.commit(commitOf({ users: [user('a', 'one', 5), user('b', 'two')] }));
      expect(await kept(owner, ['b', 'nobody', 'a', 'b'])).toEqual(['two', null, 'one', 'two']);
      expect((await contents(owner)).keys).toEqual(['a', 'b']);
      expect(owner.stateBytes).toBeGreaterThanOrEqual(6);
    });

    it.each(['the same store', 'another store'])(
      'a claim by %s finds exactly what was committed',
      async (who) => {
        const owner = await store.claim(7);
        const first = row(1, { key: 'acme:ann', value: new Uint8Array([0, 255, 10, 13, 0]), headers: [] });
        const second = row(2, {
          output: 'segments',
          offset: 11,
          headers: [
            ['ce_id', 'n-1'],
            ['traceparent', '00-ä"\u2028-01'],
            ['ce_id', 'again'],
          ],
        });
        const third = row(3, { output: 'dead-letter', value: new Uint8Array(0) });
        const progress = {
          nextOffset: 12,
          watermarkMs: -Infinity,
          states: allAt({ nextOffset: 5, watermarkMs: -Infinity }).with(3, {
            nextOffset: 4,
            watermarkMs: 1_700_000_000_000,
          }),
          swept: false,
          seq: 3,
          outTo: 9,
          activations: [
            { version: 'sha256:abc', fromOffset: 0 },
            { version: 'sha256:"ü"', fromOffset: 2 ** 40 },
          ],
        };
        const users = [user('a', 'A', 1_700_000_000_123), user('b', 'B'), user('c', '', 0)];
        await owner.commit({ progress, users, outbox: [first, second, third], trimmedSeq: 0 });

        const next = await (who === 'the same store' ? store : await connect()).claim(7);
        expect(next.progress).toEqual(progress);
        expect(next.outbox).toEqual([first, second, third]);
        expect(await contents(next)).toEqual({
          keys: ['a', 'b', 'c'],
          dues: [
            ['a', 1_700_000_000_123],
            ['c', 0],
          ],
        });
        expect(await kept(next, ['c', 'x', 'a', 'b'])).toEqual(['', null, 'A', 'B']);
      },
    );

    it('the last state of a user counts, also a shorter or a longer one', async () => {
      const owner = await store.claim(0);
      const texts = ['short', 'x'.repeat(5_000), 'y', 'z'.repeat(300)];
      for (const text of texts) {
        await owner.commit(commitOf({ users: [user('a', text)] }));
        expect(await kept(owner, ['a'])).toEqual([text]);
      }
      const next = await store.claim(0);
      expect(await kept(next, ['a'])).toEqual([texts.at(-1)]);
    });

    it('a user has one due instant: the last one, or none', async () => {
      const owner = await store.claim(0);
      await owner.commit(commitOf({ users: [user('a', '', 10), user('b', '', 20), user('c', '')] }));
      await owner.commit(
        commitOf({ users: [user('a', '', 30), user('b', '', Infinity), user('c', '', -5)] }),
      );
      const expected = [
        ['a', 30],
        ['c', -5],
      ];
      expect((await contents(owner)).dues).toEqual(expected);
      expect((await contents(await store.claim(0))).dues).toEqual(expected);
    });

    it('rows that were trimmed are gone, the others stay in order', async () => {
      const owner = await store.claim(0);
      const rows = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((seq) => row(seq));
      await owner.commit(commitOf({ outbox: rows.slice(0, 9) }));
      await owner.commit(commitOf({ outbox: rows.slice(9), trimmedSeq: 4 }));
      expect((await store.claim(0)).outbox).toEqual(rows.slice(4));

      const next = await (await connect()).claim(0);
      await next.commit(commitOf({ trimmedSeq: 12 }));
      const last = await store.claim(0);
      expect(last.outbox).toEqual([]);
      expect(last.progress?.seq).toBe(0);
    });

    it('a commit without users and rows still takes the progress on', async () => {
      const owner = await store.claim(0);
      await owner.commit(commitOf({ users: [user('a', 'A', 4)], outbox: [row(1)] }));
      await owner.commit(commitOf({ progress: progressOf({ nextOffset: 99, watermarkMs: -1, seq: 1 }) }));
      const next = await store.claim(0);
      expect(next.progress).toEqual(progressOf({ nextOffset: 99, watermarkMs: -1, seq: 1 }));
      expect(next.outbox).toEqual([row(1)]);
      expect(await kept(next, ['a'])).toEqual(['A']);
    });

    it.each(['the same store', 'another store'])(
      'an owner from before a claim by %s commits nothing any more',
      async (who) => {
        const old = await store.claim(0);
        await old.commit(commitOf({ users: [user('a', 'kept', 1)], outbox: [row(1)] }));
        const other = who === 'the same store' ? store : await connect();
        const now = await other.claim(0);
        const late = commitOf({
          progress: progressOf({ nextOffset: 500, seq: 2 }),
          users: [user('a', 'lost', 2), user('b', 'lost', 3)],
          outbox: [row(2)],
          trimmedSeq: 1,
        });
        await expect(old.commit(late)).rejects.toBeInstanceOf(StaleOwner);
        await expect(old.commit(commitOf({}))).rejects.toBeInstanceOf(StaleOwner);

        expect(await kept(now, ['a', 'b'])).toEqual(['kept', null]);
        await now.commit(commitOf({ users: [user('c', 'new')] }));
        const next = await (await connect()).claim(0);
        expect(next.outbox).toEqual([row(1)]);
        expect(next.progress).toEqual(progressOf({}));
        expect(await kept(next, ['a', 'b', 'c'])).toEqual(['kept', null, 'new']);
        expect((await contents(next)).dues).toEqual([['a', 1]]);
      },
    );

    it('an owner is refused after many claims, too', async () => {
      const old = await store.claim(0);
      for (let i = 0; i < 3; i++) await (await connect()).claim(0);
      await expect(old.commit(commitOf({ users: [user('a', 'lost')] }))).rejects.toBeInstanceOf(StaleOwner);
      expect(await kept(await store.claim(0), ['a'])).toEqual([null]);
    });

    describe('commits that were acknowledged and lost', () => {
      /** What is there now, to be put back. */
      async function remember({ skip }: TestContext): Promise<() => Promise<void>> {
        return (await bench.remember?.()) ?? skip('nothing is lost under a living owner');
      }

      it('let the next one of their owner fail, and whoever claims anew finds what is left', async (test) => {
        const owner = await store.claim(0);
        const first = commitOf({
          progress: progressOf({ nextOffset: 4, seq: 1 }),
          users: [user('a', 'first', 5)],
          outbox: [row(1)],
        });
        await owner.commit(first);
        const putBack = await remember(test);
        await owner.commit(
          commitOf({
            progress: progressOf({ nextOffset: 8, seq: 2 }),
            users: [user('a', 'lost'), user('b', 'lost', 6)],
            outbox: [row(2)],
            trimmedSeq: 1,
          }),
        );
        await owner.commit(commitOf({ progress: progressOf({ nextOffset: 9, seq: 2 }) }));
        await putBack();

        const next = commitOf({
          progress: progressOf({ nextOffset: 12, seq: 3 }),
          users: [user('c', 'refused', 7)],
          outbox: [row(3)],
          trimmedSeq: 2,
        });
        await expect(owner.commit(next)).rejects.toBeInstanceOf(StaleOwner);
        await expect(owner.commit(commitOf({}))).rejects.toBeInstanceOf(StaleOwner);

        const anew = await store.claim(0);
        expect(anew.progress).toEqual(first.progress);
        expect(anew.outbox).toEqual([row(1)]);
        expect(await contents(anew)).toEqual({ keys: ['a'], dues: [['a', 5]] });
        expect(await kept(anew, ['a', 'b', 'c'])).toEqual(['first', null, null]);
        await anew.commit(commitOf({ users: [user('b', 'again')] }));
        await anew.commit(commitOf({ users: [user('c', 'again')] }));
        const last = await (await connect()).claim(0);
        expect(await kept(last, ['a', 'b', 'c'])).toEqual(['first', 'again', 'again']);
      });

      it('are noticed when they were all that a partition had', async (test) => {
        const owner = await store.claim(0);
        const putBack = await remember(test);
        await owner.commit(commitOf({ users: [user('a', 'lost')] }));
        await putBack();
        const next = commitOf({ users: [user('b', 'refused')] });
        await expect(owner.commit(next)).rejects.toBeInstanceOf(StaleOwner);
        const anew = await store.claim(0);
        expect(anew.progress).toBeNull();
        expect(await contents(anew)).toEqual({ keys: [], dues: [] });
      });

      it('are told from a server that came back with all of them', async (test) => {
        const owner = await store.claim(0);
        await owner.commit(commitOf({ users: [user('a', 'A')] }));
        const putBack = await remember(test);
        await putBack();
        await owner.commit(commitOf({ users: [user('b', 'B')] }));
        expect(await kept(await store.claim(0), ['a', 'b'])).toEqual(['A', 'B']);
      });

      it('of one partition harm no other', async (test) => {
        const [lost, whole] = [await store.claim(1), await store.claim(2)];
        await whole.commit(commitOf({ users: [user('a', 'A')] }));
        const putBack = await remember(test);
        await lost.commit(commitOf({ users: [user('a', 'lost')] }));
        await putBack();
        await expect(lost.commit(commitOf({}))).rejects.toBeInstanceOf(StaleOwner);
        await whole.commit(commitOf({ users: [user('b', 'B')] }));
        expect(await kept(await store.claim(2), ['a', 'b'])).toEqual(['A', 'B']);
      });
    });

    it('of claims at the same time exactly one can commit', async () => {
      const before = await store.claim(0);
      await before.commit(commitOf({ users: [user('a', 'before')] }));
      const stores = [store, await connect(), await connect(), store];
      const claims = await Promise.allSettled(stores.map((one) => one.claim(0)));
      let committed = 0;
      const epochs = new Set<number>();
      for (const claim of claims) {
        // A claim that another one overtook may say so at once.
        if (claim.status === 'rejected') {
          expect(claim.reason).toBeInstanceOf(StaleOwner);
          continue;
        }
        const owner = claim.value;
        epochs.add(owner.epoch);
        try {
          await owner.commit(commitOf({ users: [user('a', `epoch ${owner.epoch}`)] }));
          committed++;
        } catch (error) {
          expect(error).toBeInstanceOf(StaleOwner);
        }
      }
      expect(committed).toBe(1);
      const next = await store.claim(0);
      expect(await kept(next, ['a'])).toEqual([`epoch ${Math.max(...epochs)}`]);
      expect(next.epoch).toBeGreaterThan(Math.max(...epochs));
    });

    it('partitions know nothing of each other', async () => {
      const [one, two, eleven] = [await store.claim(1), await store.claim(2), await store.claim(11)];
      await one.commit(commitOf({ users: [user('a', 'of 1', 1)], outbox: [row(1, { key: 'p1' })] }));
      await eleven.commit(commitOf({ users: [user('a', 'of 11')] }));
      expect(await kept(two, ['a'])).toEqual([null]);
      const again = await (await connect()).claim(2);
      expect(again.progress).toBeNull();
      expect(again.outbox).toEqual([]);
      expect(await contents(again)).toEqual({ keys: [], dues: [] });
      // The claim of one partition leaves the owners of others alone.
      await one.commit(commitOf({ users: [user('b', 'of 1')] }));
      expect(await kept(one, ['a', 'b'])).toEqual(['of 1', 'of 1']);
      expect(await kept(await store.claim(11), ['a', 'b'])).toEqual(['of 11', null]);
    });

    it('keys and values may hold anything that an id can hold, and more', async () => {
      const keys = [
        'acme\u001fann',
        'acme\u001fann\u001f',
        `it's "quoted" \\ \`x\` $1 %s {p0}:*?[]`,
        'Zoë',
        'Zoe\u0308',
        '名前\u001f👩‍👩‍👧',
        '\u{10ffff}',
        ' ',
        '__proto__',
        'constructor',
        'line\nbreak\ttab\r',
        '../../etc/passwd',
        'k'.repeat(1_000),
      ];
      const owner = await store.claim(0);
      await owner.commit(commitOf({ users: keys.map((key, i) => user(key, `state ${i} ${key}`, i)) }));
      const next = await (await connect()).claim(0);
      expect(await kept(next, keys)).toEqual(keys.map((key, i) => `state ${i} ${key}`));
      const found = await contents(next);
      expect(found.keys).toEqual([...keys].sort());
      expect(new Map(found.dues as [string, number][])).toEqual(new Map(keys.map((key, i) => [key, i])));
    });

    it('every byte of a state comes back', async () => {
      const bytes = Uint8Array.from({ length: 512 }, (_, i) => i % 256);
      const owner = await store.claim(0);
      await owner.commit(commitOf({ users: [{ key: 'a', bytes, dueMs: Infinity }] }));
      const [found] = await (await store.claim(0)).load(['a']);
      expect(Buffer.from(found as Uint8Array).equals(bytes)).toBe(true);
    });

    it('the memory of what was committed may be used for something else', async () => {
      const owner = await store.claim(0);
      const bytes = Buffer.from('state');
      const value = Buffer.from('value');
      await owner.commit(commitOf({ users: [{ key: 'a', bytes, dueMs: 1 }], outbox: [row(1, { value })] }));
      bytes.fill(0);
      value.fill(0);
      expect(await kept(owner, ['a'])).toEqual(['state']);
      const next = await store.claim(0);
      expect(await kept(next, ['a'])).toEqual(['state']);
      expect(next.outbox.map((one) => new TextDecoder().decode(one.value))).toEqual(['value']);
    });

    it('thousands of users and states of a megabyte go into one commit', async () => {
      const users = Array.from({ length: 3_000 }, (_, i) =>
        user(`user ${i}`, `s${i}`.repeat(40), i % 3 === 0 ? i : Infinity),
      );
      const large = [1, 2, 3].map((i) => ({
        key: `large ${i}`,
        bytes: new Uint8Array(1024 * 1024).fill(i),
        dueMs: Infinity,
      }));
      const rows = Array.from({ length: 2_000 }, (_, i) => row(i + 1));
      const owner = await store.claim(0);
      await owner.commit(
        commitOf({ progress: progressOf({ seq: 2_000 }), users: [...users, ...large], outbox: rows }),
      );
      expect(owner.stateBytes).toBeGreaterThan(3 * 1024 * 1024);

      const next = await (await connect()).claim(0);
      expect(next.stateBytes).toBeGreaterThan(3 * 1024 * 1024);
      expect(next.outbox).toEqual(rows);
      const found = await contents(next);
      expect(found.keys.length).toBe(3_003);
      expect(found.dues.length).toBe(1_000);
      const keys = users.map((u) => u.key);
      expect(await kept(next, keys)).toEqual(users.map((_, i) => `s${i}`.repeat(40)));
      for (const { key, bytes } of large) {
        const [state] = await next.load([key]);
        expect(Buffer.from(state as Uint8Array).equals(bytes), key).toBe(true);
      }
    });

    it('released partitions can be claimed again, with all that they hold', async () => {
      const owner = await store.claim(0);
      await owner.commit(commitOf({ users: [user('a', 'A', 9)], outbox: [row(1)] }));
      await owner.release();
      const next = await store.claim(0);
      expect(next.epoch).toBeGreaterThan(owner.epoch);
      expect(next.outbox).toEqual([row(1)]);
      expect(await kept(next, ['a'])).toEqual(['A']);
      await next.commit(commitOf({ users: [user('a', 'B')] }));
      expect(await kept(next, ['a'])).toEqual(['B']);
    });

    it('releasing after somebody else claimed takes nothing from them', async () => {
      const old = await store.claim(0);
      const now = await (await connect()).claim(0);
      await old.release();
      await now.commit(commitOf({ users: [user('a', 'A')] }));
      expect(await kept(now, ['a'])).toEqual(['A']);
    });

    it('a bundle is found by its version, by whatever store', async () => {
      const bytes = Uint8Array.from({ length: 700 }, (_, i) => i % 256);
      await store.keepBundle(versionOf(1), bytes);
      await store.keepBundle(versionOf(2), new Uint8Array(0));
      for (const one of [store, await connect()]) {
        expect(await bundleIn(one, 1)).toEqual([...bytes]);
        expect(await bundleIn(one, 2)).toEqual([]);
      }
    });

    it('there is no bundle of a version that was never kept, nor of what is no version', async () => {
      expect(await bundleIn(store, 1)).toBeNull();
      await store.keepBundle(versionOf(1), new Uint8Array([1]));
      expect(await bundleIn(store, 2)).toBeNull();
      for (const odd of ['', 'v1', '../p00000', `${versionOf(1)}x`, versionOf(1).toUpperCase()]) {
        expect(await store.bundle(odd), odd).toBeNull();
        await expect(store.keepBundle(odd, new Uint8Array(1)), odd).rejects.toThrow('not the version');
      }
    });

    it('of many bundles the last few are kept', async () => {
      const all = Array.from({ length: BUNDLES_KEPT + 2 }, (_, i) => i);
      for (const i of all)
        await (i % 2 === 0 ? store : await connect()).keepBundle(versionOf(i), new Uint8Array([i]));
      for (const i of all) expect(await bundleIn(store, i), `bundle ${i}`).toEqual(i < 2 ? null : [i]);
    });

    it('a bundle that is put again is the last one, and there once', async () => {
      const all = Array.from({ length: BUNDLES_KEPT }, (_, i) => i);
      for (const i of all) await store.keepBundle(versionOf(i), new Uint8Array([i]));
      for (let times = 0; times < BUNDLES_KEPT; times++)
        await store.keepBundle(versionOf(0), new Uint8Array([0]));
      for (const i of all) expect(await bundleIn(store, i), `bundle ${i}`).toEqual([i]);
      await store.keepBundle(versionOf(100), new Uint8Array([100]));
      for (const i of [0, 2, 3, 100]) expect(await bundleIn(store, i), `bundle ${i}`).toEqual([i]);
      expect(await bundleIn(store, 1)).toBeNull();
    });

    it('bundles that are put at the same time are all there', async () => {
      const stores = [store, await connect(), await connect(), await connect()];
      for (let round = 0; round < 3; round++) {
        await Promise.all(
          stores.map(async (one, i) => {
            await one.keepBundle(versionOf(i % 2), new Uint8Array([i % 2]));
            await one.keepBundle(versionOf(i), new Uint8Array([i]));
          }),
        );
        for (const i of stores.keys()) expect(await bundleIn(await connect(), i)).toEqual([i]);
      }
    });

    it("a bundle's memory is the caller's own", async () => {
      const bytes = Buffer.from('bundle');
      await store.keepBundle(versionOf(1), bytes);
      bytes.fill(0);
      (await store.bundle(versionOf(1)))?.fill(0);
      expect(await bundleIn(store, 1)).toEqual([...Buffer.from('bundle')]);
    });

    it('bundles and partitions leave each other alone', async () => {
      const owner = await store.claim(0);
      await owner.commit(commitOf({ users: [user('a', 'A', 9)], outbox: [row(1)] }));
      await store.keepBundle(versionOf(1), new Uint8Array([1]));
      await owner.commit(commitOf({ users: [user('b', 'B')] }));
      const next = await (await connect()).claim(0);
      expect(await contents(next)).toEqual({ keys: ['a', 'b'], dues: [['a', 9]] });
      expect(await bundleIn(store, 1)).toEqual([1]);
    });

    it('a bundle of some megabytes is kept, and one of very many is refused in words', async () => {
      const large = new Uint8Array(5 * 1024 * 1024).fill(7);
      await store.keepBundle(versionOf(1), large);
      const found = await (await connect()).bundle(versionOf(1));
      expect(Buffer.compare(found as Uint8Array, large)).toBe(0);
      const tooLarge = store.keepBundle(versionOf(2), new Uint8Array(64 * 1024 * 1024 + 1));
      await expect(tooLarge).rejects.toThrow(
        `bundle ${versionOf(2)} has 64.0 MiB, and a store keeps at most 64 MiB`,
      );
    });

    it('any sequence of commits, claims and crashes leaves what a simple model says', async () => {
      await fc.assert(
        fc.asyncProperty(randomSteps, async (steps) => {
          const own = await open();
          try {
            let current = await connect(own);
            let owner = await current.claim(5);
            const former: (typeof owner)[] = [];
            let model: Model = emptyModel();
            for (const step of steps) {
              switch (step.kind) {
                case 'commit': {
                  const { commit, next } = apply(model, step);
                  await owner.commit(commit);
                  model = next;
                  break;
                }
                case 'claim':
                  former.push(owner);
                  if (step.release) await owner.release();
                  if (step.elsewhere) current = await connect(own);
                  owner = await current.claim(5);
                  await expectKept(owner, model);
                  break;
                case 'late':
                  for (const old of former.splice(0)) {
                    const { commit } = apply(model, step);
                    await expect(old.commit(commit)).rejects.toThrow();
                  }
                  break;
                case 'look':
                  await expectKept(owner, model, 'while owned');
                  break;
              }
            }
            await expectKept(await (await connect(own)).claim(5), model);
          } finally {
            await removeAll(own);
            // The suite's own store was among those that were closed.
            store = await connect();
          }
        }),
        { numRuns: runs },
      );
    });
  });
}
