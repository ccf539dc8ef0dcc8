import type { Ruleset } from '../state/ruleset.ts';
import { COST_ASSUMPTIONS, type CostAssumptions, type CostBasis, type EventRates } from './assumptions.ts';
import { type LogCost, logCost } from './log-cost.ts';
import { memoryBytes } from './memory-cost.ts';
import { nudgeCost } from './nudge-cost.ts';
import { type PartCost, sumOf } from './part-cost.ts';
import { type SegmentCost, segmentCosts } from './segment-cost.ts';
import { profileCost, seenCost, userCost } from './user-cost.ts';

/**
 * The bytes of one user's state in its binary form, which is what a store holds. What the rules do not say is taken to
 * be as in `assumptions`; where nothing is known the larger figure is given.
 */
export interface StateCost {
  readonly assumptions: CostAssumptions;
  /** Names, instants, the lengths of lists. */
  readonly user: PartCost;
  readonly profile: PartCost;
  readonly seenIds: PartCost;
  /** By log, by segment and by nudge of the manifest. */
  readonly logs: readonly LogCost[];
  readonly segments: readonly SegmentCost[];
  readonly nudges: readonly PartCost[];
  /** Of all these. `bytesPerEvent` is that of the event that adds the most. */
  readonly total: PartCost;
  /** By event: what one that is kept adds to everything that keeps it. */
  readonly bytesPerEvent: readonly number[];
  /** Expected, of a host that keeps the user in a `Population`, among those not in use. */
  readonly memoryBytes: number;
}

export function stateCost(
  rules: Ruleset,
  rates: EventRates,
  assumptions: CostAssumptions = COST_ASSUMPTIONS,
): StateCost {
  const { manifest } = rules;
  const basis: CostBasis = { manifest, rates, assumptions };
  const logs = manifest.logs.map((spec) => logCost(basis, spec));
  const segments = segmentCosts(basis, rules);
  const nudges = manifest.nudges.map((spec) => nudgeCost(basis, spec, segments));
  const held = segments.reduce((sum, { heldBy }) => sum + heldBy, 0);
  const user = userCost(basis, [logs.length, held]);
  const profile = profileCost(basis);
  const seenIds = seenCost(basis);
  const bytesPerEvent = manifest.events.map(
    (_, event) => seenIds.bytesPerEvent + bytesOf(basis, event, logs, nudges),
  );
  const sum = sumOf([user, profile, seenIds, ...logs, ...segments, ...nudges]);
  return {
    assumptions,
    user,
    profile,
    seenIds,
    logs,
    segments,
    nudges,
    total: { ...sum, bytesPerEvent: bytesPerEvent.reduce((most, bytes) => Math.max(most, bytes), 0) },
    bytesPerEvent,
    memoryBytes: memoryBytes(sum.expectedBytes, deviation(basis, logs)),
  };
}

function bytesOf(
  { manifest }: CostBasis,
  event: number,
  logs: readonly LogCost[],
  nudges: readonly PartCost[],
): number {
  const ofLogs = sumOf(logs.filter((_, i) => manifest.logs[i]?.event === event));
  const ofNudges = sumOf(
    nudges.filter((_, i) => {
      const trigger = manifest.nudges[i]?.trigger;
      return trigger !== undefined && 'event' in trigger && trigger.event === event;
    }),
  );
  return ofLogs.bytesPerEvent + ofNudges.bytesPerEvent;
}

/** Logs of one event grow and shrink together, those of different events do not. */
function deviation({ manifest }: CostBasis, logs: readonly LogCost[]): number {
  const byEvent = manifest.events.map(() => 0);
  logs.forEach(({ deviationBytes }, i) => {
    const event = manifest.logs[i]?.event ?? 0;
    byEvent[event] = (byEvent[event] ?? 0) + deviationBytes;
  });
  return Math.hypot(...byEvent);
}
