import type { EvaluationError } from './evaluator.ts';

/** Records and users that could not be evaluated, with the reason; they outlive the ownership in which that was found. */
export class Failures {
  readonly records: Map<number, string> = new Map();
  readonly users: Set<string> = new Set();

  note(error: EvaluationError): void {
    if (error.offset !== null) this.records.set(error.offset, error.message);
    else if (error.key !== null) this.users.add(error.key);
  }
}
