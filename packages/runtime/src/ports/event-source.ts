/** Where events come from: numbered partitions of records in the order of their offsets. */

export interface SourceRecord {
  readonly offset: number;
  /** `null`: a tombstone. */
  readonly value: Uint8Array | null;
  readonly key: Uint8Array | null;
  /** When the record arrived, epoch ms; `null` where the source does not know (semantics, rule 3). */
  readonly arrivalMs: number | null;
  /** Trace context and the like; `null` where there are none. */
  readonly headers: ReadonlyMap<string, string> | null;
}

/** Records in the order of their offsets, read once, as they are needed. An array is one. */
export interface RecordRun extends Iterable<SourceRecord> {
  /** How many, at most. */
  readonly length: number;
  /** What they take in memory; where it is not said, that is what their values take. */
  readonly bytes?: number;
}

export interface SourceBatch {
  readonly partition: number;
  /** By offset; offsets may have gaps. Never empty. */
  readonly records: RecordRun;
  /** The offset that the next record written to the partition will get, as last heard; for the lag. */
  readonly endOffset: number | null;
}

/** Who is told what a source finds. Calls come one after the other; they must not throw. */
export interface SourceListener {
  /** All partitions that are this worker's from now on, after each change. Those that are missing were lost. */
  assigned(partitions: readonly number[]): void;
  records(batch: SourceBatch): void;
  /** The partition has been read to its end; `offset` is what comes next, as far as known. */
  caughtUp(partition: number, offset: number): void;
  /**
   * Of a partition that delivers nothing now, since it is held back or was not told from where: the offset that the next
   * record written to it will get. For the lag; a source that does not know leaves it out.
   */
  endsAt?(partition: number, endOffset: number): void;
  /** The source cannot go on by itself; a message for people, and whether to begin anew may help. */
  failed(error: Error, retriable: boolean): void;
}

export interface EventSource {
  /** What the ids of records begin with that have none of their own: a topic's name (semantics, rule 7). */
  readonly name: string;
  /** Whether records are the lines of one file, and offsets their numbers: ids that are made up are then like a run's. */
  readonly isFile?: boolean;
  /** Whether what was delivered may not be delivered again, `seek` back or not: then states are stored with every commit. */
  readonly isStream?: boolean;
  /** Begins to work; resolves when the source has been reached. */
  start(listener: SourceListener): Promise<void>;
  /**
   * An assigned partition delivers nothing until it is told from where: the record at `offset` comes next, or the first
   * one behind it (`0`: the oldest that is kept). What was under way from before is never delivered after this.
   *
   * Records before `known` were there once. A log that ends before it has lost its end, and a source that can tell fails
   * then, before it delivers: what is written at those offsets now is something else.
   */
  seek(partition: number, offset: number, known?: number): void;
  /** Back-pressure of one partition: at most what was already fetched comes after it. */
  pause(partition: number): void;
  resume(partition: number): void;
  /** Leaves, so that others can take over at once. Nothing is delivered after it was called. */
  stop(): Promise<void>;
}
