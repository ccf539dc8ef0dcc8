import type { NudgeSpec, TemplateSpec } from '../contract/manifest.ts';
import type { NudgeRule, Row } from '../contract/rules.ts';
import type { Emit, NudgeGenerated, Suppression } from '../effects/effect.ts';
import { historyAt } from '../state/history.ts';
import type { Ruleset } from '../state/ruleset.ts';
import type { UserState } from '../state/user-state.ts';
import { type Sha256, sha256Hex32 } from '../values/hashes.ts';
import { compareUtf8 } from '../values/strings.ts';
import { clampInstant } from '../values/time.ts';
import type { StepContext } from './context.ts';
import { renderTemplate } from './render.ts';

/** A nudge whose trigger has happened in this step. */
export interface Candidate {
  readonly nudge: number;
  readonly cause: string;
  /** The triggering event; `null` after `on enter` and `on exit`. */
  readonly row: Row | null;
}

/**
 * Decides the nudges of one step. Each runs the whole decision (`when`, consent, cooldown, group) in the order of
 * priority, so that one which is refused leaves its place to the next (semantics, rules 23 to 25).
 */
export function decide(
  rules: Ruleset,
  context: StepContext,
  state: UserState,
  candidates: Candidate[],
  sha256: Sha256,
  emit: Emit,
): void {
  candidates.sort((a, b) => compareCandidates(rules, a, b));
  const winners = new Map<string, string>();
  for (const candidate of candidates) {
    const spec = rules.manifest.nudges[candidate.nudge] as NudgeSpec;
    const rule = rules.rules.nudges[candidate.nudge] as NudgeRule;
    context.event = candidate.row;
    if (rule.when !== null && !rule.when(context)) continue;
    const about = { subject: state.user, tenant: state.tenant, timeMs: context.now };
    const idOf = (kind: string): string =>
      sha256Hex32([kind, state.tenant, state.user, spec.name, candidate.cause], sha256);
    const suppression = refuse(rules, state, spec, candidate.nudge, winners, context.now);
    if (suppression !== null) {
      const data = { nudge: spec.name, cause: candidate.cause, ...suppression };
      emit({ type: 'nudge.suppressed', id: idOf('suppressed'), ...about, data });
      continue;
    }
    const data = nudgeData(rules, context, spec, rule, candidate.cause);
    emit({ type: 'nudge.generated', id: idOf('nudge'), ...about, data });
    if (spec.cooldownMs !== null) state.lastGenerated.set(candidate.nudge, context.now);
    if (spec.group !== null) winners.set(spec.group, spec.name);
  }
}

function compareCandidates(rules: Ruleset, a: Candidate, b: Candidate): number {
  const byRank = (rules.nudgeRank[a.nudge] as number) - (rules.nudgeRank[b.nudge] as number);
  if (byRank !== 0 || a.row === null || b.row === null) return byRank;
  return a.row.at - b.row.at || compareUtf8(a.row.id, b.row.id);
}

/** The first reason against, in the order of the decision; `null` lets it pass. */
function refuse(
  rules: Ruleset,
  state: UserState,
  spec: NudgeSpec,
  nudge: number,
  winners: ReadonlyMap<string, string>,
  now: number,
): Suppression | null {
  if (spec.purpose !== null) {
    const consent = state.consents[rules.manifest.purposes.indexOf(spec.purpose)];
    if (consent === undefined || historyAt(consent, now) !== true)
      return { reason: 'consent', purpose: spec.purpose };
  }
  if (spec.cooldownMs !== null) {
    const last = state.lastGenerated.get(nudge) ?? Number.NaN;
    // NaN, for never, compares false.
    if (now - last < spec.cooldownMs) {
      return { reason: 'cooldown', untilMs: clampInstant(last + spec.cooldownMs) };
    }
  }
  if (spec.group !== null) {
    const winner = winners.get(spec.group);
    if (winner !== undefined) return { reason: 'group', winner };
  }
  return null;
}

function nudgeData(
  rules: Ruleset,
  context: StepContext,
  spec: NudgeSpec,
  rule: NudgeRule,
  cause: string,
): NudgeGenerated['data'] {
  const template = rules.manifest.templates[spec.template] as TemplateSpec;
  const wanted = rules.localeField < 0 ? null : (context.profile[rules.localeField] ?? null);
  const { locale, content } = renderTemplate(
    template,
    wanted as string | null,
    spec.channels,
    rule.args(context),
  );
  return {
    nudge: spec.name,
    cause,
    priority: spec.priority,
    group: spec.group,
    expiresAtMs: spec.expiresMs === null ? null : clampInstant(context.now + spec.expiresMs),
    locale,
    template: template.name,
    channels: spec.channels,
    content,
  };
}
