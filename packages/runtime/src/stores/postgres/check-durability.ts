import type { PostgresConnection } from './postgres-connection.ts';

interface Settings {
  readonly encoding: string;
  readonly synchronous_commit: string;
  readonly fsync: string;
}

/** Says what could cost state. Throws where texts would not come back as they were. */
export async function checkDurability(
  connection: PostgresConnection,
  warn: (text: string) => void,
): Promise<void> {
  const { where } = connection;
  const settings = await connection.transaction('asking for its settings', async (client) => {
    const { rows } = await client.query<Settings>(
      `SELECT current_setting('server_encoding') AS encoding, current_setting('synchronous_commit') AS synchronous_commit,
  current_setting('fsync') AS fsync`,
    );
    return rows[0] as Settings;
  });
  if (settings.encoding !== 'UTF8') {
    throw new Error(`${where}: the database has the encoding ${settings.encoding}; users' ids need UTF8`);
  }
  if (settings.synchronous_commit === 'off') {
    warn(
      `${where}: synchronous_commit is off: a crash loses the last commits; the partitions then begin again from where the state that is found ends. Set it on for this role`,
    );
  }
  if (settings.fsync === 'off') {
    warn(`${where}: fsync is off: a crash may damage the database; set it on`);
  }
}
