import { firstAfter, type Log, sumBefore } from './log.ts';

/** A comparison of a count or sum over a window with a constant: it turns where the value comes to `level`. */
export interface Threshold {
  /** `Infinity`: ever. */
  readonly windowMs: number;
  readonly level: number;
  readonly segment: number;
}

/** Up to so many thresholds a node is a leaf. */
const LEAF = 8;

/**
 * Of a node: the least and the greatest window and level in it, the node after its subtree, and, of a leaf, where its
 * thresholds begin and end (−1 for others). One node is one cache line.
 */
const NODE = 8;
const [MIN_WINDOW, MAX_WINDOW, MIN_LEVEL, MAX_LEVEL, NEXT, FROM, TO] = [0, 1, 2, 3, 4, 5, 6];

/** Of a threshold: its window, level and segment. */
const POINT = 3;

/**
 * All thresholds on the counts, or all on the sums, of one log, in a k-d tree over (window, level). At any instant the
 * value is a rising step function of the window, so an event lifts that curve, and the thresholds that turn are those
 * between the old curve and the new one: a box of the tree that lies wholly above or below both is left alone. (The
 * tree: Bentley, CACM 1975.) Only for steady logs, whose values rise with the window.
 */
export class ThresholdIndex {
  /** The values are counts; else they are sums. */
  readonly counts: boolean;
  readonly size: number;
  private readonly points: Float64Array;
  private readonly nodes: Float64Array;

  constructor(thresholds: readonly Threshold[], counts: boolean) {
    this.counts = counts;
    this.size = thresholds.length;
    const points = [...thresholds];
    const nodes: number[] = [];
    build(nodes, points, 0, points.length, true);
    this.nodes = Float64Array.from(nodes);
    this.points = Float64Array.from(
      points.flatMap(({ windowMs, level, segment }) => [windowMs, level, segment]),
    );
  }

  /**
   * Gives the segments of all thresholds that an entry of the log at `t`, where the log ends, may have turned: those
   * that the value reaches now and did not reach without the entry's `rise` (1 for a count).
   */
  crossed(log: Log, t: number, rise: number, out: (segment: number) => void): void {
    if (rise > 0) this.walk(log, t, t, rise, out);
  }

  /**
   * Gives the segments of all thresholds that the value may have reached at some instant from `from` to `to`, for an
   * event that came late: no window up to `to` holds more than the one that reaches from `from`.
   */
  reachable(log: Log, from: number, to: number, out: (segment: number) => void): void {
    this.walk(log, from, to, Infinity, out);
  }

  /** Every segment that has a threshold here, for a report. */
  owners(): ReadonlySet<number> {
    return new Set(this.points.filter((_, i) => i % POINT === 2));
  }

  /** Gives the segments of all thresholds that are not above a value: all that a log that is not steady may turn. */
  upTo(most: number, out: (segment: number) => void): void {
    const { nodes, points } = this;
    for (let node = 0; node < nodes.length; ) {
      if ((nodes[node + MIN_LEVEL] as number) > most) {
        node = nodes[node + NEXT] as number;
        continue;
      }
      const first = nodes[node + FROM] as number;
      for (let i = first; first >= 0 && i < (nodes[node + TO] as number); i += POINT) {
        if ((points[i + 1] as number) <= most) out(points[i + 2] as number);
      }
      node += NODE;
    }
  }

  /** Thresholds with `value − rise < level ≤ value`, where the value is over (start − window, end]. */
  private walk(log: Log, start: number, end: number, rise: number, out: (segment: number) => void): void {
    const to = firstAfter(log, end);
    const { counts, nodes, points } = this;
    for (let node = 0; node < nodes.length; ) {
      if (
        valueOver(log, counts, nodes[node + MAX_WINDOW] as number, start, to) <
          (nodes[node + MIN_LEVEL] as number) ||
        valueOver(log, counts, nodes[node + MIN_WINDOW] as number, start, to) - rise >=
          (nodes[node + MAX_LEVEL] as number)
      ) {
        node = nodes[node + NEXT] as number;
        continue;
      }
      const first = nodes[node + FROM] as number;
      if (first >= 0) {
        const last = nodes[node + TO] as number;
        for (let i = first; i < last; i += POINT) {
          const level = points[i + 1] as number;
          const value = valueOver(log, counts, points[i] as number, start, to);
          if (value >= level && value - rise < level) out(points[i + 2] as number);
        }
      }
      node += NODE;
    }
  }
}

/** Adds the tree over a part of the points, which it sorts, to the nodes, in the order of the walk. */
function build(nodes: number[], points: Threshold[], from: number, to: number, byWindow: boolean): void {
  const node = nodes.length;
  const part = points.slice(from, to);
  const windows = part.map(({ windowMs }) => windowMs);
  const levels = part.map(({ level }) => level);
  const leaf = part.length <= LEAF;
  nodes.push(least(windows), greatest(windows), least(levels), greatest(levels), 0);
  nodes.push(leaf ? from * POINT : -1, to * POINT, 0);
  if (!leaf) {
    part.sort((a, b) => (byWindow ? a.windowMs - b.windowMs || a.level - b.level : a.level - b.level));
    part.forEach((point, i) => {
      points[from + i] = point;
    });
    const middle = (from + to) >> 1;
    build(nodes, points, from, middle, !byWindow);
    build(nodes, points, middle, to, !byWindow);
  }
  nodes[node + NEXT] = nodes.length;
}

function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Infinity);
}

function greatest(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), -Infinity);
}

function valueOver(log: Log, counts: boolean, windowMs: number, start: number, to: number): number {
  const ever = windowMs === Infinity;
  const from = ever ? 0 : firstAfter(log, start - windowMs);
  if (counts) return to - from + (ever && log.folded !== null ? log.folded.count : 0);
  // The running sums start with what was folded.
  const before = ever && log.folded !== null ? 0 : (sumBefore(log, from) as number);
  return (sumBefore(log, to) as number) - before;
}
