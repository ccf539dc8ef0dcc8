import { isDeepStrictEqual } from 'node:util';
import type { PartitionCommit, PartitionProgress } from '../../../packages/runtime/src/ports/state-store.ts';

/** What a commit says of what happened, besides the bytes that it puts in place. */
export interface CommitFact {
  readonly epoch: number;
  readonly progress: PartitionProgress;
  /** The users that it changed, and when something happens to each by itself. */
  readonly users: readonly { readonly key: string; readonly dueMs: number }[];
  /** Numbers of the rows that it put into the outbox. */
  readonly rows: readonly number[];
}

/** What was committed once and lost again by the store. */
export interface LostHistory {
  /** The whole history that it was the end of. */
  readonly facts: readonly CommitFact[];
  /** The positions that were published until somebody read what is left. */
  readonly outOffsets: number[];
}

/** A commit of which nobody has told yet whether it happened. */
interface Open {
  readonly fact: CommitFact;
  readonly commit: PartitionCommit;
}

/**
 * What was committed to one partition, in order: the facts that cannot be found out from the log alone (when the clock
 * moved the watermark, from where which rules held), which the oracle follows.
 */
export class CommitHistory {
  facts: CommitFact[] = [];
  readonly lost: LostHistory[] = [];
  private publishedOffset = 0;
  /** Nobody has read what is there since it was lost. */
  private isUnread = false;
  /** The greatest offset that was ever committed, also by commits that were lost since. */
  greatestOffset = 0;
  private open: Open[] = [];

  /** A commit is under way. */
  begin(epoch: number, commit: PartitionCommit): Open {
    const { progress, users, outbox } = commit;
    const named = users.map(({ key, dueMs }) => ({ key, dueMs }));
    const fact = { epoch, progress, users: named, rows: outbox.map(({ seq }) => seq) };
    const open = { fact, commit };
    this.open.push(open);
    return open;
  }

  happened(open: Open): void {
    if (this.drop(open)) this.add(open.fact);
  }

  refused(open: Open): void {
    this.drop(open);
  }

  private add(fact: CommitFact): void {
    this.facts.push(fact);
    this.greatestOffset = Math.max(this.greatestOffset, fact.progress.nextOffset);
  }

  private drop(open: Open): boolean {
    const at = this.open.indexOf(open);
    if (at >= 0) this.open.splice(at, 1);
    return at >= 0;
  }

  /** Somebody reads what is there: commits that were cut off are in it, or never will be. */
  async settle(
    progress: PartitionProgress | null,
    load: (keys: readonly string[]) => Promise<readonly (Uint8Array | null)[]>,
  ): Promise<void> {
    const { open } = this;
    this.open = [];
    this.isUnread = false;
    for (const { fact, commit } of open) {
      if (!isDeepStrictEqual(progress, commit.progress)) continue;
      // Two owners come to the same: one of them has committed it.
      const last = this.facts.at(-1);
      if (isDeepStrictEqual([last?.progress, last?.users], [fact.progress, fact.users])) continue;
      const bytes = await load(fact.users.map(({ key }) => key));
      const isThere = commit.users.every((user, i) => isSame(user.bytes, bytes[i] ?? null));
      if (isThere) this.add(fact);
    }
  }

  get last(): PartitionProgress | null {
    return this.facts.at(-1)?.progress ?? null;
  }

  /** How many rows are behind what is published. */
  rowsAfter(seq: number): number {
    let count = 0;
    for (const { rows } of this.facts) for (const row of rows) if (row > seq) count++;
    return count;
  }

  /** Whether timers wait that are due by what was committed. */
  get hasDueTimers(): boolean {
    const dues = new Map<string, number>();
    for (const { users } of this.facts) for (const { key, dueMs } of users) dues.set(key, dueMs);
    const watermarkMs = this.last?.watermarkMs ?? -Infinity;
    return [...dues.values()].some((dueMs) => dueMs <= watermarkMs);
  }

  published(offset: number): void {
    this.publishedOffset = offset;
    if (this.isUnread) this.lost.at(-1)?.outOffsets.push(offset);
  }

  /** The store went back to an earlier commit. */
  goBack(count: number): void {
    if (count <= 0) return;
    this.lost.push({ facts: this.facts, outOffsets: [this.publishedOffset] });
    this.isUnread = true;
    this.facts = this.facts.slice(0, this.facts.length - count);
  }
}

function isSame(a: Uint8Array, b: Uint8Array | null): boolean {
  return b !== null && Buffer.compare(a, b) === 0;
}
