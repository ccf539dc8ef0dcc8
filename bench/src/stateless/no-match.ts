import type { Bundle, MatchCondition } from '@nudge/engine';
import { type Pace, time } from '../windows.ts';
import { matchWork } from './match-work.ts';
import { createOurs } from './ours.ts';
import type { Workload } from './workload.ts';

/** No event of the workload has a session. */
const NEVER: MatchCondition = { op: 'in', field: 'session', values: ['asked for by no event'] };

/**
 * What an event costs that no rule matches: the same rules and events, with one more predicate in every rule that is
 * never true. What is left is the cost that does not come from the matches.
 */
export async function noMatchNs(bundle: Bundle, workload: Workload, pace: Pace): Promise<number> {
  const nudges = bundle.manifest.nudges.map((nudge) => ({
    ...nudge,
    match: nudge.match === null ? NEVER : { op: 'and' as const, operands: [nudge.match, NEVER] },
  }));
  const silent = createOurs({ ...bundle, manifest: { ...bundle.manifest, nudges } }, workload);
  const { nsPerItem, outPerItem } = await time(matchWork(silent, workload), pace);
  if (outPerItem !== 0) throw new Error('rules match that were to match nothing');
  return nsPerItem;
}
