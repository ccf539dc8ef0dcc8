import { compileToIr, instantiate } from '@nudge/compiler';
import {
  type CostAssumptions,
  createRuleset,
  type Manifest,
  type MatchService,
  type PartCost,
  type SegmentService,
  type StateCost,
  stateCost,
  type Work,
  workOf,
} from '@nudge/engine';
import type { CompiledProject } from '../project/compile-project.ts';
import { ratesOf } from './event-rates.ts';
import type { Rate } from './rate-option.ts';
import { type RuleReads, ruleReads } from './rule-reads.ts';

/** What one rule needs. A log that several rules read stands in full in each of them, and once in the whole. */
export interface RuleCost extends RuleReads, PartCost {
  /** How many other rules read one of its logs. */
  readonly sharedWith: number;
  readonly service: SegmentService | MatchService | null;
}

export interface ProjectCost {
  readonly manifest: Manifest;
  readonly state: StateCost;
  readonly work: Work;
  readonly ratesPerMs: readonly number[];
  /** Whether there are rates at all: else there is nothing to expect. */
  readonly isRated: boolean;
  readonly unrated: readonly string[];
  /** The costliest first. */
  readonly rules: readonly RuleCost[];
  /** By log: the rules that read it. */
  readonly readers: readonly (readonly RuleReads[])[];
}

/** Throws `WrongUsage` for a rate of an event that there is not. */
export async function projectCost(
  { program, compiled }: CompiledProject,
  rates: readonly Rate[],
  assumptions: CostAssumptions,
): Promise<ProjectCost> {
  const { manifest } = compiled;
  const { rates: eventRates, unrated } = ratesOf(manifest, rates);
  const ruleset = createRuleset(await instantiate(compiled));
  const state = stateCost(ruleset, eventRates, assumptions);
  const work = workOf(ruleset);
  const reads = ruleReads(compileToIr(program));
  const readers = manifest.logs.map((): RuleReads[] => []);
  for (const rule of reads) for (const log of rule.logs) readers[log]?.push(rule);
  const isRated = rates.length > 0;
  const rules = reads.map((rule) => ruleCost(rule, manifest, state, work, readers));
  return {
    manifest,
    state,
    work,
    ratesPerMs: eventRates.events,
    isRated,
    unrated,
    rules: rules.sort(
      (a, b) => (isRated ? b.expectedBytes - a.expectedBytes : 0) || b.fixedBytes - a.fixedBytes,
    ),
    readers,
  };
}

const NOTHING: PartCost = { fixedBytes: 0, bytesPerEvent: 0, expectedBytes: 0 };

function ruleCost(
  rule: RuleReads,
  manifest: Manifest,
  state: StateCost,
  work: Work,
  readers: readonly (readonly RuleReads[])[],
): RuleCost {
  const own = ownCost(rule, state);
  const byEvent = new Map<number, number>();
  let { fixedBytes, expectedBytes } = own;
  const add = (event: number, bytes: number): void => {
    byEvent.set(event, (byEvent.get(event) ?? 0) + bytes);
  };
  for (const id of rule.logs) {
    const log = state.logs[id];
    if (log === undefined) continue;
    fixedBytes += log.fixedBytes;
    expectedBytes += log.expectedBytes;
    add(manifest.logs[id]?.event ?? 0, log.bytesPerEvent);
  }
  const trigger = rule.kind === 'nudge' ? manifest.nudges[rule.id]?.trigger : undefined;
  if (trigger !== undefined && 'event' in trigger) add(trigger.event, own.bytesPerEvent);
  return {
    ...rule,
    fixedBytes,
    bytesPerEvent: Math.max(0, ...byEvent.values()),
    expectedBytes,
    sharedWith: othersOf(rule.logs, readers),
    service:
      rule.kind === 'segment'
        ? (work.segments[rule.id] ?? null)
        : rule.kind === 'nudge'
          ? (work.nudges[rule.id] ?? null)
          : null,
  };
}

/** How many rules read one of these logs, without the one that asks. */
function othersOf(logs: readonly number[], readers: readonly (readonly RuleReads[])[]): number {
  const [first = -1] = logs;
  // Mostly there is one, and it may have very many readers.
  const all =
    logs.length > 1 ? new Set(logs.flatMap((log) => readers[log] ?? [])).size : readers[first]?.length;
  return Math.max(0, (all ?? 0) - 1);
}

function ownCost({ kind, id }: RuleReads, { segments, nudges }: StateCost): PartCost {
  switch (kind) {
    case 'segment':
      return segments[id] ?? NOTHING;
    case 'nudge':
      return nudges[id] ?? NOTHING;
    case 'metric':
      return NOTHING;
  }
}
