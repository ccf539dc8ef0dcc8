import { expect, it } from 'vitest';
import { describeWith } from '../../../../tests/services/describe-with.ts';
import { StaleOwner, StoreUnavailable } from '../../src/ports/state-store.ts';
import { pem, RedisBench } from './redis-bench.ts';
import { storeContract } from './store-contract.ts';
import { storeFaults } from './store-faults.ts';
import { kept } from './store-model.ts';
import { commitOf, progressOf, row, user, versionOf } from './store-samples.ts';

describeWith('redis', 'Redis', (service) => {
  storeContract(
    'redis',
    async () => {
      const bench = new RedisBench(service);
      return {
        connect: () => bench.open(),
        remember: () => bench.remember(),
        remove: () => bench.remove(),
      };
    },
    { runs: 20 },
  );

  storeFaults('redis', async () => {
    const bench = new RedisBench(service);
    return {
      address: service,
      open: ({ host, port }, timeoutMs, password = service.password) =>
        bench.open({ server: { host, port }, timeoutMs, password }),
      remove: () => bench.remove(),
    };
  });

  /** A bench whose keys are removed whatever happens. */
  async function withBench(work: (bench: RedisBench) => Promise<void>): Promise<void> {
    const bench = new RedisBench(service);
    try {
      await work(bench);
    } finally {
      await bench.remove();
    }
  }

  it('speaks TLS with a server whose certificate is known, and with no other', () =>
    withBench(async (bench) => {
      const server = { host: service.host, port: service.tlsPort };
      const store = await bench.open({ server, tls: { ca: pem(service.ca) } });
      const owner = await store.claim(0);
      await owner.commit(commitOf({ users: [user('a', 'A')] }));
      expect(await kept(owner, ['a'])).toEqual(['A']);
      await store.close();

      const stranger: unknown = await bench.open({ server, tls: {} }).catch((error: unknown) => error);
      expect(stranger).not.toBeInstanceOf(StoreUnavailable);
      expect(String(stranger)).toContain('check `tls`');
    }));

  it('a commit too large for one call is still one commit', () =>
    withBench(async (bench) => {
      const store = await bench.open();
      const owner = await store.claim(0);
      const large = (fill: number) =>
        commitOf({
          progress: progressOf({ seq: fill * 20 }),
          users: Array.from({ length: 20 }, (_, i) => ({
            key: `user ${i}`,
            bytes: new Uint8Array(1 << 20).fill(fill),
            dueMs: fill,
          })),
          outbox: Array.from({ length: 20 }, (_, i) =>
            row((fill - 1) * 20 + i + 1, { value: new Uint8Array(1 << 20).fill(fill) }),
          ),
          trimmedSeq: (fill - 1) * 20,
        });
      await owner.commit(large(1));
      await owner.commit(large(2));
      const next = await store.claim(0);
      // An owner from before may not even put parts aside, where they could mix with the new owner's.
      await expect(owner.commit(large(3))).rejects.toBeInstanceOf(StaleOwner);
      expect(next.outbox.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, i) => 21 + i));
      expect(next.outbox.every(({ value }) => value.length === 1 << 20 && value[0] === 2)).toBe(true);
      for (const state of await next.load(Array.from({ length: 20 }, (_, i) => `user ${i}`))) {
        expect(state?.length).toBe(1 << 20);
        expect(state?.[7]).toBe(2);
      }
      expect(next.stateBytes).toBe(20 << 20);
      const left = await bench.raw((client) => client.keys(`{${bench.prefix}:*staged*`));
      expect(left).toEqual([]);
      await store.close();
    }));

  it('parts that were put aside for a commit that never came are not in the next one', () =>
    withBench(async (bench) => {
      const store = await bench.open();
      const owner = await store.claim(0);
      await bench.raw((client) => client.rpush(`{${bench.prefix}:p0}:staged-users`, 'ghost', '12345678boo'));
      await owner.commit(commitOf({ users: [user('a', 'A')] }));
      expect(await kept(owner, ['ghost'])).toEqual([null]);
      const next = await store.claim(0);
      await next.commit(commitOf({ users: [user('b', 'B')] }));
      expect(await kept(next, ['a', 'b', 'ghost'])).toEqual(['A', 'B', null]);
      await store.close();
    }));

  it('a server that forgot the scripts is given them again', () =>
    withBench(async (bench) => {
      const store = await bench.open();
      const owner = await store.claim(0);
      await bench.raw((client) => client.script('FLUSH'));
      await owner.commit(commitOf({ users: [user('a', 'A')] }));
      expect(await kept(await store.claim(0), ['a'])).toEqual(['A']);
      await store.close();
    }));

  it('two owners of the same epoch, as a fail-over can make them, are still told apart', () =>
    withBench(async (bench) => {
      const store = await bench.open();
      const one = await store.claim(0);
      await bench.raw((client) => client.hincrby(`{${bench.prefix}:p0}:partition`, 'epoch', -1));
      const two = await store.claim(0);
      expect(two.epoch).toBe(one.epoch);
      await expect(one.commit(commitOf({ users: [user('a', 'lost')] }))).rejects.toBeInstanceOf(StaleOwner);
      await two.commit(commitOf({ users: [user('a', 'kept')] }));
      expect(await kept(two, ['a'])).toEqual(['kept']);
      await store.close();
    }));

  it('goes on from what was written before commits were counted', () =>
    withBench(async (bench) => {
      const store = await bench.open();
      await (await store.claim(0)).commit(commitOf({ users: [user('a', 'A')] }));
      await bench.raw((client) => client.hdel(`{${bench.prefix}:p0}:partition`, 'commits'));
      const owner = await store.claim(0);
      expect(owner.progress).toEqual(progressOf());
      for (const text of ['B', 'C']) await owner.commit(commitOf({ users: [user('a', text)] }));
      expect(await kept(await store.claim(0), ['a'])).toEqual(['C']);
      await store.close();
    }));

  it('says what it was that a commit was refused for', () =>
    withBench(async (bench) => {
      const store = await bench.open();
      const lost = await store.claim(0);
      await bench.raw((client) => client.hset(`{${bench.prefix}:p0}:partition`, 'commits', 7));
      await expect(lost.commit(commitOf({}))).rejects.toThrow('has lost commits that it had acknowledged');
      const old = await store.claim(0);
      await store.claim(0);
      await expect(old.commit(commitOf({}))).rejects.toThrow('another owner');
      await store.close();
    }));

  it('nobody goes on from a commit that the server wrote by half', () =>
    withBench(async (bench) => {
      const store = await bench.open();
      const owner = await store.claim(0);
      // Of all that a commit writes, the rows cannot be: something else is where they belong.
      await bench.raw((client) => client.set(`{${bench.prefix}:p0}:outbox`, 'in the way'));
      const broken = owner.commit(commitOf({ users: [user('a', 'A')], outbox: [row(1)] }));
      await expect(broken).rejects.toThrow('WRONGTYPE');
      await expect(store.claim(0)).rejects.toThrow('written by half');
      await store.close();
    }));

  it('all keys of a partition lie in one slot, those of others elsewhere', () =>
    withBench(async (bench) => {
      const store = await bench.open();
      for (const partition of [0, 1]) {
        const owner = await store.claim(partition);
        await owner.commit(commitOf({ users: [user('a', 'A')], outbox: [row(1)] }));
      }
      const tags = await bench.raw(async (client) => {
        const keys = await client.keys(`{${bench.prefix}:*`);
        return keys.map((key) => key.slice(0, key.indexOf('}') + 1));
      });
      expect([...new Set(tags)].sort()).toEqual([`{${bench.prefix}:p0}`, `{${bench.prefix}:p1}`]);
      expect(tags.length).toBe(6);
      await store.close();
    }));

  it('bundles lie in one slot of their own, and no more of them than are kept', () =>
    withBench(async (bench) => {
      const store = await bench.open();
      for (let n = 0; n < 6; n++) await store.keepBundle(versionOf(n), new Uint8Array([n]));
      const [keys, versions] = await bench.raw(async (client) => [
        await client.keys(`{${bench.prefix}:*`),
        await client.hkeys(`{${bench.prefix}:bundles}:bytes`),
      ]);
      expect(keys.sort()).toEqual([`{${bench.prefix}:bundles}:bytes`, `{${bench.prefix}:bundles}:order`]);
      expect(versions.sort()).toEqual([2, 3, 4, 5].map(versionOf).sort());
      await store.close();
    }));

  it('refuses a prefix that would tear a partition apart', () =>
    withBench(async (bench) => {
      for (const prefix of ['', 'a}b', '{a', 'a b']) {
        await expect(bench.open({ prefix })).rejects.toThrow('prefix');
      }
    }));
});
