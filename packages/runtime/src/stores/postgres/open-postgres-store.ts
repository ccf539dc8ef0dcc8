import type { StateStore } from '../../ports/state-store.ts';
import { checkDurability } from './check-durability.ts';
import { ensureSchema } from './migrate.ts';
import { PostgresConnection } from './postgres-connection.ts';
import { type PostgresStoreOptions, placeOf, poolConfig } from './postgres-options.ts';
import { PostgresStore } from './postgres-store.ts';

/** Connects. Throws `StoreUnavailable` where trying again may help, and an `Error` that says what is set wrong. */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<StateStore> {
  const { default: pg } = await import('pg');
  const connection = new PostgresConnection(new pg.Pool(poolConfig(options)), placeOf(options));
  try {
    await checkDurability(connection, options.warn ?? (() => {}));
    await ensureSchema(connection, options.schema, options.migrate);
    return new PostgresStore(connection, options.schema);
  } catch (error) {
    await connection.close();
    throw error;
  }
}
