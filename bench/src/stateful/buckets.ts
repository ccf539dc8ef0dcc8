/** Minute, type, count and sum of one bucket. */
const STRIDE = 4;
export const MINUTE = 0;
export const TYPE = 1;
export const COUNT = 2;
export const SUM = 3;

/** What one user did in the minutes that a window can still see, oldest first: a ring of buckets in one array. */
export class Buckets {
  cells: Int32Array = new Int32Array(8 * STRIDE);
  first = 0;
  length = 0;

  add(minute: number, type: number, amount: number): void {
    if (this.length > 0) {
      const last = this.place(this.length - 1);
      if (this.cells[last + MINUTE] === minute && this.cells[last + TYPE] === type) {
        this.cells[last + COUNT] = (this.cells[last + COUNT] as number) + 1;
        this.cells[last + SUM] = (this.cells[last + SUM] as number) + amount;
        return;
      }
    }
    if (this.length * STRIDE === this.cells.length) this.grow();
    const next = this.place(this.length++);
    this.cells[next + MINUTE] = minute;
    this.cells[next + TYPE] = type;
    this.cells[next + COUNT] = 1;
    this.cells[next + SUM] = amount;
  }

  /** Where the k-th oldest stands. */
  place(k: number): number {
    return ((this.first + k) * STRIDE) & (this.cells.length - 1);
  }

  dropUntil(minute: number): void {
    while (this.length > 0 && (this.cells[this.place(0) + MINUTE] as number) <= minute) {
      this.first = this.place(1) / STRIDE;
      this.length--;
    }
  }

  private grow(): void {
    const larger = new Int32Array(this.cells.length * 2);
    const front = this.first * STRIDE;
    larger.set(this.cells.subarray(front));
    larger.set(this.cells.subarray(0, front), this.cells.length - front);
    this.cells = larger;
    this.first = 0;
  }
}
