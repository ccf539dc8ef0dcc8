import type { NudgeSpec } from '../contract/manifest.ts';
import type { NudgeRule, Row } from '../contract/rules.ts';
import type { MatchIndex } from '../match/match-index.ts';
import type { Ruleset } from '../state/ruleset.ts';
import { insertPending, type UserState } from '../state/user-state.ts';
import type { StepContext } from './context.ts';
import type { Candidate } from './decide.ts';

/**
 * Writes the nudges whose trigger and `where` an event meets to `out`, which has room for all nudges, in the order of
 * decision, and gives their number.
 */
export function nudgesTriggered(
  rules: Ruleset,
  context: StepContext,
  event: number,
  row: Row,
  out: Int32Array,
): number {
  const nudges = rules.nudgesOfEvent[event] as readonly number[];
  const matcher = rules.nudgeMatchers[event] as MatchIndex | null;
  const count = matcher === null ? nudges.length : matcher.match(row);
  context.event = row;
  let met = 0;
  for (let i = 0; i < count; i++) {
    const nudge = nudges[matcher === null ? i : (matcher.found[i] as number)] as number;
    if (rules.askedWhere[nudge] === 0 || whereHolds(rules, context, nudge)) out[met++] = nudge;
  }
  return met;
}

function whereHolds(rules: Ruleset, context: StepContext, nudge: number): boolean {
  const { where } = rules.rules.nudges[nudge] as NudgeRule;
  return where === null || where(context);
}

/** Adds the nudges that an event triggers to the candidates, or to what waits. The context stands at the user. */
export function triggerByEvent(
  rules: Ruleset,
  context: StepContext,
  state: UserState,
  event: number,
  row: Row,
  candidates: Candidate[],
): void {
  if ((rules.nudgesOfEvent[event] as readonly number[]).length === 0) return;
  const { triggered } = context;
  const count = nudgesTriggered(rules, context, event, row, triggered);
  if (count === 0) return;
  const cause = `e:${row.at}:${row.id}`;
  for (let i = 0; i < count; i++) {
    const nudge = triggered[i] as number;
    const { trigger } = rules.manifest.nudges[nudge] as NudgeSpec;
    if (trigger.kind !== 'unless') {
      candidates.push({ nudge, cause, row });
      continue;
    }
    const dueMs = row.at + trigger.withinMs;
    if (dueMs > state.position) insertPending(state, { nudge, dueMs, row });
    // It came late, and its time is over already: judged now, over the same interval (semantics, rule 16).
    else judgeUnless(rules, context, nudge, row, candidates);
  }
}

/** `on A unless B within D`: fires iff no B lies in (s, s + D]. The context stands at the user. */
export function judgeUnless(
  rules: Ruleset,
  context: StepContext,
  nudge: number,
  row: Row,
  candidates: Candidate[],
): void {
  const { trigger } = rules.manifest.nudges[nudge] as NudgeSpec;
  if (trigger.kind !== 'unless') return;
  if (context.aggregateAt(trigger.aggregate, row.at + trigger.withinMs, row) === 0) {
    candidates.push({ nudge, cause: `e:${row.at}:${row.id}`, row });
  }
}
