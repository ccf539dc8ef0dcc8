import { performance } from 'node:perf_hooks';

/** One thing that is timed. */
export interface Work {
  /** Does it for the first `count` items of its own list (which has `size`); gives what came out, so that it is needed. */
  readonly run: (count: number) => number | Promise<number>;
  readonly size: number;
  /** Makes ready for the next run; not timed. */
  readonly prepare?: (count: number) => void;
}

export interface Pace {
  /** A window lasts at least so long. */
  readonly windowMs: number;
  /** After so long what is not steady yet is measured as it is. */
  readonly warmLimitMs: number;
  readonly windows: number;
}

export const THOROUGH: Pace = { windowMs: 300, warmLimitMs: 60_000, windows: 5 };
export const QUICK: Pace = { windowMs: 60, warmLimitMs: 1500, windows: 3 };

export interface Timing {
  readonly nsPerItem: number;
  /** (Greatest − least) ÷ median of the measured windows. */
  readonly spread: number;
  /** Five windows agreed before measuring began. */
  readonly settled: boolean;
  readonly warmedMs: number;
  /** What came out of an item in the mean. */
  readonly outPerItem: number;
}

const AGREEING = 5;
const AGREEMENT = 0.05;
/** Whatever one item takes, so many are looked at. */
const COUNT_MIN = 40;

/** Warms until five windows agree within 5 %, then measures. */
export async function time(work: Work, pace: Pace): Promise<Timing> {
  const begun = performance.now();
  let count = Math.min(COUNT_MIN, work.size);
  const recent: number[] = [];
  let settled = false;
  while (!settled && performance.now() - begun < pace.warmLimitMs) {
    const { nsPerItem } = await oneWindow(work, count, pace.windowMs);
    const affordable = Math.floor((pace.windowMs * 1e6) / nsPerItem);
    const next = Math.min(work.size, Math.max(count, affordable));
    // More items are another work: windows of fewer do not count.
    if (next !== count) recent.length = 0;
    else recent.push(nsPerItem);
    count = next;
    settled = recent.length >= AGREEING && spreadOf(recent.slice(-AGREEING)) <= AGREEMENT;
  }
  const warmedMs = performance.now() - begun;
  const measured: Window[] = [];
  while (measured.length < pace.windows) measured.push(await oneWindow(work, count, pace.windowMs));
  const times = measured.map(({ nsPerItem }) => nsPerItem);
  const outPerItem = median(measured.map((window) => window.outPerItem));
  return { nsPerItem: median(times), spread: spreadOf(times), settled, warmedMs, outPerItem };
}

interface Window {
  readonly nsPerItem: number;
  readonly outPerItem: number;
}

async function oneWindow({ run, prepare }: Work, count: number, windowMs: number): Promise<Window> {
  let elapsedMs = 0;
  let items = 0;
  let out = 0;
  while (elapsedMs < windowMs) {
    prepare?.(count);
    const start = performance.now();
    const result = run(count);
    // A synchronous work is not made to wait.
    out += typeof result === 'number' ? result : await result;
    elapsedMs += performance.now() - start;
    items += count;
  }
  return { nsPerItem: (elapsedMs * 1e6) / items, outPerItem: out / items };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

function spreadOf(values: readonly number[]): number {
  return (Math.max(...values) - Math.min(...values)) / median(values);
}
