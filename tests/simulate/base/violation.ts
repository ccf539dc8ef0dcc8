import type { Trace } from './trace.ts';

/** A law does not hold. */
export interface Violation {
  readonly law: string;
  readonly message: string;
  readonly expected?: string;
  readonly found?: string;
}

/** Where laws that are watched while a simulation runs report. The first one says most: what follows may follow from it. */
export class Violations {
  readonly list: Violation[] = [];
  private readonly trace: Trace;

  constructor(trace: Trace) {
    this.trace = trace;
  }

  add(violation: Violation): void {
    this.list.push(violation);
    this.trace.tell('law', `${violation.law}: ${violation.message}`);
  }
}
