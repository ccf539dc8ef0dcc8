import type { Databases } from './databases.ts';
import type { Prepared } from './prepare.ts';

/** One sentence that must hold for every program and every history. */
export interface Law {
  readonly name: string;
  readonly statement: string;
  /** Throws a `Counterexample` where it does not hold. Any other exception is a counterexample too. */
  check(prepared: Prepared, databases: Databases): Promise<void> | void;
}

/** Two results that should be one. */
export class Counterexample extends Error {
  readonly expected: readonly string[];
  readonly actual: readonly string[];

  constructor(message: string, expected: readonly string[], actual: readonly string[]) {
    super(message);
    this.name = 'Counterexample';
    this.expected = expected;
    this.actual = actual;
  }
}

/** Lines before the first difference that are shown with it. */
const CONTEXT = 3;

/** Throws where two lists of lines differ, and shows where they begin to. */
export function same(what: string, expected: readonly string[], actual: readonly string[]): void {
  const length = Math.max(expected.length, actual.length);
  let i = 0;
  while (i < length && expected[i] === actual[i]) i++;
  if (i === length) return;
  const before = expected.slice(Math.max(0, i - CONTEXT), i).map((line) => `  ${line}`);
  const message = [
    `${what}: they differ at line ${i + 1} (${expected.length} lines expected, ${actual.length} found)`,
    ...before,
    `- ${expected[i] ?? '(nothing)'}`,
    `+ ${actual[i] ?? '(nothing)'}`,
  ].join('\n');
  throw new Counterexample(message, expected, actual);
}
