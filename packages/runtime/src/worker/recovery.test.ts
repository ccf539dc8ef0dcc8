import { describe, expect, it } from 'vitest';
import type { OutboxRow, PartitionSink, Position } from '../ports/effect-sink.ts';
import { allAt } from '../ports/state-groups.ts';
import type { PartitionProgress, PartitionStore, StatesPosition } from '../ports/state-store.ts';
import { recover } from './recovery.ts';

const row = (seq: number, offset: number): OutboxRow => ({
  seq,
  offset,
  output: 'nudges',
  key: 'default:ann',
  value: new Uint8Array(),
  headers: [],
});

const NEW = { nextOffset: 0, watermarkMs: 0, seq: 0, outTo: 0, activations: [], swept: true };

/** As far as the rest, where a test does not say otherwise. */
function statesOf({ nextOffset = 0 }: Partial<PartitionProgress>): readonly StatesPosition[] {
  return allAt({ nextOffset, watermarkMs: 0 });
}

function recovered(
  progress: Partial<PartitionProgress> | null,
  outbox: readonly OutboxRow[],
  out: Position | null,
) {
  const store = {
    progress: progress === null ? null : { ...NEW, states: statesOf(progress), ...progress },
    outbox,
  } as unknown as PartitionStore;
  const { unpublished, skipBelow, progress: found } = recover(store, { published: out } as PartitionSink);
  return { rows: unpublished.map(({ seq }) => seq), skipBelow, next: found.nextOffset, seq: found.seq };
}

describe('recovery', () => {
  it('begins at the oldest record where nothing is known', () => {
    expect(recovered(null, [], null)).toEqual({ rows: [], skipBelow: 0, next: 0, seq: 0 });
  });

  it('publishes what was committed and is not out', () => {
    const outbox = [row(4, 10), row(5, 11), row(6, 12)];
    expect(recovered({ nextOffset: 13, seq: 6 }, outbox, { nextOffset: 12, seq: 5 }).rows).toEqual([6]);
    expect(recovered({ nextOffset: 13, seq: 6 }, outbox, null).rows).toEqual([4, 5, 6]);
    expect(recovered({ nextOffset: 13, seq: 6 }, outbox, { nextOffset: 13, seq: 6 }).rows).toEqual([]);
  });

  it('publishes rows of timers that fired after the published offset was reached', () => {
    const outbox = [row(6, 12), row(7, 13)];
    expect(recovered({ nextOffset: 13, seq: 7 }, outbox, { nextOffset: 13, seq: 6 }).rows).toEqual([7]);
  });

  it('goes back to where a store stands that has lost commits, and publishes nothing twice', () => {
    expect(recovered({ nextOffset: 8, seq: 3 }, [row(3, 7)], { nextOffset: 13, seq: 6 })).toEqual({
      rows: [],
      skipBelow: 13,
      next: 8,
      seq: 6,
    });
    expect(recovered(null, [], { nextOffset: 13, seq: 6 })).toMatchObject({ skipBelow: 13, next: 0, seq: 6 });
  });
});
