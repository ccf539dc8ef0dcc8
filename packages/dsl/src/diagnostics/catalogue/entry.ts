import type { Severity } from '../diagnostic.ts';

/** What is said about a code wherever it occurs. */
export interface CatalogueEntry {
  /** A few words, lower-case: the heading in `docs/diagnostics.md`. */
  readonly title: string;
  readonly severity: Severity;
  /** Two or three sentences: what it means and what to do. */
  readonly explanation: string;
}
