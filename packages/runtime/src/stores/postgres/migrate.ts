import type { PoolClient } from 'pg';
import type { PostgresConnection } from './postgres-connection.ts';
import { postgresMigration, quoted, SCHEMA_VERSION } from './schema.ts';

/** Two workers that start at the same time must not both make the tables. Any number that nobody else uses. */
const LOCK = 7_331_450_321;

/** Makes sure that the tables are of the version that this code needs. Throws an `Error` that holds the SQL to run where they are not. */
export async function ensureSchema(
  connection: PostgresConnection,
  schema: string,
  migrate: boolean,
): Promise<void> {
  await connection.transaction(`preparing schema ${schema}`, async (client) => {
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    const found = await versionOf(client, schema);
    if (found === SCHEMA_VERSION) return;
    const place = `${connection.where}: schema ${schema}`;
    if (found > SCHEMA_VERSION) {
      throw new Error(
        `${place} has version ${found}, this version of nudge knows ${SCHEMA_VERSION}; use the newer one`,
      );
    }
    const missing = (await exists(client, schema)) ? '' : `CREATE SCHEMA ${quoted(schema)};\n`;
    const sql = missing + postgresMigration(schema, found);
    if (!migrate) {
      const has =
        found === 0 ? 'has no tables of nudge' : `has version ${found}, ${SCHEMA_VERSION} is needed`;
      throw new Error(`${place} ${has}; allow migration, or run:\nBEGIN;\n${sql}\nCOMMIT;`);
    }
    await client.query(sql);
  });
}

async function exists(client: PoolClient, schema: string): Promise<boolean> {
  const { rows } = await client.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema]);
  return rows.length > 0;
}

/** 0: no tables. */
async function versionOf(client: PoolClient, schema: string): Promise<number> {
  const table = `${quoted(schema)}.nudge_schema`;
  const { rows } = await client.query<{ found: boolean }>('SELECT to_regclass($1) IS NOT NULL AS found', [
    table,
  ]);
  if (rows[0]?.found !== true) return 0;
  const versions = await client.query<{ version: number | null }>(
    `SELECT max(version) AS version FROM ${table}`,
  );
  return versions.rows[0]?.version ?? 0;
}
