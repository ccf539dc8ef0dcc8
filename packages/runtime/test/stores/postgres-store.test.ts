import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { describeWith } from '../../../../tests/services/describe-with.ts';
import { StaleOwner, type StateStore, StoreUnavailable } from '../../src/ports/state-store.ts';
import { postgresSchema } from '../../src/stores/postgres/schema.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';
import { until } from '../support/until.ts';
import { PostgresBench } from './postgres-bench.ts';
import { pem } from './redis-bench.ts';
import { storeContract } from './store-contract.ts';
import { storeFaults } from './store-faults.ts';
import { contents, kept } from './store-model.ts';
import { bundleIn, commitOf, progressOf, row, user, versionOf } from './store-samples.ts';

describeWith('postgres', 'PostgreSQL', (service) => {
  storeContract(
    'postgres',
    async () => {
      const bench = new PostgresBench(service);
      return {
        connect: () => bench.open(),
        remember: () => bench.remember(),
        remove: () => bench.remove(),
      };
    },
    { runs: 10 },
  );

  storeFaults('postgres', async () => {
    const bench = new PostgresBench(service);
    // Making the tables belongs to no test of a network.
    await (await bench.open()).close();
    return {
      address: service,
      open: ({ host, port }, timeoutMs, password = service.password) =>
        bench.open({ host, port, timeoutMs, password }),
      remove: () => bench.remove(),
    };
  });

  /** A bench whose schema is removed whatever happens. */
  async function withBench(work: (bench: PostgresBench) => Promise<void>): Promise<void> {
    const bench = new PostgresBench(service);
    try {
      await work(bench);
    } finally {
      await bench.remove();
    }
  }

  it('speaks TLS with a server whose certificate is known, and with no other', () =>
    withBench(async (bench) => {
      const store = await bench.open({ tls: { ca: pem(service.ca) } });
      const owner = await store.claim(0);
      await owner.commit(commitOf({ users: [user('a', 'A')] }));
      expect(await kept(owner, ['a'])).toEqual(['A']);
      await store.close();

      const stranger: unknown = await bench.open({ tls: {} }).catch((error: unknown) => error);
      expect(stranger).not.toBeInstanceOf(StoreUnavailable);
      expect(String(stranger)).toContain('check `tls`');
    }));

  it('says which SQL to run where it may not make its tables, and then works', () =>
    withBench(async (bench) => {
      const error = await bench.open({ migrate: false }).catch((e: unknown) => e as Error);
      const { message } = error as Error;
      expect(message).toContain('has no tables of nudge; allow migration, or run:\nBEGIN;\nCREATE SCHEMA');
      await bench.raw((client) => client.query(message.slice(message.indexOf('BEGIN;'))));
      const store = await bench.open({ migrate: false });
      const owner = await store.claim(0);
      await owner.commit(commitOf({ users: [user('a', 'A')] }));
      await store.close();
    }));

  it('the SQL for people makes the same tables', () =>
    withBench(async (bench) => {
      await bench.raw((client) => client.query(postgresSchema(bench.schema)));
      const store = await bench.open({ migrate: false });
      await store.claim(0);
      await store.close();
    }));

  it.each([1, 2])(
    'tables of version %i are brought up to date with what they hold, or it says how',
    (version) =>
      withBench(async (bench) => {
        const before = await bench.open();
        await (await before.claim(0)).commit(commitOf({ users: [user('a', 'A')] }));
        await before.close();
        const undo = [
          `DROP TABLE "${bench.schema}".nudge_bundle`,
          `ALTER TABLE "${bench.schema}".nudge_partition DROP COLUMN commits`,
        ];
        const since = `DELETE FROM "${bench.schema}".nudge_schema WHERE version > ${version}`;
        await bench.raw((client) => client.query([...undo.slice(version - 1), since].join(';')));
        await expect(bench.open({ migrate: false })).rejects.toThrow(`has version ${version}, 3 is needed`);
        const store = await bench.open();
        await store.keepBundle(versionOf(1), new Uint8Array([1]));
        expect(await bundleIn(store, 1)).toEqual([1]);
        const owner = await store.claim(0);
        expect(owner.progress).toEqual(progressOf());
        expect(await kept(owner, ['a'])).toEqual(['A']);
        for (const text of ['B', 'C']) await owner.commit(commitOf({ users: [user('a', text)] }));
        expect(await kept(await store.claim(0), ['a'])).toEqual(['C']);
        await store.close();
      }),
  );

  it('leaves tables of a newer version alone', () =>
    withBench(async (bench) => {
      await (await bench.open()).close();
      await bench.raw((client) => client.query(`INSERT INTO "${bench.schema}".nudge_schema VALUES (999)`));
      await expect(bench.open()).rejects.toThrow('version 999');
    }));

  it('workers that start at the same time make the tables once', () =>
    withBench(async (bench) => {
      const stores = await Promise.all([1, 2, 3, 4].map(() => bench.open()));
      for (const store of stores) await store.close();
    }));

  it('keeps ids that are longer than an entry of an index', () =>
    withBench(async (bench) => {
      const keys = ['', 'x'].map((end) => `acme\u001f${'\u{1f40c}'.repeat(5_000)}${end}`).sort();
      const store = await bench.open();
      const owner = await store.claim(0);
      await owner.commit(commitOf({ users: keys.map((key, i) => user(key, `state ${i}`, i)) }));
      const next = await store.claim(0);
      expect(await kept(next, keys)).toEqual(['state 0', 'state 1']);
      expect((await contents(next)).dues).toEqual(keys.map((key, i) => [key, i]));
      await store.close();
    }));

  it('two owners of the same epoch, as a fail-over can make them, are still told apart', () =>
    withBench(async (bench) => {
      const store = await bench.open();
      const one = await store.claim(0);
      await bench.raw((client) =>
        client.query(`UPDATE "${bench.schema}".nudge_partition SET epoch = epoch - 1`),
      );
      const two = await store.claim(0);
      expect(two.epoch).toBe(one.epoch);
      await expect(one.commit(commitOf({ users: [user('a', 'lost')] }))).rejects.toBeInstanceOf(StaleOwner);
      expect(await kept(two, ['a'])).toEqual([null]);
      await store.close();
    }));

  it('a commit that waits for a claim finds itself refused', () =>
    withBench(async (bench) => {
      const store = await bench.open();
      const owner = await store.claim(0);
      await bench.raw(async (client) => {
        await client.query('BEGIN');
        await client.query(
          `UPDATE "${bench.schema}".nudge_partition SET epoch = epoch + 1, owner = 'other' WHERE partition = 0`,
        );
        const waiting = owner.commit(commitOf({ users: [user('a', 'lost')], outbox: [row(1)] }));
        const refused = expect(waiting).rejects.toBeInstanceOf(StaleOwner);
        await until(() => backendThatWaits(bench));
        await client.query('COMMIT');
        await refused;
      });
      const next = await store.claim(0);
      expect(next.outbox).toEqual([]);
      expect(await kept(next, ['a'])).toEqual([null]);
      await store.close();
    }));

  it.each(['an administrator ends the session', 'a lock is held for too long'])(
    'when %s, a commit is unavailable and not half done',
    (why) =>
      withBench(async (bench) => {
        const store = await bench.open({ timeoutMs: 2_000 });
        const owner = await store.claim(0);
        await bench.raw(async (client) => {
          await client.query('BEGIN');
          await client.query(`SELECT FROM "${bench.schema}".nudge_partition WHERE partition = 0 FOR UPDATE`);
          const waiting = owner.commit(commitOf({ users: [user('a', 'A')], outbox: [row(1)] }));
          const failed = expect(waiting).rejects.toBeInstanceOf(StoreUnavailable);
          const pid = await until(() => backendThatWaits(bench));
          if (why.includes('ends')) await client.query('SELECT pg_terminate_backend($1)', [pid]);
          await failed;
          await client.query('ROLLBACK');
        });
        const next = await store.claim(0);
        // Who did not hear of the lock's time-out cannot know whether the commit went on when the lock was let go.
        const happened = next.progress !== null && !why.includes('ends');
        expect(next.progress === null).toBe(!happened);
        expect(next.outbox).toEqual(happened ? [row(1)] : []);
        expect(await kept(next, ['a'])).toEqual([happened ? 'A' : null]);
        await store.close();
      }),
  );

  describe('a claim whose connection is lost after any of its answers is unavailable, and the next one succeeds', () => {
    /** A store of one connection: one that was lost is not used again. */
    const withProxy = (work: (store: StateStore, proxy: TcpProxy) => Promise<void>): Promise<void> =>
      withBench(async (bench) => {
        const proxy = await TcpProxy.start(service);
        try {
          const store = await bench.open({ host: proxy.host, port: proxy.port, connections: 1 });
          await work(store, proxy);
          await store.close();
        } finally {
          await proxy.stop();
        }
      });

    /** `false`: it had all its answers by then. */
    async function isLost(store: StateStore, proxy: TcpProxy, answers: number): Promise<boolean> {
      proxy.cutAfterAnswers(answers);
      const told: unknown = await store.claim(0).catch((error: unknown) => error);
      if (!(told instanceof Error)) return false;
      expect(told).toBeInstanceOf(StoreUnavailable);
      return true;
    }

    it('on a connection that has been used', () =>
      withProxy(async (store, proxy) => {
        let answers = 0;
        do await (await store.claim(0)).commit(commitOf({ users: [user('a', `before ${answers}`)] }));
        while (await isLost(store, proxy, answers++));
        // Between the statements, not only before the first.
        expect(answers).toBeGreaterThan(3);
        const next = await until(() => store.claim(0));
        expect(await kept(next, ['a'])).toEqual([`before ${answers - 1}`]);
      }));

    it('on a new one', () =>
      withProxy(async (store, proxy) => {
        await isLost(store, proxy, 0);
        let answers = 0;
        while (await isLost(store, proxy, answers)) answers++;
        expect(answers).toBeGreaterThan(6);
        await until(() => store.claim(0));
      }));
  });

  it('warns of a role whose commits are not durable, and says what a role may not do', () =>
    withBench(async (bench) => {
      const role = `nudge_test_${randomUUID().slice(0, 8)}`;
      await bench.raw((client) =>
        client.query(
          `CREATE ROLE "${role}" LOGIN PASSWORD 'p-${role}'; ALTER ROLE "${role}" SET synchronous_commit = off;`,
        ),
      );
      try {
        const warnings: string[] = [];
        const login = { username: role, password: `p-${role}`, warn: (text: string) => warnings.push(text) };
        await expect(bench.open(login)).rejects.toThrow('what the user may do');
        expect(warnings.join('\n')).toContain('synchronous_commit is off');
      } finally {
        await bench.raw((client) => client.query(`DROP ROLE "${role}"`));
      }
    }));
});

async function backendThatWaits(bench: PostgresBench): Promise<number> {
  const { rows } = await bench.raw((client) =>
    client.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND strpos(query, $1) > 0`,
      [`"${bench.schema}".nudge_partition SET progress`],
    ),
  );
  const pid = rows[0]?.pid;
  if (pid === undefined) throw new Error('no session waits for a lock');
  return pid;
}
