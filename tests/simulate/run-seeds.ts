import type { Violation } from './base/violation.ts';
import { type Counts, noCounts } from './counts.ts';
import { type Simulated, type SimulateOptions, simulate } from './simulate.ts';

/** What became of one seed, small enough to be sent to another process. */
export interface SeedReport {
  readonly seed: number;
  readonly counts: Counts;
  readonly violations: readonly Violation[];
  /** How the trace ends, if a law was broken. */
  readonly tail: readonly string[];
}

const TAIL_LINES = 40;
/** One bug breaks one law many times. */
const VIOLATIONS_MAX = 5;

/** Seeds one after the other: `from`, `from + step`, … below `end`. */
export async function runSeeds(
  seeds: { readonly from: number; readonly end: number; readonly step: number },
  onSeed: (report: SeedReport) => void,
  options: SimulateOptions = {},
): Promise<void> {
  for (let seed = seeds.from; seed < seeds.end; seed += seeds.step) onSeed(await report(seed, options));
}

async function report(seed: number, options: SimulateOptions): Promise<SeedReport> {
  let simulated: Simulated;
  try {
    simulated = await simulate(seed, options);
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { seed, counts: noCounts(), violations: [{ law: 'nothing is thrown', message }], tail: [] };
  }
  const { counts, violations, trace } = simulated;
  return {
    seed,
    counts,
    violations: violations.slice(0, VIOLATIONS_MAX),
    tail: violations.length === 0 ? [] : trace.slice(-TAIL_LINES),
  };
}
