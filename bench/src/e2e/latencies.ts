import { median } from '../windows.ts';
import { Histogram } from './histogram.ts';

/** Long enough for a p99, short enough that a moment in which the machine stood still is in few of them. */
const WINDOW_MS = 5_000;

export interface LatencyFigures {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** The median of the p99 of each 5 seconds: what is usual, where `p99Ms` is what the worst moments make of it. */
  readonly usualP99Ms: number;
}

/** How long after its event was sent each nudge came, over all and in windows. */
export class Latencies {
  private readonly all = new Histogram();
  private readonly p99s: number[] = [];
  private window = new Histogram();
  private windowEndsMs = -Infinity;

  get count(): number {
    return this.all.count;
  }

  /** Calls come in the order of `nowMs`. */
  add(nowMs: number, latencyMs: number): void {
    if (nowMs >= this.windowEndsMs) {
      if (this.window.count > 0) this.p99s.push(this.window.at(0.99));
      this.window = new Histogram();
      this.windowEndsMs = nowMs + WINDOW_MS;
    }
    this.all.add(latencyMs);
    this.window.add(latencyMs);
  }

  /** A window that has just begun does not count, unless it is the only one. */
  get figures(): LatencyFigures {
    const { all } = this;
    return {
      p50Ms: all.at(0.5),
      p99Ms: all.at(0.99),
      maxMs: all.max,
      usualP99Ms: this.p99s.length === 0 ? all.at(0.99) : median(this.p99s),
    };
  }
}
