/** Ranges of one field: sorted cut points, and for each interval between two of them the rules that cover it. */
export class RangeIndex {
  private readonly added: { readonly id: number; readonly low: number; readonly high: number }[] = [];
  private cuts: Float64Array = new Float64Array(0);
  private covers: readonly Int32Array[] = [];

  add(id: number, low: number, high: number): void {
    this.added.push({ id, low, high });
  }

  /** To be called after the last `add`. `step` is the distance between two values of the field. */
  freeze(step: number): void {
    // The end belongs to the range: it is over halfway to the next value that there can be.
    const ranges = this.added.map(({ id, low, high }) => ({ id, low, end: high + step / 2 }));
    this.cuts = Float64Array.from(new Set(ranges.flatMap(({ low, end }) => [low, end]))).sort();
    this.covers = [-Infinity, ...this.cuts].map((begin) =>
      Int32Array.from(ranges.filter(({ low, end }) => low <= begin && begin < end).map(({ id }) => id)),
    );
  }

  /** The rules whose range holds the value. */
  at(value: number): Int32Array {
    const { cuts } = this;
    let low = 0;
    let high = cuts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((cuts[middle] as number) <= value) low = middle + 1;
      else high = middle;
    }
    return this.covers[low] as Int32Array;
  }
}
