import type { EventSchema, NudgeSpec } from '../contract/manifest.ts';
import { KEY_BYTES } from '../snapshot/bytes.ts';
import { type CostBasis, rateOf, shareOf } from './assumptions.ts';
import type { PartCost } from './part-cost.ts';
import type { SegmentCost } from './segment-cost.ts';
import { rowBytes } from './value-bytes.ts';
import { evenVarintBytes, varintBytes } from './varint-bytes.ts';

/** When a nudge was last made, and the events that it waits with. Nothing is taken to refuse it. */
export function nudgeCost(
  basis: CostBasis,
  { trigger, cooldownMs }: NudgeSpec,
  segments: readonly SegmentCost[],
): PartCost {
  const { assumptions } = basis;
  // Only a cooldown asks when it was.
  const last = cooldownMs === null ? 0 : KEY_BYTES + varintBytes(assumptions.ageMs);
  const rate =
    'event' in trigger ? rateOf(trigger.event, basis) : (segments[trigger.segment]?.turnsPerMs ?? 0);
  const made = -Math.expm1(-rate * assumptions.ageMs);
  if (trigger.kind !== 'unless') {
    return { fixedBytes: last, bytesPerEvent: 0, expectedBytes: made * last };
  }
  const event = basis.manifest.events[trigger.event] as EventSchema;
  const waiting = rate * trigger.withinMs + shareOf(rate, basis);
  const row = 2 * KEY_BYTES + rowBytes(event, assumptions);
  return {
    fixedBytes: last,
    bytesPerEvent: row + varintBytes(trigger.withinMs),
    expectedBytes: made * last + waiting * (row + evenVarintBytes(trigger.withinMs)),
  };
}
