/**
 * The SQL part of the bundle contract: a project's rules as statements of one dialect, and how the tables hold what was
 * accepted. It is plain JSON. Three tables (semantics, rule 27), every identifier quoted:
 *
 * - `events`, a row for each accepted event, built-in ones included (`type` is then `user.updated` or `user.consent`):
 *   `tenant`, `user`, `id` text; `at` ms; `type` text, the qualified name; `session`, `device` text or null; then the
 *   columns of the fields.
 * - `profile`, a row for each write to a field of the user or to a consent: `tenant`, `user`, `at`, `id`; `field`, the
 *   field's name or `consent.<purpose>`; `value`, text: see `profileText`. A write that holds since ever has `at` −1 and the
 *   id ``.
 * - `zones`, what the rules need of the table of time zones: `zone` text; `from`, `until` ms, half open; `offset` ms to
 *   add to UTC. The last 400 years repeat for ever (`ZoneRows`).
 *
 * A value is held in its run-time form (`Value`): bool as boolean; int, decimal (times 10 000) and timestamp as a 64-bit
 * integer; string, enum and timezone as text; a list as JSON text of run-time values.
 */
import type { ValueKind } from './manifest.ts';

export type SqlDialect = 'duckdb' | 'postgres' | 'snowflake';

export const SQL_DIALECTS: readonly SqlDialect[] = ['duckdb', 'postgres', 'snowflake'];

/** How a column holds its values. */
export type SqlStorage = 'boolean' | 'integer' | 'text';

export interface SqlColumn {
  /** The name in the table, unquoted. */
  readonly name: string;
  readonly storage: SqlStorage;
}

/**
 * A statement has one parameter, the instant T in ms, once or more often under the same name (`$1`, `:1` in Snowflake),
 * and gives rows by (tenant, user) in the order of their UTF-8 bytes.
 */
export interface SqlSegment {
  /** Qualified. */
  readonly name: string;
  /** Who is in as of T, and since when: `tenant`, `user`, `since` (ms). */
  readonly members: string;
  /** Who is in at T, read from what its windows still see: `tenant`, `user`. */
  readonly now: string;
}

export interface SqlMetric {
  readonly name: string;
  readonly kind: ValueKind;
  /** The kind of the elements of a list. */
  readonly of?: ValueKind;
  /** The value for each user who has begun by T: `tenant`, `user`, `value`. */
  readonly values: string;
}

/** The time zones that the statements look up. */
export interface SqlZones {
  /** Those that the rules name. */
  readonly named: readonly string[];
  /** They also read zones from the profile. */
  readonly fromProfile: boolean;
}

export interface SqlPlan {
  readonly dialect: SqlDialect;
  /** `CREATE TABLE` statements, in order. */
  readonly schema: readonly string[];
  /** The columns of `events` that hold fields, in the order of the table. */
  readonly columns: readonly SqlColumn[];
  /** By event type, by field (both as in the manifest): the index in `columns`. */
  readonly columnOf: readonly (readonly number[])[];
  /** Qualified names of the event types, as in the manifest. */
  readonly eventTypes: readonly string[];
  /** Names of the fields of the user and of the purposes, as in the manifest. */
  readonly userFields: readonly string[];
  readonly purposes: readonly string[];
  readonly zones: SqlZones;
  /** By name. */
  readonly segments: readonly SqlSegment[];
  readonly metrics: readonly SqlMetric[];
}

/** `plan.json` of a bundle. */
export interface SqlPlanFile {
  /** The hash of the manifest that it was compiled with: rows are laid out by that one's indexes. */
  readonly bundle: string;
  /** SHA-256, hex, of `plan` as `JSON.stringify` prints it. */
  readonly hash: string;
  readonly plan: SqlPlan;
}
