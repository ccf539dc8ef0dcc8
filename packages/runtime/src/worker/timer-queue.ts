/**
 * The users of a partition by the instant at which something happens to them though no event comes; of one instant by
 * key, so that timers fire in an order that does not depend on how they came in.
 */
export class TimerQueue {
  /** A binary heap. What a user's instant no longer is stays in it, and is found to be stale when its turn comes. */
  private readonly dues: number[] = [];
  private readonly keys: string[] = [];
  private readonly current = new Map<string, number>();

  /** Users who have a timer. */
  get size(): number {
    return this.current.size;
  }

  /** Sets a user's next instant; `Infinity`: none. */
  set(key: string, dueMs: number): void {
    const known = this.current.get(key);
    if (known === dueMs || (known === undefined && dueMs === Infinity)) return;
    if (dueMs === Infinity) {
      this.current.delete(key);
      return;
    }
    this.current.set(key, dueMs);
    this.push(dueMs, key);
    if (this.dues.length > 2 * this.current.size + 1024) this.rebuild();
  }

  /** The first user whose instant is not after `ms`. */
  first(ms: number): { readonly key: string; readonly dueMs: number } | null {
    this.dropStale();
    const dueMs = this.dues[0];
    return dueMs === undefined || dueMs > ms ? null : { key: this.keys[0] as string, dueMs };
  }

  /** The next instant of all; `Infinity` if there is none. */
  get nextMs(): number {
    this.dropStale();
    return this.dues[0] ?? Infinity;
  }

  /** The first users in the order of the queue whose instants are not after `ms`, at most `limit`. */
  upTo(ms: number, limit: number): readonly string[] {
    // A user who was set away and back stands in the heap twice.
    const found = new Map<string, number>();
    for (let next = this.first(ms); next !== null && found.size < limit; next = this.first(ms)) {
      found.set(next.key, next.dueMs);
      this.pop();
    }
    for (const [key, dueMs] of found) this.push(dueMs, key);
    return [...found.keys()];
  }

  private dropStale(): void {
    while (this.keys.length > 0 && this.current.get(this.keys[0] as string) !== this.dues[0]) this.pop();
  }

  private rebuild(): void {
    this.dues.length = 0;
    this.keys.length = 0;
    for (const [key, dueMs] of this.current) this.push(dueMs, key);
  }

  private isBefore(a: number, b: number): boolean {
    const difference = (this.dues[a] as number) - (this.dues[b] as number);
    return difference === 0 ? (this.keys[a] as string) < (this.keys[b] as string) : difference < 0;
  }

  private swap(a: number, b: number): void {
    const due = this.dues[a] as number;
    this.dues[a] = this.dues[b] as number;
    this.dues[b] = due;
    const key = this.keys[a] as string;
    this.keys[a] = this.keys[b] as string;
    this.keys[b] = key;
  }

  private push(dueMs: number, key: string): void {
    this.dues.push(dueMs);
    this.keys.push(key);
    for (let i = this.dues.length - 1; i > 0; ) {
      const parent = (i - 1) >> 1;
      if (!this.isBefore(i, parent)) return;
      this.swap(i, parent);
      i = parent;
    }
  }

  private pop(): void {
    const last = this.dues.length - 1;
    this.swap(0, last);
    this.dues.pop();
    this.keys.pop();
    for (let i = 0; ; ) {
      let child = 2 * i + 1;
      if (child >= last) return;
      if (child + 1 < last && this.isBefore(child + 1, child)) child++;
      if (!this.isBefore(child, i)) return;
      this.swap(i, child);
      i = child;
    }
  }
}
