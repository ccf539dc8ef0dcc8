import type { Span } from '../syntax/span.ts';

export type Severity = 'error' | 'warning';

/**
 * One thing to say to the author, about one place. `code` is a key of the catalogue, which also fixes the severity.
 * Messages start lower-case, put the author's own words in backquotes and name no type of the host language.
 */
export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
  /** What to do about it, as a sentence. */
  readonly help?: string;
  /** Other places that belong to it: the first declaration, the steps of a path. */
  readonly related?: readonly Related[];
}

export interface Related {
  readonly span: Span;
  readonly message: string;
}
