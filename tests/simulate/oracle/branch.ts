import type { CommitFact, LostHistory } from '../store/commit-history.ts';
import type { ExpectedRow } from './expected-row.ts';
import { numbered } from './numbered.ts';
import { type OracleInput, PartitionOracle } from './partition-oracle.ts';

/**
 * A history whose end the store has lost after it was, perhaps, published. What the log alone decides comes to the same
 * again. What the clock or an activation decided in it is known to nobody any more: the only thing that a store which
 * forgets what it acknowledged may change.
 */
export interface Branch {
  readonly rows: ReadonlyMap<string, ExpectedRow>;
  /**
   * Ids of the rows that came up after the first such decision, or after one that was kept and before another record; all
   * of what was lost where there was such a decision before it had been evaluated again.
   */
  readonly loose: ReadonlySet<string>;
  /**
   * The record at a published position may be out in part: so far as its timers had fired. How far, no position tells.
   */
  readonly outOffsets: readonly number[];
  readonly nextOffset: number;
  /** Whether there was such a decision in what was lost, or where it was evaluated again. */
  readonly isOpen: boolean;
}

export function branchOf(
  oracle: OracleInput,
  { facts: branch, outOffsets }: LostHistory,
  facts: readonly CommitFact[],
): Branch {
  const nextOffset = branch.at(-1)?.progress.nextOffset ?? 0;
  const records = oracle.records.filter(({ offset }) => offset < nextOffset);
  const rowsOf = (some: readonly CommitFact[]): readonly ExpectedRow[] =>
    new PartitionOracle({ ...oracle, records }).replay(some).rows;
  const rows = rowsOf(branch);
  const kept = branch.findIndex((fact, i) => facts[i] !== fact);
  const first = branch.findIndex((fact, i) => kept >= 0 && i >= kept && isUntold(fact, branch[i - 1]));
  // What was published is evaluated again; other rules may have been activated before that.
  const isOpenAgain =
    kept >= 0 &&
    facts.some(
      (fact, i) =>
        i >= kept && (facts[i - 1]?.progress.nextOffset ?? 0) < nextOffset && isUntold(fact, facts[i - 1]),
    );
  // Rules that hold earlier than they did bring nothing out where the old ones had, and, once those hold again, what they
  // had brought out comes up at another record.
  const loose = kept >= 0 && (isOpenAgain || followsClock(branch, kept)) ? kept : first;
  const firm = loose < 0 ? rows.length : rowsOf(branch.slice(0, loose)).length;
  return {
    rows: numbered(rows),
    loose: new Set(rows.slice(firm).map(({ id }) => id)),
    isOpen: first >= 0 || isOpenAgain,
    outOffsets,
    nextOffset,
  };
}

/** Whether a commit comes after the clock moved the watermark, without a record in between. */
function followsClock(branch: readonly CommitFact[], at: number): boolean {
  for (let i = at - 1; i > 0; i--) {
    const [progress, before] = [branch[i]?.progress, branch[i - 1]?.progress];
    if (progress === undefined || before === undefined || progress.nextOffset > before.nextOffset)
      return false;
    if (progress.watermarkMs > before.watermarkMs) return true;
  }
  return false;
}

/** Whether a commit says something that does not follow from the log. */
function isUntold({ progress }: CommitFact, before: CommitFact | undefined): boolean {
  const known = before?.progress;
  const activation = progress.activations.at(-1);
  const held = known?.activations.at(-1);
  if (activation?.version !== held?.version || activation?.fromOffset !== held?.fromOffset) return true;
  if (known?.swept === false) return true;
  return progress.nextOffset === known?.nextOffset && progress.watermarkMs > known.watermarkMs;
}
