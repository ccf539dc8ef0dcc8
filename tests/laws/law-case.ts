/** What a law is tried on: rules, and what happened to a few users. */
export interface LawCase {
  /** One `.nudge` file. */
  readonly source: string;
  /** Rows of a users file, and CloudEvents: JSON texts, one a line. An empty one is no record. */
  readonly userRows: readonly string[];
  readonly records: readonly string[];
  /** T of the whole run. */
  readonly endMs: number;
  /** Further instants to look at. */
  readonly instants: readonly number[];
  /** The people the records are about: a program and the history of one of them is a pair. */
  readonly users: readonly string[];
  /** Makes a law's own choices (places to cut, orders of arrival), so that a case says all there is to say. */
  readonly salt: number;
}
