import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PartitionProgress, StateStore } from '../../packages/runtime/src/ports/state-store.ts';
import { openDiskStore } from '../../packages/runtime/src/stores/disk/disk-store.ts';
import { openPostgresStore } from '../../packages/runtime/src/stores/postgres/open-postgres-store.ts';
import { openRedisStore } from '../../packages/runtime/src/stores/redis/open-redis-store.ts';
import type { Services } from '../../scripts/local-services/state.mjs';
import { statesOf } from '../support/states-of.ts';

export type StoreKind = 'disk' | 'redis' | 'postgres';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Where the workers of a trial keep their state. */
export interface TrialStore {
  /** The section of the configuration; servers are reached at `address`, which may be a proxy. */
  config(address?: Address): object;
  /** Where a server really is; `null` where there is none. */
  readonly address: Address | null;
  /** The same store through the port, to look at when no worker lives: looking takes a partition over. */
  open(): Promise<StateStore>;
}

export function storeOf(kind: StoreKind, services: Services, folder: string, name: string): TrialStore {
  const passwordFile = join(folder, 'store-password');
  switch (kind) {
    case 'disk': {
      const states = join(folder, 'state');
      return {
        address: null,
        config: () => ({ kind, folder: states }),
        open: () => openDiskStore({ folder: states }),
      };
    }
    case 'redis': {
      if (services.redis === null) throw new Error('no Redis runs; `scripts/services up redis` starts one');
      const { host, port, password } = services.redis;
      writeFileSync(passwordFile, password, { mode: 0o600 });
      return {
        address: { host, port },
        config: (at = { host, port }) => ({
          kind,
          url: `redis://${at.host}:${at.port}`,
          passwordFile,
          prefix: name,
        }),
        open: () => openRedisStore({ server: { host, port }, password, prefix: name }),
      };
    }
    case 'postgres': {
      if (services.postgres === null)
        throw new Error('no PostgreSQL runs; `scripts/services up postgres` starts one');
      const { host, port, database, user: username, password } = services.postgres;
      writeFileSync(passwordFile, password, { mode: 0o600 });
      return {
        address: { host, port },
        config: (at = { host, port }) => ({
          kind,
          url: `postgres://${at.host}:${at.port}/${database}`,
          username,
          passwordFile,
          schema: name,
        }),
        open: () =>
          openPostgresStore({ host, port, database, username, password, schema: name, migrate: true }),
      };
    }
    default:
      return kind satisfies never;
  }
}

/** What a store holds of a partition. */
export interface Held {
  readonly progress: PartitionProgress | null;
  readonly states: ReadonlyMap<string, Uint8Array>;
}

export async function heldIn(store: StateStore, partition: number): Promise<Held> {
  const mine = await store.claim(partition);
  const states = await statesOf(mine);
  await mine.release();
  return { progress: mine.progress, states };
}
