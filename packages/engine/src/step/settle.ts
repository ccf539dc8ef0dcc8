import type { AggregateSpec, SegmentSpec } from '../contract/manifest.ts';
import type { SegmentRule } from '../contract/rules.ts';
import { isBelow, nextFall, nextLeave, nextReach } from '../state/aggregate.ts';
import { nextWriteAfter } from '../state/history.ts';
import { markIslands, nextEdge, openSince, rewindIslands, trimIslands } from '../state/islands.ts';
import { firstAfter, instantAt, type Log } from '../state/log.ts';
import type { Ruleset } from '../state/ruleset.ts';
import {
  createSegmentState,
  dropIfIdle,
  horizonOf,
  type SegmentState,
  setAlarm,
  type UserState,
} from '../state/user-state.ts';
import type { StepContext } from './context.ts';
import type { Touched } from './touched.ts';

/** A segment's membership that changed in the step at hand. */
export interface Change {
  readonly segment: number;
  readonly entered: boolean;
  /** Since when the user is in it; after an exit, the start last known. */
  readonly sinceMs: number;
}

/**
 * Judges the touched segments again, in dependency order, each from `from` to `to`, and those that name a segment whose
 * intervals came out otherwise. For an event in order that is one instant; for a late one it is the user's recent past,
 * by the same code (semantics, rule 15). Gives the memberships that differ from what was known; leaves the context at
 * `to`.
 */
export function settleSegments(
  rules: Ruleset,
  context: StepContext,
  state: UserState,
  touched: Touched,
  from: number,
  to: number,
): Change[] {
  const changes: Change[] = [];
  context.look(state, to);
  while (!touched.isEmpty) {
    const id = touched.next();
    const known = state.segments.get(id);
    const segment = known ?? createSegmentState();
    const before = segment.since;
    const past = from < to ? [...segment.starts, ...segment.ends] : null;
    const spec = rules.manifest.segments[id] as SegmentSpec;
    const next = judge(rules, context, state, id, segment, from, to);
    const open = openSince(segment);
    // With the condition false the start is NaN, and the comparison false.
    segment.since = to - open >= spec.forMs ? open + spec.forMs : Number.NaN;
    const isMember = !Number.isNaN(segment.since);
    const wasMember = !Number.isNaN(before);
    if (isMember !== wasMember) {
      changes.push({ segment: id, entered: isMember, sinceMs: isMember ? segment.since : before });
    }
    if (known === undefined) {
      // Most judgements find that nothing holds and nothing is to be waited for.
      if (segment.starts.length === 0 && next === Infinity) continue;
      state.segments.set(id, segment);
    }
    setAlarm(state, id, segment, next);
    if (isMember !== wasMember || (past !== null && !equals(past, segment))) {
      touched.addAll(rules.watchers.ofSegment[id] as readonly number[]);
    }
    trimIslands(segment, horizonOf(state, rules));
    dropIfIdle(state, id, segment);
  }
  if (context.now !== to) context.look(state, to);
  if (changes.length > 1) changes.sort((a, b) => rankOf(rules, a) - rankOf(rules, b));
  return changes;
}

function rankOf(rules: Ruleset, { segment }: Change): number {
  return rules.segmentRank[segment] as number;
}

function equals(past: readonly number[], { starts, ends }: SegmentState): boolean {
  return (
    past.length === starts.length + ends.length &&
    starts.every((at, i) => past[i] === at) &&
    ends.every((at, i) => past[starts.length + i] === at)
  );
}

/**
 * Finds again where the condition of one segment is true from `from` to `to`. It changes only at breakpoints, so those
 * are the instants looked at. Gives the first breakpoint after `to`.
 */
function judge(
  rules: Ruleset,
  context: StepContext,
  state: UserState,
  id: number,
  segment: SegmentState,
  from: number,
  to: number,
): number {
  const { condition } = rules.rules.segments[id] as SegmentRule;
  rewindIslands(segment, from);
  for (let t = from; ; ) {
    if (context.now !== t) context.look(state, t);
    markIslands(segment, t, condition(context));
    const next = nextBreakpoint(rules, context, state, id, segment, t, to);
    if (next > to) return next;
    t = next;
  }
}

/**
 * The first instant after `t`, where the context stands, at which the condition or the membership may change. The past
 * up to `to` is known; of what lies after it, only what time alone brings.
 */
function nextBreakpoint(
  rules: Ruleset,
  context: StepContext,
  state: UserState,
  id: number,
  segment: SegmentState,
  t: number,
  to: number,
): number {
  const { forMs, reads } = rules.manifest.segments[id] as SegmentSpec;
  const { aggregates, segments } = rules.manifest;
  let next = Infinity;
  for (let i = 0; i < reads.crossings.length; i++) {
    const { aggregate, at } = reads.crossings[i] as { aggregate: number; at: number };
    const spec = aggregates[aggregate] as AggregateSpec;
    const log = state.logs.get(rules.logPlan, spec.log);
    if (log === undefined) continue;
    next = Math.min(next, nextFall(log, spec, at, t));
    if (t === to) continue;
    // Below the level it takes so many entries more; above it each one only puts the fall off.
    if (spec.function === 'count' || log.steady) {
      if (isBelow(log, spec, at, t)) next = Math.min(next, nextReach(log, spec, at, t));
    } else {
      next = Math.min(next, nextEntry(log, t));
    }
  }
  for (let i = 0; i < reads.aggregates.length; i++) {
    const spec = aggregates[reads.aggregates[i] as number] as AggregateSpec;
    const log = state.logs.get(rules.logPlan, spec.log);
    if (log === undefined) continue;
    if (t < to) next = Math.min(next, nextEntry(log, t));
    if (spec.windowMs !== null) next = Math.min(next, nextLeave(log, spec.windowMs, t));
  }
  if (t < to) {
    for (const field of reads.profile) {
      const history = state.profile[field];
      if (history !== undefined) next = Math.min(next, nextWriteAfter(history, t));
    }
    for (const named of reads.segments) {
      const islands = state.segments.get(named);
      if (islands === undefined) continue;
      // What a named segment does after `to` is found by its own alarm.
      const edge = nextEdge(islands, segments[named]?.forMs ?? 0, t);
      if (edge <= to) next = Math.min(next, edge);
    }
  }
  const turns = rules.rules.segments[id]?.turns;
  if (turns !== null && turns !== undefined) next = Math.min(next, turns(context));
  if (forMs > 0) {
    const complete = openSince(segment) + forMs;
    if (complete > t && complete < next) next = complete;
  }
  return next;
}

/** The instant of the first entry after `t`. */
function nextEntry(log: Log, t: number): number {
  const i = firstAfter(log, t);
  return i === log.size ? Infinity : instantAt(log, i);
}
