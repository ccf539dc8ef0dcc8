import { quoted } from './schema.ts';

/** The statements of the store, for a schema. All values are bound. */
export interface Statements {
  readonly claim: string;
  readonly size: string;
  readonly outbox: string;
  readonly commit: string;
  readonly load: string;
  readonly dues: string;
  readonly keys: string;
  readonly lockBundles: string;
  readonly putBundle: string;
  readonly trimBundles: string;
  readonly bundle: string;
}

export function statementsFor(schema: string): Statements {
  const s = quoted(schema);
  return {
    // $1 partition, $2 owner
    claim: `INSERT INTO ${s}.nudge_partition AS p (partition, epoch, owner) VALUES ($1, 1, $2)
ON CONFLICT (partition) DO UPDATE SET epoch = p.epoch + 1, owner = excluded.owner
RETURNING epoch::float8 AS epoch, commits::float8 AS commits, progress::text AS progress`,
    // $1 partition. After the claim, which holds back whoever could change it.
    size: `INSERT INTO ${s}.nudge_size AS z (partition, state_bytes) VALUES ($1, 0)
ON CONFLICT (partition) DO UPDATE SET state_bytes = z.state_bytes RETURNING state_bytes::float8 AS state_bytes`,
    // $1 partition, $2 seq after which, $3 how many
    outbox: `SELECT row_bytes FROM ${s}.nudge_outbox WHERE partition = $1 AND seq > $2 ORDER BY seq LIMIT $3`,
    commit: commitStatement(s),
    // $1 partition, $2 keys. One look into the index for each, in their order, and no other way: without statistics the
    // planner reads all the partition's users and filters them.
    load: `SELECT (SELECT state FROM ${s}.nudge_user WHERE partition = $1 AND key = wanted)
FROM unnest($2::text[]) AS w (wanted)`,
    // $1 partition, $2 key after which, $3 how many
    dues: `SELECT key, coalesce(long_key, key), due_ms FROM ${s}.nudge_user
WHERE partition = $1 AND key > $2 AND due_ms < 'Infinity' ORDER BY key LIMIT $3`,
    keys: `SELECT key, coalesce(long_key, key) FROM ${s}.nudge_user
WHERE partition = $1 AND key > $2 ORDER BY key LIMIT $3`,
    // Holds back others who put, and nobody who reads: else one could remove what another has just put again.
    lockBundles: `LOCK TABLE ${s}.nudge_bundle IN SHARE ROW EXCLUSIVE MODE`,
    // $1 version, $2 bytes
    putBundle: `INSERT INTO ${s}.nudge_bundle (version, put, bytes)
VALUES ($1, (SELECT coalesce(max(put), 0) + 1 FROM ${s}.nudge_bundle), $2)
ON CONFLICT (version) DO UPDATE SET put = excluded.put, bytes = excluded.bytes`,
    // $1 how many are kept
    trimBundles: `DELETE FROM ${s}.nudge_bundle
WHERE version NOT IN (SELECT version FROM ${s}.nudge_bundle ORDER BY put DESC LIMIT $1)`,
    // $1 version
    bundle: `SELECT bytes FROM ${s}.nudge_bundle WHERE version = $1`,
  };
}

/**
 * A commit is one statement, so it is a transaction by itself and one question to the server. Everything else depends on
 * the row that `owner` gives: the update waits for a claim that is under way, and finds nothing once it is through; nor does
 * it where the server has lost commits and kept the claim before them.
 *
 * Many values of bytes come as one with the places where to cut it: an array of bytes would have to be sent as text.
 *
 * $1 partition, $2 epoch, $3 owner, $4 commits, $5 progress, $6 trimmed seq; users: $7 keys, $8 long keys, $9 dues, $10
 * states, $11 where each begins, $12 its size; rows: $13 seqs, $14 bytes, $15 where each begins, $16 its size.
 */
function commitStatement(s: string): string {
  return `WITH owner AS (
  UPDATE ${s}.nudge_partition SET progress = $5::json, commits = commits + 1
  WHERE partition = $1 AND epoch = $2 AND owner = $3 AND commits = $4 RETURNING partition
), users AS (
  INSERT INTO ${s}.nudge_user AS u (partition, key, long_key, due_ms, grown, state)
  SELECT $1, key, long_key, due_ms, size, substring($10::bytea FROM first FOR size)
  FROM unnest($7::text[], $8::text[], $9::float8[], $11::int[], $12::int[]) AS given (key, long_key, due_ms, first, size)
  WHERE EXISTS (SELECT FROM owner)
  ON CONFLICT (partition, key) DO UPDATE SET due_ms = excluded.due_ms, state = excluded.state,
    grown = octet_length(excluded.state) - octet_length(u.state)
  RETURNING grown
), appended AS (
  INSERT INTO ${s}.nudge_outbox (partition, seq, row_bytes)
  SELECT $1, seq, substring($14::bytea FROM first FOR size)
  FROM unnest($13::bigint[], $15::int[], $16::int[]) AS r (seq, first, size)
  WHERE EXISTS (SELECT FROM owner)
), trimmed AS (
  DELETE FROM ${s}.nudge_outbox WHERE partition = $1 AND seq <= $6 AND EXISTS (SELECT FROM owner)
)
UPDATE ${s}.nudge_size SET state_bytes = state_bytes + (SELECT coalesce(sum(grown), 0) FROM users)
WHERE partition = $1 AND EXISTS (SELECT FROM owner) RETURNING state_bytes::float8`;
}
