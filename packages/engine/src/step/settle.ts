import type { SegmentRule } from '../contract/rules.ts';
import { nextLeave } from '../state/aggregate.ts';
import { nextWriteAfter } from '../state/history.ts';
import { markIslands, openSince, rewindIslands } from '../state/islands.ts';
import { firstAfter } from '../state/log.ts';
import type { Ruleset } from '../state/ruleset.ts';
import { logOf, type UserState } from '../state/user-state.ts';
import type { StepContext } from './context.ts';

/**
 * Finds again what every segment's condition is from `from` to `to`, and leaves the context at `to`. Values change
 * only at breakpoints (an entry that comes or leaves, a write to the profile, a comparison with `now` that turns, a
 * `for` that completes), so those are the instants looked at. For an event in order that is one instant; for a late
 * one it is the user's recent past, by the same code (semantics, rule 15).
 */
export function settleSegments(
  rules: Ruleset,
  context: StepContext,
  state: UserState,
  from: number,
  to: number,
): void {
  for (const islands of state.islands) rewindIslands(islands, from);
  judgeSegments(rules, context, state, from);
  let t = from;
  let next = nextBreakpoint(rules, context, state, t);
  while (next <= to) {
    t = next;
    judgeSegments(rules, context, state, t);
    next = nextBreakpoint(rules, context, state, t);
  }
  if (t !== to) judgeSegments(rules, context, state, to);
  state.deadline = next;
}

/** Judges all segments at one instant, in dependency order, so that each sees those that it names as they are now. */
function judgeSegments(rules: Ruleset, context: StepContext, state: UserState, t: number): void {
  context.look(state, t);
  const { segments } = rules.manifest;
  for (let i = 0; i < segments.length; i++) {
    const islands = state.islands[i];
    const spec = segments[i];
    if (islands === undefined || spec === undefined) continue;
    markIslands(islands, t, (rules.rules.segments[i] as SegmentRule).condition(context));
    // With the condition false the start is NaN, and the comparison false.
    context.members[i] = t - openSince(islands) >= spec.forMs;
  }
}

/** The first instant after `t` (where the context stands) at which some membership may change. */
function nextBreakpoint(rules: Ruleset, context: StepContext, state: UserState, t: number): number {
  let next = Infinity;
  for (const id of rules.watchedLogs) {
    const log = state.logs[id];
    if (log === undefined) continue;
    const at = log.ats[firstAfter(log, t)];
    if (at !== undefined && at < next) next = at;
  }
  for (const { log, windowMs } of rules.watchedWindows) {
    if (state.logs[log] === undefined) continue;
    next = Math.min(next, nextLeave(logOf(state, rules, log), windowMs, t));
  }
  for (const history of state.profile) {
    if (history !== undefined) next = Math.min(next, nextWriteAfter(history, t));
  }
  const { segments } = rules.manifest;
  for (let i = 0; i < segments.length; i++) {
    const turns = rules.rules.segments[i]?.turns;
    if (turns !== null && turns !== undefined) next = Math.min(next, turns(context));
    const forMs = segments[i]?.forMs ?? 0;
    const islands = state.islands[i];
    if (forMs === 0 || islands === undefined) continue;
    const complete = openSince(islands) + forMs;
    if (complete > t && complete < next) next = complete;
  }
  return next;
}
