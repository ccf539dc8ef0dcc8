/** Rules and what happened to a few users, as the laws take them. */
export interface GeneratedCase {
  /** One `.nudge` file that has no errors; it may have warnings. */
  readonly source: string;
  /** Lines of a users file, NDJSON. */
  readonly userRows: readonly string[];
  /** CloudEvents as NDJSON, in the order of arrival. */
  readonly records: readonly string[];
  /** T: not before the last instant of a record, unless that was cut away by shrinking. */
  readonly endMs: number;
  /** In ascending order, none behind T; T is the last. */
  readonly instants: readonly number[];
  /** The user ids that the records name. */
  readonly users: readonly string[];
}
