import type { NudgeSymbol } from '@nudge/dsl';
import type { Content, NudgeGenerated, NudgeSuppressed, Suppression } from '@nudge/engine';
import { effectId } from './effect-id.ts';
import { evaluate, holds } from './evaluate/expression.ts';
import type { Sight } from './evaluate/sight.ts';
import type { Happening } from './history.ts';
import { chooseLocale, renderLocale } from './render.ts';
import { add, toDecimal } from './values/arithmetic.ts';
import { type Known, number } from './values/datum.ts';
import { byBytes } from './values/text.ts';

/** A nudge whose trigger has come, and what `event` is in it. */
export interface Triggered {
  readonly nudge: NudgeSymbol;
  readonly cause: string;
  readonly event: Happening | null;
}

export interface Person {
  readonly tenant: string;
  readonly user: string;
}

/** The instant at which each nudge was last generated for one user. */
export type LastGenerated = Map<NudgeSymbol, number>;

/** Decides the nudges of one step (semantics, rules 23 to 25). `sightOf` gives what is seen at the step's instant. */
export function decide(
  step: readonly Triggered[],
  person: Person,
  sightOf: (event: Happening | null) => Sight,
  lastGenerated: LastGenerated,
): (NudgeGenerated | NudgeSuppressed)[] {
  const winners = new Map<string, NudgeSymbol>();
  return [...step].sort(byDecision).flatMap((triggered) => {
    const { nudge, cause, event } = triggered;
    const sight = sightOf(event);
    if (nudge.when !== undefined && !holds(nudge.when, sight)) return [];
    const refusal = refuse(nudge, sight, lastGenerated, winners);
    if (refusal !== null) {
      return {
        type: 'nudge.suppressed',
        ...about('suppressed', triggered, person, sight.now),
        data: { nudge: nudge.qualified, cause, ...refusal },
      };
    }
    lastGenerated.set(nudge, sight.now);
    if (nudge.group !== undefined) winners.set(nudge.group, nudge);
    return {
      type: 'nudge.generated',
      ...about('nudge', triggered, person, sight.now),
      data: generated(triggered, sight),
    };
  });
}

/** Priority, high first; earlier expiry, none last; name; instant and id of the trigger. */
function byDecision(a: Triggered, b: Triggered): number {
  return (
    b.nudge.priority - a.nudge.priority ||
    byExpiry(a.nudge.expiresMs, b.nudge.expiresMs) ||
    byBytes(a.nudge.qualified, b.nudge.qualified) ||
    (a.event?.at ?? 0) - (b.event?.at ?? 0) ||
    byBytes(a.event?.id ?? '', b.event?.id ?? '')
  );
}

function byExpiry(a: number | undefined, b: number | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return a - b;
}

/** The first that refuses gives the reason. */
function refuse(
  nudge: NudgeSymbol,
  { now, history }: Sight,
  lastGenerated: LastGenerated,
  winners: ReadonlyMap<string, NudgeSymbol>,
): Suppression | null {
  if (nudge.purpose !== undefined && !history.isGranted(nudge.purpose, now)) {
    return { reason: 'consent', purpose: nudge.purpose };
  }
  const last = lastGenerated.get(nudge);
  if (nudge.cooldownMs !== undefined && last !== undefined && now - last < nudge.cooldownMs) {
    return { reason: 'cooldown', untilMs: later(last, nudge.cooldownMs) };
  }
  const winner = nudge.group === undefined ? undefined : winners.get(nudge.group);
  return winner === undefined ? null : { reason: 'group', winner: winner.qualified };
}

/** A computed instant, so it ends with the year 9999. */
function later(ms: number, byMs: number): number {
  return Number(add(number('timestamp', ms), number('duration', byMs)).value);
}

function about(
  kind: string,
  { nudge, cause }: Triggered,
  { tenant, user }: Person,
  timeMs: number,
): { readonly id: string; readonly subject: string; readonly tenant: string; readonly timeMs: number } {
  const id = effectId(kind, tenant, user, nudge.qualified, cause);
  return { id, subject: user, tenant, timeMs };
}

function generated({ nudge, cause }: Triggered, sight: Sight): NudgeGenerated['data'] {
  const { template } = nudge;
  const locale = chooseLocale(template, wantedLocale(sight));
  const entries = renderLocale(locale, argumentsOf(nudge, sight));
  const content: Content = nudge.channels.map((channel) => [channel, entries]);
  return {
    nudge: nudge.qualified,
    cause,
    priority: nudge.priority,
    group: nudge.group ?? null,
    expiresAtMs: nudge.expiresMs === undefined ? null : later(sight.now, nudge.expiresMs),
    locale: locale.tag.text,
    template: template.qualified,
    channels: nudge.channels,
    content,
  };
}

/** What the profile says, if it has a field for it and a value in it. */
function wantedLocale({ program, history, now }: Sight): string | null {
  const field = program.userFields.find(({ name }) => name === 'locale');
  const value = field === undefined ? null : history.profile(field, now);
  return value?.kind === 'text' ? value.value : null;
}

function argumentsOf({ template, args }: NudgeSymbol, sight: Sight): Map<string, Known> {
  return new Map(
    template.params.map(({ name, type }, i) => {
      const arg = args[i];
      const value = arg === undefined ? null : evaluate(arg, sight);
      if (value === null) throw new Error('an argument of a template is never missing');
      return [name, value.kind === 'int' && type.kind === 'decimal' ? toDecimal(value) : value];
    }),
  );
}
