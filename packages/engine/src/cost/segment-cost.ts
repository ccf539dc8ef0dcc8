import type { AggregateSpec, LogSpec, SegmentSpec } from '../contract/manifest.ts';
import { KEY_BYTES } from '../snapshot/bytes.ts';
import type { Ruleset } from '../state/ruleset.ts';
import { createUserState } from '../state/user-state.ts';
import { StepContext } from '../step/context.ts';
import { type CostBasis, rateOf, shareOf } from './assumptions.ts';
import type { PartCost } from './part-cost.ts';
import { chanceOfOneBelow, chanceOfReaching } from './poisson.ts';
import { greatest } from './value-bytes.ts';
import { evenVarintBytes, varintBytes } from './varint-bytes.ts';

export interface SegmentCost extends PartCost {
  /** The share of users for whom something is stored. */
  readonly heldBy: number;
  /** How often per ms it may begin or cease to hold of a user, at most. */
  readonly turnsPerMs: number;
}

/** By segment, as `writeUser` writes them. */
export function segmentCosts(basis: CostBasis, rules: Ruleset): readonly SegmentCost[] {
  const holdsAtFirst = heldAtFirst(rules);
  const costs: (SegmentCost & { readonly moved: number })[] = [];
  const keys = new Set<string>();
  rules.manifest.segments.forEach((spec, i) => {
    const { assumptions } = basis;
    const lateMs = rules.manifest.settings.lateMs;
    let still = 1;
    let turnsPerMs = 0;
    for (const { chance, perMs } of changes(basis, spec)) {
      still *= 1 - chance;
      turnsPerMs += perMs;
    }
    for (const named of spec.reads.segments) {
      still *= 1 - (costs[named]?.moved ?? 0);
      turnsPerMs += costs[named]?.turnsPerMs ?? 0;
    }
    const readsProfileOnly = spec.reads.crossings.length + spec.reads.aggregates.length === 0;
    const always =
      holdsAtFirst[i] === true ||
      rules.rules.segments[i]?.turns !== null ||
      (readsProfileOnly && spec.reads.profile.length > 0);
    const moved = 1 - still;
    const heldBy = always ? 1 : moved;
    const windowMs = longestWindow(rules, spec) ?? assumptions.ageMs;
    const sinceMs = always ? assumptions.ageMs : windowMs;
    const alarm = evenVarintBytes(spec.forMs > 0 ? Math.max(spec.forMs, windowMs) : windowMs);
    // Of the intervals that are over, those a late event may still change.
    const over = Math.min(1, (turnsPerMs * lateMs) / 2) * 2 * evenVarintBytes(lateMs);
    // Segments that mean the same are stored once.
    const times = keys.has(spec.key) ? 0 : 1;
    keys.add(spec.key);
    costs.push({
      heldBy: times * heldBy,
      turnsPerMs,
      moved,
      fixedBytes: times * (KEY_BYTES + 1 + varintBytes(sinceMs) + varintBytes(windowMs)),
      bytesPerEvent: 0,
      expectedBytes:
        times * (heldBy * (KEY_BYTES + 1 + evenVarintBytes(sinceMs) + alarm) + (always ? over : 0)),
    });
  });
  return costs;
}

/** The chance that what a segment reads is not as it is of a new user, or was not within `late`; and how often it changes. */
function changes(
  basis: CostBasis,
  { reads }: SegmentSpec,
): readonly { readonly chance: number; readonly perMs: number }[] {
  const { manifest, assumptions } = basis;
  const { lateMs } = manifest.settings;
  /** The likeliest of those that read the same log, which come and go together. */
  const byLog = new Map<number, { chance: number; perMs: number }>();
  const add = (log: number, chance: number, perMs: number): void => {
    const known = byLog.get(log);
    if (known === undefined || known.chance < chance) byLog.set(log, { chance: Math.min(1, chance), perMs });
  };
  for (const { aggregate, at } of reads.crossings) {
    const spec = manifest.aggregates[aggregate] as AggregateSpec;
    // A new user has reached it already, and nobody falls below it.
    if (at <= 0) continue;
    const { least, rate } = inSteps(basis, spec, at);
    const windowMs = Math.min(spec.windowMs ?? Infinity, assumptions.ageMs);
    const mean = rate * windowMs;
    const below = chanceOfOneBelow(least, mean);
    const share = shareOf(rateOf((manifest.logs[spec.log] as LogSpec).event, basis), basis);
    add(spec.log, chanceOfReaching(least, mean) + below * (rate * lateMs + share), rate * below);
  }
  for (const id of reads.aggregates) {
    const { log, windowMs } = manifest.aggregates[id] as AggregateSpec;
    const rate = rateOf((manifest.logs[log] as LogSpec).event, basis);
    const span = Math.min((windowMs ?? Infinity) + lateMs, assumptions.ageMs);
    add(log, 1 - (1 - shareOf(rate, basis)) * Math.exp(-rate * span), rate);
  }
  return [...byLog.values()];
}

/**
 * A comparison as one of a count. A sum of values that lie evenly between 0 and m spreads like a count in steps of
 * E[x²] ÷ E[x] = 2m ÷ 3.
 */
function inSteps(
  basis: CostBasis,
  { log, function: fn, valueKind }: AggregateSpec,
  at: number,
): { readonly least: number; readonly rate: number } {
  const rate = rateOf((basis.manifest.logs[log] as LogSpec).event, basis);
  if (fn === 'count') return { least: at, rate };
  const max = greatest(valueKind === 'decimal' ? 'decimal' : 'int', basis.assumptions);
  return { least: at / ((max * 2) / 3), rate: rate * 0.75 };
}

function longestWindow({ manifest }: Ruleset, { reads }: SegmentSpec): number | null {
  const ids = [...reads.crossings.map(({ aggregate }) => aggregate), ...reads.aggregates];
  if (ids.length === 0) return null;
  return Math.max(...ids.map((id) => manifest.aggregates[id]?.windowMs ?? 0));
}

/** Which segments hold of a user of whom nothing is known. */
function heldAtFirst(rules: Ruleset): readonly boolean[] {
  const state = createUserState('', '');
  const context = new StepContext(rules);
  context.look(state, 0);
  return rules.rules.segments.map(({ condition, turns }, i) => {
    const holds = turns === null && condition(context);
    const forMs = rules.manifest.segments[i]?.forMs ?? 0;
    if (holds && forMs === 0) {
      state.segments.set(i, { starts: [0], ends: [Infinity], since: 0, alarm: Infinity });
    }
    return holds;
  });
}
