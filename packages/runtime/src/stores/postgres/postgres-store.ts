import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { OutboxRow } from '../../ports/effect-sink.ts';
import type { PartitionStore, StateStore } from '../../ports/state-store.ts';
import { BUNDLES_KEPT, checkBundle, isVersion } from '../kept-bundle.ts';
import { decodeOutboxRow } from '../outbox-bytes.ts';
import { decodeProgress } from '../progress-text.ts';
import type { PostgresConnection } from './postgres-connection.ts';
import { PostgresPartition } from './postgres-partition.ts';
import { type Statements, statementsFor } from './statements.ts';

const ROWS_OF_PAGE = 1000;

/** State in PostgreSQL: a commit is one statement. `openPostgresStore` makes one. */
export class PostgresStore implements StateStore {
  readonly #connection: PostgresConnection;
  readonly #statements: Statements;

  constructor(connection: PostgresConnection, schema: string) {
    this.#connection = connection;
    this.#statements = statementsFor(schema);
  }

  /**
   * The partition's row stays locked until the outbox was read: a commit of the owner before is either seen as a whole or
   * waits, and then is refused. An owner is known by a name of its own besides its epoch: a fail-over to a server that had
   * not heard of the last claim would give the same epoch out again, to somebody else.
   */
  claim(partition: number): Promise<PartitionStore> {
    return this.#connection.transaction(`claiming partition ${partition}`, async (client) => {
      const owner = randomUUID();
      const { rows } = await client.query<{ epoch: number; commits: number; progress: string | null }>(
        this.#statements.claim,
        [partition, owner],
      );
      const claimed = rows[0];
      if (claimed === undefined) throw new Error('a claim gave no row');
      const size = await client.query<{ state_bytes: number }>(this.#statements.size, [partition]);
      return new PostgresPartition(this.#connection, this.#statements, {
        partition,
        owner,
        epoch: claimed.epoch,
        commits: claimed.commits,
        progress: claimed.progress === null ? null : decodeProgress(claimed.progress),
        outbox: await this.#outbox(client, partition),
        stateBytes: size.rows[0]?.state_bytes ?? 0,
      });
    });
  }

  async #outbox(client: PoolClient, partition: number): Promise<readonly OutboxRow[]> {
    const found: OutboxRow[] = [];
    for (;;) {
      const { rows } = await client.query<{ row_bytes: Buffer }>(this.#statements.outbox, [
        partition,
        found.at(-1)?.seq ?? 0,
        ROWS_OF_PAGE,
      ]);
      for (const { row_bytes } of rows) found.push(decodeOutboxRow(row_bytes));
      if (rows.length < ROWS_OF_PAGE) return found;
    }
  }

  async keepBundle(version: string, bytes: Uint8Array): Promise<void> {
    checkBundle(version, bytes);
    await this.#connection.transaction('keeping a bundle', async (client) => {
      await client.query(this.#statements.lockBundles);
      await client.query(this.#statements.putBundle, [version, bytes]);
      await client.query(this.#statements.trimBundles, [BUNDLES_KEPT]);
    });
  }

  async bundle(version: string): Promise<Uint8Array | null> {
    if (!isVersion(version)) return null;
    const rows = await this.#connection.rows<[bytes: Buffer]>('reading a bundle', {
      name: 'nudge_bundle',
      text: this.#statements.bundle,
      values: [version],
    });
    return rows[0]?.[0] ?? null;
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }
}
