/** Where effects go. What was published, and how far the input was taken with it, are one atomic fact per partition. */

/** The kinds of output; a Kafka sink has a topic for each. */
export const OUTPUTS = ['nudges', 'segments', 'decisions', 'late', 'dead-letter'] as const;
export type Output = (typeof OUTPUTS)[number];

/** A message that was decided and stored, and is to be published. */
export interface OutboxRow {
  /** Of its partition: from 1 on, growing; there may be gaps. */
  readonly seq: number;
  /** Of the record that caused it, or whose instant let a timer fire; of timers while nothing came: the next one. */
  readonly offset: number;
  readonly output: Output;
  /** What the message is partitioned by. */
  readonly key: string;
  readonly value: Uint8Array;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** How far a partition has come: the offset that is to be applied next, and the last row. */
export interface Position {
  readonly nextOffset: number;
  readonly seq: number;
}

/** Somebody else has opened the partition since: this owner can publish nothing any more. */
export class SinkFenced extends Error {
  override readonly name = 'SinkFenced';
}

export interface EffectSink {
  /**
   * Takes a partition over: after this resolves, whoever had it open before can publish nothing more there, and
   * `published` says all that they did.
   */
  open(partition: number): Promise<PartitionSink>;
  /** Lets go of everything; open partitions must have been closed. */
  close(): Promise<void>;
}

export interface PartitionSink {
  /** How far it had been published when it was opened; `null`: never. */
  readonly published: Position | null;
  /**
   * Publishes rows (by `seq`, maybe none) and the position, all or nothing. One call at a time. Throws `SinkFenced`;
   * any other error leaves it open whether they were published: the sink is then to be closed and opened again, which
   * tells.
   */
  publish(rows: readonly OutboxRow[], position: Position): Promise<void>;
  close(): Promise<void>;
}
