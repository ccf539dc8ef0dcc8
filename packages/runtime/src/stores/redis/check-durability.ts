import type { RedisConnection } from './redis-connection.ts';

const REWINDS = 'the partitions then begin again from where the state that is found ends';

/**
 * Says what could cost state: without an append-only file all that was written since the last snapshot, which Kafka may
 * not hold any more. Throws where Redis is allowed to throw away keys: a whole partition's users would be gone without
 * a trace.
 */
export async function checkDurability(
  connection: RedisConnection,
  warn: (text: string) => void,
): Promise<void> {
  const { where } = connection;
  const info = await connection.ask('asking for its settings', async (client) =>
    fieldsOf(await client.info()),
  );
  const policy = info.get('maxmemory_policy') ?? 'noeviction';
  if (info.get('maxmemory') !== '0' && policy.startsWith('allkeys')) {
    throw new Error(
      `${where}: maxmemory-policy is ${policy}, so that state would be thrown away when the memory is full; set noeviction`,
    );
  }
  if (info.get('aof_enabled') !== '1') {
    warn(
      `${where}: appendonly is off: a crash loses everything since the last snapshot; ${REWINDS}. Set appendonly yes and appendfsync everysec or always`,
    );
    return;
  }
  if ((await appendFsync(connection)) === 'no') {
    warn(
      `${where}: appendfsync is no: a crash loses what the system had not written yet; ${REWINDS}. Set everysec or always`,
    );
  }
}

/** `null` where it cannot be asked for: hosted services often forbid it. */
async function appendFsync({ client }: RedisConnection): Promise<string | null> {
  try {
    const answer: unknown = await client.config('GET', 'appendfsync');
    return Array.isArray(answer) ? String(answer[1]) : null;
  } catch {
    return null;
  }
}

function fieldsOf(info: string): ReadonlyMap<string, string> {
  return new Map(
    info.split('\r\n').flatMap((line) => {
      const colon = line.indexOf(':');
      return colon < 0 ? [] : [[line.slice(0, colon), line.slice(colon + 1)] as const];
    }),
  );
}
