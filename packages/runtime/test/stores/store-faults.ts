import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PartitionCommit, PartitionStore, StateStore } from '../../src/ports/state-store.ts';
import { StaleOwner, StoreUnavailable } from '../../src/ports/state-store.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';
import { until } from '../support/until.ts';
import { contents, kept } from './store-model.ts';
import { bundleIn, commitOf, progressOf, row, versionOf } from './store-samples.ts';

/** A remote store that can be reached by another address than its own. */
export interface RemoteStore {
  readonly address: { readonly host: string; readonly port: number };
  open(
    address: { readonly host: string; readonly port: number },
    timeoutMs?: number,
    password?: string,
  ): Promise<StateStore>;
  remove(): Promise<void>;
}

/** How much of a commit's bytes the server gets before the connection is cut. */
const PARTS = [0.01, 0.2, 0.5, 0.8, 0.99];

/** What a store behind a network has to do when that network, or the server, fails. `remote` gives new, empty ones. */
export function storeFaults(name: string, remote: () => Promise<RemoteStore>): void {
  describe(`${name} behind a network that fails`, () => {
    let bench: RemoteStore;
    let proxy: TcpProxy;
    let stores: StateStore[] = [];

    async function open(timeoutMs?: number): Promise<StateStore> {
      const store = await bench.open(proxy, timeoutMs);
      stores.push(store);
      return store;
    }
    beforeEach(async () => {
      bench = await remote();
      proxy = await TcpProxy.start(bench.address);
    });
    afterEach(async () => {
      proxy.cut();
      for (const store of stores) await store.close();
      stores = [];
      await proxy.stop();
      await bench.remove();
    });

    /** Neither more nor less than one of the two commits, in all that a claim gives. */
    async function commitThatIsThere(owner: PartitionStore, seqs: readonly number[]): Promise<number> {
      const seq = owner.progress?.seq ?? 0;
      expect(seqs).toContain(seq);
      expect(owner.outbox.map((one) => one.seq)).toEqual([seq]);
      const states = await kept(owner, USERS);
      expect(new Set(states.map((state) => state?.slice(0, 6)))).toEqual(new Set([stamp(seq)]));
      const { dues } = await contents(owner);
      expect(new Set(dues.map(([, dueMs]) => dueMs))).toEqual(new Set([seq]));
      return seq;
    }

    it('a commit that is cut off is there wholly or not at all, and the next claim says which', async () => {
      const store = await open();
      let owner = await store.claim(0);
      let seq = 1;
      await owner.commit(stamped(seq));
      proxy.count();
      await owner.commit(stamped(++seq));
      const size = proxy.sentBytes;
      for (const part of PARTS) {
        proxy.cutAfter(Math.ceil(size * part));
        await expect(owner.commit(stamped(seq + 1))).rejects.toBeInstanceOf(StoreUnavailable);
        await expect(owner.commit(stamped(seq + 2))).rejects.toBeInstanceOf(StoreUnavailable);
        owner = await until(() => store.claim(0));
        expect(await commitThatIsThere(owner, [seq])).toBe(seq);
        await owner.commit(stamped(++seq));
      }
      expect(await commitThatIsThere(await store.claim(0), [seq])).toBe(seq);
    });

    it('a commit whose answer is lost is found by the next claim', async () => {
      const store = await open();
      let owner = await store.claim(0);
      await owner.commit(stamped(1));
      for (let seq = 2; seq < 5; seq++) {
        proxy.cutBeforeAnswer();
        await expect(owner.commit(stamped(seq))).rejects.toBeInstanceOf(StoreUnavailable);
        owner = await until(() => store.claim(0));
        if ((await commitThatIsThere(owner, [seq - 1, seq])) < seq) await owner.commit(stamped(seq));
      }
    });

    it('a server that hangs is noticed, and what it does later harms nobody', async () => {
      const store = await open(2_000);
      const owner = await store.claim(0);
      await owner.commit(stamped(1));
      proxy.pause();
      await expect(owner.commit(stamped(2))).rejects.toBeInstanceOf(StoreUnavailable);
      const failing = [
        store.claim(0),
        owner.load(['a']),
        store.bundle(versionOf(1)),
        store.keepBundle(versionOf(1), new Uint8Array(1)),
      ];
      for (const { status, ...rest } of await Promise.allSettled<unknown>(failing)) {
        expect(status).toBe('rejected');
        expect('reason' in rest && rest.reason).toBeInstanceOf(StoreUnavailable);
      }

      const direct = await bench.open(bench.address);
      stores.push(direct);
      const next = await direct.claim(0);
      const found = await commitThatIsThere(next, [1, 2]);
      await next.commit(stamped(found + 10));
      proxy.resume();
      await expect(owner.commit(stamped(3))).rejects.toThrow();
      // The store that was cut off works again, once its connection does.
      const again = await until(() => store.claim(0));
      await commitThatIsThere(again, [found + 10]);
      await again.commit(stamped(found + 11));
      await expect(next.commit(stamped(99))).rejects.toBeInstanceOf(StaleOwner);
    });

    it('a store whose server hangs can be closed', async () => {
      const store = await open(2_000);
      await (await store.claim(0)).commit(stamped(1));
      proxy.pause();
      await store.close();
      stores = [];
    });

    it('a bundle that is cut off is kept wholly or not at all, and can be kept again', async () => {
      const store = await open();
      const bundle = (n: number): Uint8Array => new Uint8Array(20_000).fill(n);
      await store.keepBundle(versionOf(0), bundle(0));
      proxy.count();
      await store.keepBundle(versionOf(1), bundle(1));
      const size = proxy.sentBytes;
      for (const [i, part] of [...PARTS, 1].entries()) {
        const n = i + 2;
        if (part < 1) proxy.cutAfter(Math.ceil(size * part));
        else proxy.cutBeforeAnswer();
        await expect(store.keepBundle(versionOf(n), bundle(n))).rejects.toBeInstanceOf(StoreUnavailable);
        const found = await until(() => bundleIn(store, n));
        expect([null, n]).toContain(found === null ? null : found[0]);
        expect(found?.length ?? 20_000).toBe(20_000);
        expect((await bundleIn(store, n - 1))?.[0]).toBe(n - 1);
        await store.keepBundle(versionOf(n), bundle(n));
        expect(await bundleIn(store, n)).toEqual([...bundle(n)]);
      }
    });

    it('a slow network is no failure', async () => {
      proxy.delay(5);
      const store = await open();
      const owner = await store.claim(0);
      await owner.commit(stamped(1));
      await commitThatIsThere(await store.claim(0), [1]);
    });

    it('reading goes on after the connection was lost', async () => {
      const store = await open();
      const owner = await store.claim(0);
      await owner.commit(stamped(1));
      proxy.cut();
      const states = await until(() => kept(owner, ['user 0']));
      expect(states[0]?.startsWith(stamp(1))).toBe(true);
      await owner.commit(stamped(2));
    });

    it('a server that is not there is unavailable', async () => {
      await proxy.stop();
      const gone = { host: '127.0.0.1', port: proxy.port };
      proxy = await TcpProxy.start(bench.address);
      await expect(bench.open(gone)).rejects.toBeInstanceOf(StoreUnavailable);
      await expect(bench.open(gone)).rejects.toThrow(`127.0.0.1:${gone.port}`);
    });

    it('a server that says nothing is unavailable', async () => {
      proxy.pause();
      await expect(bench.open(proxy, 300)).rejects.toBeInstanceOf(StoreUnavailable);
    });

    it('a wrong password is no reason to try again, and is not shown', async () => {
      const error: unknown = await bench.open(bench.address, 2_000, 'wr0ng-s3cret').catch((e: unknown) => e);
      expect(error).toBeInstanceOf(Error);
      expect(error).not.toBeInstanceOf(StoreUnavailable);
      const { message, stack, cause } = error as Error;
      expect(message).toContain('check the user, the password');
      expect(`${message}${stack}${JSON.stringify(error)}${String(cause)}`).not.toContain('wr0ng-s3cret');
    });
  });
}

const USERS = Array.from({ length: 300 }, (_, i) => `user ${i}`);

/** Everything in it says which one it is. */
function stamped(seq: number): PartitionCommit {
  const bytes = new TextEncoder().encode(stamp(seq).repeat(100));
  return commitOf({
    progress: progressOf({ nextOffset: seq, seq }),
    users: USERS.map((key) => ({ key, bytes, dueMs: seq })),
    outbox: [row(seq, { value: bytes })],
    trimmedSeq: seq - 1,
  });
}

function stamp(seq: number): string {
  return `<${String(seq).padStart(4, '0')}>`;
}
