import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { leftOut } from '../../../../tests/services/left-out.ts';
import { StaleOwner, type StateStore, StoreUnavailable } from '../../src/ports/state-store.ts';
import { hasRedisServer, OwnRedis } from '../support/own-redis.ts';
import { until } from '../support/until.ts';
import { RedisBench } from './redis-bench.ts';
import { storeContract } from './store-contract.ts';
import { kept } from './store-model.ts';
import { commitOf, progressOf, row, user } from './store-samples.ts';

const TITLE = 'Redis with settings of all kinds';
if (hasRedisServer) describe(TITLE, suite);
else leftOut(TITLE, 'there is no program redis-server');

function suite(): void {
  let servers: OwnRedis[] = [];
  let stores: StateStore[] = [];
  const durable = ['--appendonly', 'yes'] as const;

  async function start(...settings: readonly string[]): Promise<OwnRedis> {
    const server = await OwnRedis.start(...settings);
    servers.push(server);
    return server;
  }
  async function open(server: OwnRedis, warnings: string[] = []): Promise<StateStore> {
    const store = await new RedisBench(server).open({ prefix: 'own', warn: (text) => warnings.push(text) });
    stores.push(store);
    return store;
  }
  afterEach(async () => {
    for (const store of stores) await store.close();
    for (const server of servers) await server.stop();
    stores = [];
    servers = [];
  });

  it('a memory that is full refuses a commit as a whole', async () => {
    const server = await start(...durable, '--maxmemory', '20mb');
    const store = await open(server);
    const owner = await store.claim(0);
    await owner.commit(
      commitOf({ progress: progressOf({ seq: 1 }), users: [user('a', 'A')], outbox: [row(1)] }),
    );
    await server.ask((client) => client.config('SET', 'maxmemory', '1mb'));
    const more = commitOf({ users: [user('a', 'B'), user('b', 'B')], outbox: [row(2)], trimmedSeq: 1 });
    await expect(owner.commit(more)).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(store.claim(0)).rejects.toBeInstanceOf(StoreUnavailable);
    await server.ask((client) => client.config('SET', 'maxmemory', '100mb'));
    const next = await store.claim(0);
    expect(next.outbox).toEqual([row(1)]);
    expect(await kept(next, ['a', 'b'])).toEqual(['A', null]);
  });

  it('a master that became a replica is unavailable, and takes commits again as a master', async () => {
    const master = await start(...durable);
    const other = await start(...durable);
    const store = await open(master);
    const owner = await store.claim(0);
    await master.ask((client) => client.config('SET', 'replica-read-only', 'yes'));
    await master.ask((client) => client.replicaof(other.host, other.port));
    await expect(owner.commit(commitOf({ users: [user('a', 'A')] }))).rejects.toBeInstanceOf(
      StoreUnavailable,
    );
    await master.ask((client) => client.replicaof('NO', 'ONE'));
    const next = await until(() => store.claim(0));
    await next.commit(commitOf({ users: [user('a', 'A')] }));
  });

  it('an owner notices that a replica that lagged has taken over, though none of its calls failed', async () => {
    const atOnce = ['--repl-diskless-sync-delay', '0'] as const;
    const master = await start(...durable, ...atOnce);
    const replica = await start(...durable, ...atOnce);
    const follow = async (one: OwnRedis, other: OwnRedis): Promise<void> => {
      await one.ask((client) => client.replicaof(other.host, other.port));
      await until(async () => {
        const info = await one.ask((client) => client.info('replication'));
        if (!info.includes('master_link_status:up')) throw new Error(info);
      });
    };
    const store = await open(master);
    const owner = await store.claim(0);
    await owner.commit(commitOf({ users: [user('a', 'A')] }));
    await follow(replica, master);
    await replica.ask((client) => client.replicaof('NO', 'ONE'));
    await owner.commit(commitOf({ users: [user('a', 'lost')], outbox: [row(1)] }));
    // The master takes what the replica has, as one does that comes back after the replica took over, and leads again.
    await follow(master, replica);
    await master.ask((client) => client.replicaof('NO', 'ONE'));

    expect(await kept(owner, ['a'])).toEqual(['A']);
    await expect(owner.commit(commitOf({ users: [user('b', 'B')] }))).rejects.toBeInstanceOf(StaleOwner);
    const next = await store.claim(0);
    expect(next.outbox).toEqual([]);
    expect(await kept(next, ['a', 'b'])).toEqual(['A', null]);
  });

  it('says what a crash could cost, and refuses to be where keys are thrown away', async () => {
    const warnings: string[] = [];
    await open(await start(), warnings);
    expect(warnings.join('\n')).toContain('appendonly is off');
    await open(await start('--appendonly', 'yes', '--appendfsync', 'no'), warnings);
    expect(warnings[1]).toContain('appendfsync is no');
    await open(await start(...durable), warnings);
    expect(warnings.length).toBe(2);
    const evicting = await start('--maxmemory', '100mb', '--maxmemory-policy', 'allkeys-lru');
    await expect(open(evicting)).rejects.toThrow('maxmemory-policy is allkeys-lru');
  });

  it('a user who may not do all that a commit does is told so before the first one', async () => {
    const server = await start(...durable);
    await server.ask((client) => client.call('ACL', 'SETUSER', 'half', 'on', '>pw', '~*', '+@all', '-zadd'));
    const store = await new RedisBench(server).open({ username: 'half', password: 'pw' });
    stores.push(store);
    await expect(store.claim(0)).rejects.toThrow('what the user may do');
  });

  it('a cluster that has no slots to serve is unavailable', async () => {
    const server = await start(...durable, '--cluster-enabled', 'yes');
    const bench = new RedisBench(server);
    const opening = bench.open({ server: { cluster: [server] }, timeoutMs: 500 });
    await expect(opening).rejects.toBeInstanceOf(StoreUnavailable);
  });

  describe('a cluster', () => {
    let cluster: OwnRedis;

    beforeAll(async () => {
      cluster = await OwnRedis.start(
        ...[...durable, '--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1'],
      );
      await cluster.ask((client) => client.call('CLUSTER', 'ADDSLOTSRANGE', 0, 16383));
      await until(async () => {
        const info = await cluster.ask((client) => client.cluster('INFO'));
        if (!info.includes('cluster_state:ok')) throw new Error(info);
      });
    });
    afterAll(() => cluster.stop());

    storeContract(
      'redis cluster',
      async () => {
        const bench = new RedisBench(cluster);
        return {
          connect: () => bench.open({ server: { cluster: [cluster] } }),
          remember: () => bench.remember(),
          remove: () => bench.remove(),
        };
      },
      { runs: 5 },
    );
  });
}
