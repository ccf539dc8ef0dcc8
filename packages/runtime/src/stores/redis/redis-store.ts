import { randomUUID } from 'node:crypto';
import type { OutboxRow } from '../../ports/effect-sink.ts';
import { type PartitionStore, StaleOwner, type StateStore } from '../../ports/state-store.ts';
import { BUNDLES_KEPT, checkBundle, isVersion } from '../kept-bundle.ts';
import { decodeOutboxRow } from '../outbox-bytes.ts';
import { decodeProgress } from '../progress-text.ts';
import { oddAnswer, type RedisConnection } from './redis-connection.ts';
import { checkPrefix, type RedisKeys, redisBundleKeys, redisKeys } from './redis-keys.ts';
import { RedisPartition } from './redis-partition.ts';
import { CLAIM, HALF, KEEP_BUNDLE, OUTBOX_PAGE, STALE } from './scripts.ts';
import { stateBytesOf } from './user-value.ts';

const ROWS_OF_PAGE = 1000;

/** State in Redis: a partition is a few keys of one slot, written by one script. `openRedisStore` makes one. */
export class RedisStore implements StateStore {
  readonly #connection: RedisConnection;
  readonly #prefix: string;

  constructor(connection: RedisConnection, prefix: string) {
    checkPrefix(prefix);
    this.#connection = connection;
    this.#prefix = prefix;
  }

  /**
   * An owner is known by a name of its own besides its epoch: a fail-over that lost the last claim would give the same
   * epoch out again, to somebody else.
   */
  async claim(partition: number): Promise<PartitionStore> {
    const keys = redisKeys(this.#prefix, partition);
    const name = `partition ${partition}`;
    const owner = randomUUID();
    const claimed = await this.#connection.run(
      `claiming ${name}`,
      CLAIM,
      [keys.partition, keys.users, keys.stagedUsers, keys.stagedRows],
      [owner],
    );
    if (claimed === HALF) {
      throw new Error(
        `${this.#connection.where}: the last commit of ${name} was written by half, because Redis failed in the middle of it; restore its keys ${keys.partition}, ${keys.users} and ${keys.outbox} from a backup, or delete them to begin anew`,
      );
    }
    if (!Array.isArray(claimed)) throw oddAnswer(this.#connection.where);
    const [epoch, progress, bytes, users, commits] = claimed;
    return new RedisPartition(this.#connection, {
      partition,
      keys,
      owner,
      epoch: Number(epoch),
      commits: Number(commits),
      progress: progress === null ? null : decodeProgress(String(progress)),
      outbox: await this.#outbox(keys, owner, name),
      stateBytes: stateBytesOf(Number(bytes), Number(users)),
    });
  }

  async #outbox(keys: RedisKeys, owner: string, name: string): Promise<readonly OutboxRow[]> {
    const rows: OutboxRow[] = [];
    for (;;) {
      const page = await this.#connection.run(
        `reading the outbox of ${name}`,
        OUTBOX_PAGE,
        [keys.partition, keys.outbox],
        [owner, rows.at(-1)?.seq ?? 0, ROWS_OF_PAGE],
      );
      if (page === STALE) throw new StaleOwner(`${this.#connection.where}: ${name} has another owner by now`);
      if (!Array.isArray(page)) throw oddAnswer(this.#connection.where);
      for (const bytes of page) rows.push(decodeOutboxRow(bytes));
      if (page.length < ROWS_OF_PAGE) return rows;
    }
  }

  async keepBundle(version: string, bytes: Uint8Array): Promise<void> {
    checkBundle(version, bytes);
    const { bundles, order } = redisBundleKeys(this.#prefix);
    const value = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    await this.#connection.run(
      'keeping a bundle',
      KEEP_BUNDLE,
      [bundles, order],
      [version, value, BUNDLES_KEPT],
    );
  }

  async bundle(version: string): Promise<Uint8Array | null> {
    if (!isVersion(version)) return null;
    const { bundles } = redisBundleKeys(this.#prefix);
    return this.#connection.ask('reading a bundle', (client) => client.hgetBuffer(bundles, version));
  }

  async close(): Promise<void> {
    this.#connection.close();
  }
}
