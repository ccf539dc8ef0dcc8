/** Ids below it have a place of their own. */
const LOW = 64;

/**
 * What a user has of a kind (logs, segments, …) by id. Most users have few of the many that the rules know; the first
 * ids are found without a hash.
 */
export class IdMap<T> {
  private low: (T | undefined)[] = NONE;
  private high: Map<number, T> | null = null;
  private count = 0;

  get size(): number {
    return this.count;
  }

  get(id: number): T | undefined {
    if (id < LOW) return id < this.low.length ? this.low[id] : undefined;
    return this.high === null ? undefined : this.high.get(id);
  }

  set(id: number, item: T): void {
    if (this.get(id) === undefined) this.count++;
    if (id >= LOW) {
      this.high ??= new Map();
      this.high.set(id, item);
      return;
    }
    if (id >= this.low.length) {
      const grown = new Array<T | undefined>(Math.min(LOW, id + 1 + (id >> 1))).fill(undefined);
      for (let i = 0; i < this.low.length; i++) grown[i] = this.low[i];
      this.low = grown;
    }
    this.low[id] = item;
  }

  delete(id: number): void {
    if (this.get(id) === undefined) return;
    this.count--;
    if (this.count === 0) this.clear();
    else if (id < LOW) this.low[id] = undefined;
    else this.high?.delete(id);
  }

  clear(): void {
    this.low = NONE;
    this.high = null;
    this.count = 0;
  }

  /** Low ids first, the others in the order in which they came; what is seen may be deleted meanwhile. */
  forEach(see: (item: T, id: number) => void): void {
    for (let id = 0; id < this.low.length; id++) {
      const item = this.low[id];
      if (item !== undefined) see(item, id);
    }
    this.high?.forEach(see);
  }
}

/** Never written to. */
const NONE: undefined[] = [];
