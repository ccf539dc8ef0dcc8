import {
  type EffectSink,
  type OutboxRow,
  type PartitionSink,
  type Position,
  SinkFenced,
} from '../ports/effect-sink.ts';

/** Takes the rows of one `publish`; when it rejects, nobody knows whether it took them. */
export type TakeRows = (rows: readonly OutboxRow[], partition: number) => Promise<void> | void;

/** What is known of a partition. */
interface Place {
  owner: symbol;
  published: Position | null;
  /** What is being published; it never rejects. */
  underWay: Promise<void>;
}

/**
 * Hands effects to something of this process, and remembers the positions as long as it lives. A new process knows of
 * none, so with a store that lasts, rows whose publishing was not recorded come again.
 */
export class InProcessSink implements EffectSink {
  readonly #take: TakeRows;
  readonly #places = new Map<number, Place>();

  constructor(take: TakeRows) {
    this.#take = take;
  }

  async open(partition: number): Promise<PartitionSink> {
    const owner = Symbol(`owner of partition ${partition}`);
    const place = this.#places.get(partition) ?? { owner, published: null, underWay: Promise.resolve() };
    this.#places.set(partition, place);
    // From now on nobody else begins to publish. What somebody has begun cannot be taken back, so it is waited for.
    place.owner = owner;
    await place.underWay;
    return {
      published: place.published,
      publish: (rows, position) => {
        if (place.owner !== owner)
          return Promise.reject(new SinkFenced(`partition ${partition} was opened by somebody else`));
        const publishing = this.#publish(partition, place, rows, position);
        place.underWay = publishing.catch(() => {});
        return publishing;
      },
      close: () => Promise.resolve(),
    };
  }

  async close(): Promise<void> {}

  async #publish(
    partition: number,
    place: Place,
    rows: readonly OutboxRow[],
    position: Position,
  ): Promise<void> {
    if (rows.length > 0) await this.#take(rows, partition);
    place.published = position;
  }
}
