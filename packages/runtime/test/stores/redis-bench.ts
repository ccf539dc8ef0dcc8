import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Redis } from 'ioredis';
import type { RedisService } from '../../../../scripts/local-services/state.mjs';
import type { StateStore } from '../../src/ports/state-store.ts';
import { openRedisStore } from '../../src/stores/redis/open-redis-store.ts';
import type { RedisStoreOptions } from '../../src/stores/redis/redis-options.ts';

/** Keys of a test's own on a server that others use, too. */
export class RedisBench {
  readonly prefix = `test-${randomUUID()}`;
  readonly #service: Pick<RedisService, 'host' | 'port' | 'password'>;

  constructor(service: Pick<RedisService, 'host' | 'port' | 'password'>) {
    this.#service = service;
  }

  open(changes: Partial<RedisStoreOptions> = {}): Promise<StateStore> {
    const { host, port, password } = this.#service;
    return openRedisStore({ server: { host, port }, password, prefix: this.prefix, ...changes });
  }

  /** Another client, to look and to meddle. */
  async raw<T>(work: (client: Redis) => Promise<T>): Promise<T> {
    const { host, port, password } = this.#service;
    const client = new Redis({ host, port, password, protocol: 2 });
    try {
      return await work(client);
    } finally {
      client.disconnect();
    }
  }

  /** All that is there now, to be put back in place of what came since. */
  async remember(): Promise<() => Promise<void>> {
    const dumps = await this.raw(async (client) => {
      const found: [string, Buffer][] = [];
      for (const key of await this.#keys(client)) {
        const dump = await client.dumpBuffer(key);
        if (dump !== null) found.push([key, dump]);
      }
      return found;
    });
    return async () => {
      await this.remove();
      await this.raw(async (client) => {
        for (const [key, dump] of dumps) await client.restore(key, 0, dump);
      });
    };
  }

  async remove(): Promise<void> {
    await this.raw(async (client) => {
      // One by one: in a cluster they lie in several slots.
      for (const key of await this.#keys(client)) await client.unlink(key);
    });
  }

  async #keys(client: Redis): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    let cursor = '0';
    do {
      const [next, keys] = await client.scan(cursor, 'MATCH', `{${this.prefix}:*`, 'COUNT', 1000);
      for (const key of keys) found.add(key);
      cursor = next;
    } while (cursor !== '0');
    return found;
  }
}

export function pem(file: string): string {
  return readFileSync(file, 'utf8');
}
