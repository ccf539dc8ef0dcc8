/** How far one assigned partition has been read. */
export interface Cursor {
  readonly partition: number;
  /** `null` until it was said where to begin. */
  next: number | null;
  /** Records before it were in the log once. */
  known: number;
  /** Grows with every seek: what was asked for under an older one is not delivered any more. */
  generation: number;
  paused: boolean;
  /** Which end the listener was last told of; `null` after a seek. */
  toldEnd: number | null;
}

/** The assigned partitions, and where each one stands. */
export class Cursors {
  readonly #byPartition = new Map<number, Cursor>();

  /** Partitions that stay go on as they were; of those that went, nothing is delivered any more. */
  assign(partitions: readonly number[]): void {
    const kept = new Set(partitions);
    for (const [partition, cursor] of this.#byPartition) {
      if (kept.has(partition)) continue;
      cursor.generation++;
      this.#byPartition.delete(partition);
    }
    for (const partition of partitions) {
      if (this.#byPartition.has(partition)) continue;
      this.#byPartition.set(partition, {
        partition,
        next: null,
        known: 0,
        generation: 0,
        paused: false,
        toldEnd: null,
      });
    }
  }

  get(partition: number): Cursor | undefined {
    return this.#byPartition.get(partition);
  }

  /** Where it stands then; `null`: it was lost in the meantime. Whoever asked will be told of that, or was just now. */
  seek(partition: number, offset: number, known: number): (Cursor & { next: number }) | null {
    const cursor = this.#byPartition.get(partition);
    if (cursor === undefined) return null;
    cursor.generation++;
    cursor.known = known;
    cursor.toldEnd = null;
    return Object.assign(cursor, { next: offset });
  }

  setPaused(partition: number, paused: boolean): void {
    const cursor = this.#byPartition.get(partition);
    if (cursor !== undefined) cursor.paused = paused;
  }

  clear(): void {
    this.assign([]);
  }

  /** Those of which nothing comes now. */
  *silent(): Generator<Cursor> {
    for (const cursor of this.#byPartition.values()) if (cursor.next === null || cursor.paused) yield cursor;
  }

  *readable(): Generator<Cursor & { next: number }> {
    for (const cursor of this.#byPartition.values()) {
      if (cursor.next !== null && !cursor.paused) yield cursor as Cursor & { next: number };
    }
  }
}
