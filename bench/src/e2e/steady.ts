import { measurePaced, type PacedPlan } from './paced.ts';
import type { Sample, SteadyRow } from './rows.ts';
import { slope } from './slope.ts';
import type { Surroundings } from './worker-group.ts';

/** Memory that grows by less than this share over what is looked at is flat: collections make it go up and down. */
const FLAT = 0.05;

/** The same load for long, with a look at memory. */
export async function measureSteady(plan: PacedPlan, surroundings: Surroundings): Promise<SteadyRow> {
  const { row, samples } = await measurePaced(plan, surroundings);
  return { ...row, minutes: plan.seconds / 60, samples, ...growth(samples) };
}

/** In less time growth cannot be told from a collection. */
const LEAST_SECONDS = 600;

/** MB an hour, over the last two thirds. */
export function growth(samples: readonly Sample[]): Pick<SteadyRow, 'rssSlope' | 'heapSlope' | 'isFlat'> {
  const late = samples.slice(Math.floor(samples.length / 3));
  const of = (read: (sample: Sample) => number): number =>
    slope(late.map((sample) => [sample.atSeconds / 3600, read(sample)]));
  const rssSlope = of(({ rssMB }) => rssMB);
  const heapSlope = of(({ heapMB, externalMB }) => heapMB + externalMB);
  const hours = ((late.at(-1)?.atSeconds ?? 0) - (late[0]?.atSeconds ?? 0)) / 3600;
  const mean = late.reduce((sum, { rssMB }) => sum + rssMB, 0) / late.length;
  const isLong = (samples.at(-1)?.atSeconds ?? 0) >= LEAST_SECONDS;
  return { rssSlope, heapSlope, isFlat: isLong ? rssSlope * hours < FLAT * mean : null };
}
