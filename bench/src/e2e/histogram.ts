/** Beyond it a number counts as it. */
const LIMIT = 600_000;

/** Whole numbers from 0 on, any number of them. */
export class Histogram {
  private readonly counts: number[] = [];
  count = 0;
  max = 0;

  add(value: number): void {
    const whole = Math.max(0, Math.min(LIMIT, Math.round(value)));
    // Grown by steps, so that it stays an array without holes.
    while (this.counts.length <= whole) this.counts.push(0);
    this.counts[whole] = (this.counts[whole] ?? 0) + 1;
    this.count++;
    if (whole > this.max) this.max = whole;
  }

  /** The least number that is not below this share of all; NaN where there are none. */
  at(share: number): number {
    const wanted = Math.max(1, Math.ceil(this.count * share));
    let seen = 0;
    for (const [value, count] of this.counts.entries()) {
      seen += count;
      if (seen >= wanted) return value;
    }
    return Number.NaN;
  }
}
