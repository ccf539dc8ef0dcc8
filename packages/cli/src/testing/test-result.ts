import type { SourceFile, Span } from '@nudge/dsl';

/** What became of one `test` block. */
export interface TestResult {
  readonly title: string;
  /** Of the module that the test's file belongs to; empty for the root module. */
  readonly module: string;
  readonly file: SourceFile;
  /** The whole block. */
  readonly span: Span;
  readonly elapsedMs: number;
  /** Absent: it passed. */
  readonly failure?: Failure;
}

/** The first expectation of a test that did not hold; the steps behind it were not run. */
export interface Failure {
  /** The expectation. */
  readonly span: Span;
  readonly expected: string;
  /** Lines for people. */
  readonly happened: readonly string[];
  readonly user: string;
  /** What the test's user did and met up to there, in the order in which it came about. */
  readonly timeline: readonly Moment[];
}

type MomentKind = 'given' | 'does' | 'enters' | 'leaves' | 'gets' | 'misses' | 'late';

export interface Moment {
  /** Null for what holds since ever. */
  readonly atMs: number | null;
  readonly kind: MomentKind;
  readonly text: string;
}

/** What an expectation met: null when it held. */
export type Verdict = { readonly expected: string; readonly happened: readonly string[] } | null;
