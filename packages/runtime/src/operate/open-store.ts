import type { RuntimeConfig, StoreConfig, StoreServer, TlsConfig } from '../config/runtime-config.ts';
import type { StateStore } from '../ports/state-store.ts';
import type { TlsOptions } from '../stores/tls-options.ts';
import type { Surroundings } from './open-adapters.ts';

/** The store that a configuration names. Throws `StoreUnavailable` where it cannot be reached yet. */
export async function openStore({ store }: RuntimeConfig, surroundings: Surroundings): Promise<StateStore> {
  const warn = (message: string): void => surroundings.log.warn(message);
  switch (store.kind) {
    case 'memory': {
      const { MemoryStore } = await import('../stores/memory/memory-store.ts');
      return new MemoryStore();
    }
    case 'disk': {
      const { openDiskStore } = await import('../stores/disk/disk-store.ts');
      return openDiskStore({ folder: store.folder, log: warn });
    }
    case 'redis':
      return openRedis(store, warn);
    case 'postgres':
      return openPostgres(store, warn);
    default:
      return store satisfies never;
  }
}

type Warn = (message: string) => void;
type Of<Kind extends StoreConfig['kind']> = Extract<StoreConfig, { readonly kind: Kind }>;

async function openRedis(store: Of<'redis'>, warn: Warn): Promise<StateStore> {
  const { openRedisStore } = await import('../stores/redis/open-redis-store.ts');
  const { host, port, path, username, password, tls } = placeOf(store, 6379, ['rediss:']);
  const { cluster, prefix } = store;
  const server = cluster ? { cluster: [{ host, port }] } : { host, port };
  // A cluster has only one database.
  const database = cluster ? undefined : Number(path || 0);
  return openRedisStore({ server, username, password, database, tls, prefix, warn });
}

async function openPostgres(store: Of<'postgres'>, warn: Warn): Promise<StateStore> {
  const { openPostgresStore } = await import('../stores/postgres/open-postgres-store.ts');
  const { host, port, path, username = 'nudge', password, tls } = placeOf(store, 5432, []);
  const { schema, migrate } = store;
  const database = path || username;
  return openPostgresStore({ host, port, database, username, password, tls, schema, migrate, warn });
}

interface Place {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly tls: TlsOptions | undefined;
}

/** What a URL says, where nothing beside it says otherwise. */
function placeOf(
  { url: text, username, password, tls }: StoreServer,
  port: number,
  tlsProtocols: readonly string[],
): Place {
  const url = new URL(text);
  return {
    // A URL has an address of version 6 in brackets, and a socket has not.
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(url.port || port),
    path: decodeURIComponent(url.pathname.slice(1)),
    username: username ?? partOf(url.username),
    password: password?.reveal() ?? partOf(url.password),
    tls: tls !== null || tlsProtocols.includes(url.protocol) ? tlsOptions(tls) : undefined,
  };
}

function partOf(part: string): string | undefined {
  return part === '' ? undefined : decodeURIComponent(part);
}

function tlsOptions(tls: TlsConfig | null): TlsOptions {
  return {
    ca: tls?.ca ?? undefined,
    cert: tls?.cert ?? undefined,
    key: tls?.key?.reveal(),
    servername: tls?.serverName ?? undefined,
  };
}
