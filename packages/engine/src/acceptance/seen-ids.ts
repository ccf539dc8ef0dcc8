import { withRoom } from '../values/room.ts';
import type { Digest } from './id-digest.ts';

/** Up to so many ids are looked through one by one, which needs less memory than a hash map and is as fast. */
const FEW = 48;

/** Of each id: the instant of its event, and the two halves of its digest. */
const WIDTH = 3;

/**
 * The ids of accepted events with their instants, in the order of arrival: 104 bits of each id, which tell all ids of a
 * user apart that will ever be (see `id-digest.ts`), in one array of numbers.
 */
export class SeenIds {
  private marks: number[] = NO_MARKS;
  /** Those before it were dropped. */
  private head = 0;
  private end = 0;
  /** The places of the last event with such a first half, when there are many. */
  private index: Map<number, number> | null = null;

  get size(): number {
    return this.end - this.head;
  }

  /** The instant of the last event that bore the id. */
  atOf({ high, low }: Digest): number | undefined {
    const { marks } = this;
    let i = this.end - 1;
    if (this.index !== null) {
      const place = this.index.get(high);
      if (place === undefined) return undefined;
      i = place;
    }
    for (; i >= this.head; i--) {
      if (marks[i * WIDTH + 1] === high && marks[i * WIDTH + 2] === low) return marks[i * WIDTH];
    }
    return undefined;
  }

  add({ high, low }: Digest, at: number): void {
    const { end } = this;
    if (end * WIDTH === this.marks.length) {
      this.marks = withRoom(this.marks, end * WIDTH, (end + (end >> 1) + 2) * WIDTH);
    }
    this.marks[end * WIDTH] = at;
    this.marks[end * WIDTH + 1] = high;
    this.marks[end * WIDTH + 2] = low;
    this.end++;
    if (this.index !== null) this.index.set(high, end);
    else if (this.size > FEW) this.makeIndex();
  }

  /** Drops the oldest arrivals while they are before `horizon`: constant work per event over time. */
  dropOldest(horizon: number): void {
    const { marks, end } = this;
    let { head } = this;
    while (head < end && (marks[head * WIDTH] as number) < horizon) {
      // The same id may have come again.
      const high = marks[head * WIDTH + 1] as number;
      if (this.index !== null && this.index.get(high) === head) this.index.delete(high);
      head++;
    }
    this.head = head;
    // Moving the rest costs its length.
    if (head * 2 > end) this.keepFrom(horizon, false);
  }

  /** Drops all that are before `horizon`. */
  dropBefore(horizon: number): void {
    this.keepFrom(horizon, true);
  }

  /** Moves what is kept to the front: what was not dropped, and with `exact` only what is not before `horizon`. */
  private keepFrom(horizon: number, exact: boolean): void {
    const { marks, end, head } = this;
    let to = 0;
    for (let i = head; i < end; i++) {
      if (exact && (marks[i * WIDTH] as number) < horizon) continue;
      for (let k = 0; k < WIDTH; k++) marks[to * WIDTH + k] = marks[i * WIDTH + k] as number;
      to++;
    }
    this.head = 0;
    this.end = to;
    this.index = null;
    if (this.size > FEW) this.makeIndex();
  }

  private makeIndex(): void {
    const index = new Map<number, number>();
    for (let i = this.head; i < this.end; i++) index.set(this.marks[i * WIDTH + 1] as number, i);
    this.index = index;
  }

  forEach(see: (high: number, low: number, at: number) => void): void {
    const { marks } = this;
    for (let i = this.head; i < this.end; i++) {
      see(marks[i * WIDTH + 1] as number, marks[i * WIDTH + 2] as number, marks[i * WIDTH] as number);
    }
  }

  /** Forgets all; the memory is kept for the next user, unless it is much. */
  clear(): void {
    if (this.marks.length > KEPT) this.marks = NO_MARKS;
    this.head = 0;
    this.end = 0;
    this.index = null;
  }
}

/** So many cells are kept for the next user. */
const KEPT = 1024;

/** Never written to. */
const NO_MARKS: number[] = [];
