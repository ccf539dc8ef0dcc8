import { performance } from 'node:perf_hooks';
import { loadBundle } from '@nudge/runtime';
import { watchMemory } from '../memory.ts';
import { createStage } from '../stages/stage.ts';
import { time } from '../windows.ts';
import { createMatcher, SAMPLE } from './engines.ts';
import { findDifference } from './gate.ts';
import type { StatelessJob, StatelessRow } from './job.ts';
import { matchWork } from './match-work.ts';
import { noMatchNs } from './no-match.ts';
import { makeWorkload } from './workload.ts';

export async function runStateless(job: StatelessJob): Promise<readonly StatelessRow[]> {
  const workload = makeWorkload(job.rules);
  const { rules, pace } = job;
  if (job.kind === 'stage') {
    const { work, per, bound } = await createStage(job.name, workload, job.bundle);
    const { nsPerItem, spread, settled, warmedMs } = await time(work, pace);
    return [{ name: job.name, rules, nsPerEvent: nsPerItem, spread, settled, warmedMs, per, bound }];
  }
  const growth = watchMemory();
  const begun = performance.now();
  const matcher = await createMatcher(job.name, workload, () => loadBundle(job.bundle));
  const buildMs = performance.now() - begun;
  const difference = await findDifference(job.name, matcher, workload, SAMPLE[job.name]);
  if (difference !== null) throw new Error(difference);
  const { nsPerItem, spread, settled, warmedMs, outPerItem } = await time(matchWork(matcher, workload), pace);
  const memory = growth();
  const noMatch =
    job.name === 'nudge' ? { nsNoMatch: await noMatchNs(await loadBundle(job.bundle), workload, pace) } : {};
  return [
    {
      name: job.name,
      rules,
      nsPerEvent: nsPerItem,
      spread,
      settled,
      warmedMs,
      matchesPerEvent: outPerItem,
      buildMs,
      ...memory,
      ...noMatch,
    },
  ];
}
