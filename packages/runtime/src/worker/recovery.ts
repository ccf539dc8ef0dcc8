import type { OutboxRow, PartitionSink, Position } from '../ports/effect-sink.ts';
import { allAt, earliest } from '../ports/state-groups.ts';
import type { PartitionProgress, PartitionStore } from '../ports/state-store.ts';

/** Where a partition goes on, found out from what its store and its output say. */
export interface Recovered {
  readonly progress: PartitionProgress;
  /** Where evaluation begins: records from there to `progress.nextOffset` are evaluated for the states alone. */
  readonly fromOffset: number;
  /** Rows that were committed and not published. */
  readonly unpublished: readonly OutboxRow[];
  /** How far the output is known to be. */
  readonly published: Position;
  /**
   * Of timers that were left over when the states were stored: rows up to this number are published already, though the
   * store has lost that. 0: none.
   */
  readonly leftOverTo: number;
  /** Rows caused by records before it are in the outbox, or published already. */
  readonly skipBelow: number;
}

const NOTHING: PartitionProgress = {
  nextOffset: 0,
  watermarkMs: -Infinity,
  states: allAt({ nextOffset: 0, watermarkMs: -Infinity }),
  seq: 0,
  outTo: 0,
  activations: [],
  swept: true,
};

/**
 * The store is the truth, and the output says how much of it is out: rows up to the published one are, all behind it are
 * not, since rows and position are published in one transaction.
 *
 * The users' states may be older than the rest of what the store knows. The records since then are evaluated again, and
 * what they cause is dropped, as it is in the outbox or out.
 *
 * Where the output is ahead of the store, by an offset or by rows, the store has lost commits (a fail-over, a new disk).
 * Then what records before the published offset cause is out already too; new rows take numbers behind the published
 * ones, so that the two are never mixed up.
 */
export function recover(store: PartitionStore, sink: PartitionSink): Recovered {
  const progress = store.progress ?? NOTHING;
  const published = sink.published ?? { nextOffset: 0, seq: 0 };
  const fromOffset = earliest(progress.states).nextOffset;
  // Where nothing is evaluated again, timers of the last record may be left, whose rows are not in the outbox yet.
  const skipBelow = Math.max(progress.outTo, fromOffset < progress.nextOffset ? progress.nextOffset : 0);
  if (progress.nextOffset >= published.nextOffset && progress.seq >= published.seq) {
    const unpublished = store.outbox.filter((row) => row.seq > published.seq);
    return { progress, fromOffset, unpublished, published, skipBelow, leftOverTo: 0 };
  }
  // Where no record was lost, the timers that are left over come first, in the order in which they did, by number.
  const isLeftOver = progress.nextOffset === published.nextOffset && fromOffset === published.nextOffset;
  const outTo = Math.max(published.nextOffset, skipBelow);
  return {
    progress: { ...progress, outTo, seq: isLeftOver ? progress.seq : Math.max(progress.seq, published.seq) },
    fromOffset,
    unpublished: [],
    published,
    skipBelow: outTo,
    leftOverTo: isLeftOver ? published.seq : 0,
  };
}
