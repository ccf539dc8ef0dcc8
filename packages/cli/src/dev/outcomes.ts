import type { BatchCounts, OutboxRow } from '@nudge/runtime';

/** What became of a record. */
export type Outcome =
  | { readonly outcome: 'accepted' | 'duplicate' | 'late' | 'ignored' }
  | { readonly outcome: 'rejected'; readonly code: string; readonly field?: string };

/**
 * Finds out what became of each record from what the worker says of its batches, which hold one record at most, and
 * from the dead letters, which say why.
 */
export class Outcomes {
  /** The offset of the record that is evaluated next. */
  #next = 0;
  readonly #known = new Map<number, Outcome>();
  readonly #asked = new Map<number, (outcome: Outcome) => void>();

  /** The worker begins at this record, or begins there again. */
  begin(offset: number): void {
    this.#next = offset;
  }

  evaluated(counts: BatchCounts): void {
    if (counts.records === 0) return;
    const offset = this.#next++;
    // The dead letter says the same, and why.
    if (counts.rejected > 0) return;
    if (counts.ignored > 0) this.#tell(offset, { outcome: 'ignored' });
    else if (counts.late > 0) this.#tell(offset, { outcome: 'late' });
    else if (counts.duplicates > 0) this.#tell(offset, { outcome: 'duplicate' });
    else this.#tell(offset, { outcome: 'accepted' });
  }

  rejected({ offset, headers }: OutboxRow): void {
    const told = new Map(headers);
    const field = told.get('nudge-field');
    const code = told.get('nudge-reason') ?? 'rejected';
    this.#tell(offset, { outcome: 'rejected', code, ...(field === undefined ? {} : { field }) });
  }

  /** To be asked once of each record. */
  of(offset: number): Promise<Outcome> {
    const known = this.#known.get(offset);
    this.#known.delete(offset);
    if (known !== undefined) return Promise.resolve(known);
    return new Promise((resolve) => this.#asked.set(offset, resolve));
  }

  #tell(offset: number, outcome: Outcome): void {
    const asked = this.#asked.get(offset);
    this.#asked.delete(offset);
    if (asked === undefined) this.#known.set(offset, outcome);
    else asked(outcome);
  }
}
