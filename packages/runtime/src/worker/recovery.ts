import type { OutboxRow, PartitionSink, Position } from '../ports/effect-sink.ts';
import type { PartitionProgress, PartitionStore } from '../ports/state-store.ts';

/** Where a partition goes on, found out from what its store and its output say. */
export interface Recovered {
  readonly progress: PartitionProgress;
  /** Rows that were committed and not published. */
  readonly unpublished: readonly OutboxRow[];
  /** How far the output is known to be. */
  readonly published: Position;
  /**
   * Rows caused by records before it are published already: not 0 only where the store has lost what it had
   * acknowledged, so that those records are evaluated again.
   */
  readonly skipBelow: number;
}

const NOTHING: PartitionProgress = {
  nextOffset: 0,
  watermarkMs: -Infinity,
  seq: 0,
  activations: [],
  swept: true,
};

/**
 * The store is the truth, and the output says how much of it is out: rows up to the published one are, all behind it are
 * not, since rows and position are published in one transaction.
 *
 * Where the output is ahead of the store, by an offset or by rows, the store has lost commits (a fail-over, a new disk).
 * Then input is evaluated again from where the store stands, and what records before the published offset cause is out
 * already; new rows take numbers behind the published ones, so that the two are never mixed up.
 */
export function recover(store: PartitionStore, sink: PartitionSink): Recovered {
  const found = store.progress ?? NOTHING;
  const published = sink.published ?? { nextOffset: 0, seq: 0 };
  if (found.nextOffset >= published.nextOffset && found.seq >= published.seq) {
    return {
      progress: found,
      unpublished: store.outbox.filter((row) => row.seq > published.seq),
      published,
      skipBelow: 0,
    };
  }
  return {
    progress: { ...found, seq: Math.max(found.seq, published.seq) },
    unpublished: [],
    published,
    skipBelow: published.nextOffset,
  };
}
