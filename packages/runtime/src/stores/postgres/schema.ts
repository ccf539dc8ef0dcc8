/**
 * What each version of the tables adds to the one before; a change is a new entry. `s` is the schema's quoted name.
 *
 * - Users and rows are found by their primary keys only. There is no index on `due_ms`: dues are read when a partition is
 *   claimed and written with every state, and without one an update can stay on its page (HOT), for which `fillfactor`
 *   leaves room.
 * - `grown` is what the last change of a state added to its size: the only way for a commit to learn it without looking each
 *   user up a second time, which cost a quarter of it. The sum is a row of its own, since the statement that gathers it
 *   has changed the partition's already.
 * - `key` compares by bytes, so that pages follow one another whatever the database's locale.
 * - The bundles with the highest `put` were put last. They are compressed already.
 * - `commits` counts those that the partition ever had. Where it is not what the owner knows, the server has lost some and
 *   kept the claim before them.
 * - `key` is the user's key, or stands for one that is too long for an index: then `long_key` is the key.
 */
const VERSIONS: readonly ((s: string) => string)[] = [
  (s) => `CREATE TABLE ${s}.nudge_partition (
  partition integer PRIMARY KEY,
  epoch bigint NOT NULL,
  owner text NOT NULL,
  progress json
) WITH (fillfactor = 20);
CREATE TABLE ${s}.nudge_size (
  partition integer PRIMARY KEY,
  state_bytes bigint NOT NULL
) WITH (fillfactor = 20);
CREATE TABLE ${s}.nudge_user (
  partition integer NOT NULL,
  key text COLLATE "C" NOT NULL,
  long_key text,
  due_ms double precision NOT NULL,
  grown integer NOT NULL,
  state bytea NOT NULL,
  PRIMARY KEY (partition, key)
) WITH (fillfactor = 75, autovacuum_vacuum_scale_factor = 0.05);
CREATE TABLE ${s}.nudge_outbox (
  partition integer NOT NULL,
  seq bigint NOT NULL,
  row_bytes bytea NOT NULL,
  PRIMARY KEY (partition, seq)
);
CREATE TABLE ${s}.nudge_schema (
  version integer PRIMARY KEY,
  applied_at timestamptz NOT NULL DEFAULT now()
);`,
  (s) => `CREATE TABLE ${s}.nudge_bundle (
  version text COLLATE "C" PRIMARY KEY,
  put bigint NOT NULL,
  bytes bytea NOT NULL
);
ALTER TABLE ${s}.nudge_bundle ALTER COLUMN bytes SET STORAGE EXTERNAL;`,
  (s) => `ALTER TABLE ${s}.nudge_partition ADD COLUMN commits bigint NOT NULL DEFAULT 0;`,
];

export const SCHEMA_VERSION: number = VERSIONS.length;

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** What brings a schema from a version (0: nothing) to the one that this version of nudge needs, in one transaction. */
export function postgresMigration(schema: string, fromVersion: number): string {
  const s = quoted(schema);
  const steps = VERSIONS.slice(fromVersion).map(
    (step, i) => `${step(s)}\nINSERT INTO ${s}.nudge_schema (version) VALUES (${fromVersion + i + 1});`,
  );
  return steps.join('\n');
}

/** For people who make the tables by themselves. */
export function postgresSchema(schema: string): string {
  return `CREATE SCHEMA IF NOT EXISTS ${quoted(schema)};\nBEGIN;\n${postgresMigration(schema, 0)}\nCOMMIT;\n`;
}
