import {
  type EffectSink,
  type OutboxRow,
  type PartitionSink,
  type Position,
  SinkFenced,
} from '../ports/effect-sink.ts';

/** Takes the rows of one `publish`; when it rejects, nobody knows whether it took them. */
export type TakeRows = (rows: readonly OutboxRow[], partition: number) => Promise<void> | void;

/**
 * Hands effects to something of this process, and remembers the positions as long as it lives. A new process knows of
 * none, so with a store that lasts, rows whose publishing was not recorded come again.
 */
export class InProcessSink implements EffectSink {
  readonly #take: TakeRows;
  readonly #partitions = new Map<number, { owner: PartitionSink; published: Position | null }>();

  constructor(take: TakeRows) {
    this.#take = take;
  }

  async open(partition: number): Promise<PartitionSink> {
    const published = this.#partitions.get(partition)?.published ?? null;
    const sink: PartitionSink = {
      published,
      publish: (rows, position) => this.#publish(partition, sink, rows, position),
      close: () => Promise.resolve(),
    };
    this.#partitions.set(partition, { owner: sink, published });
    return sink;
  }

  async close(): Promise<void> {}

  async #publish(
    partition: number,
    by: PartitionSink,
    rows: readonly OutboxRow[],
    position: Position,
  ): Promise<void> {
    const state = this.#partitions.get(partition);
    if (state?.owner !== by) throw new SinkFenced(`partition ${partition} was opened by somebody else`);
    if (rows.length > 0) await this.#take(rows, partition);
    state.published = position;
  }
}
