import type { Bundle } from '../contract/bundle.ts';
import { type LogSpec, MANIFEST_FORMAT, type Manifest } from '../contract/manifest.ts';
import type { MatchCondition } from '../contract/match.ts';
import type { Rules } from '../contract/rules.ts';
import { createMatchIndex, type MatchIndex } from '../match/match-index.ts';
import { createRulesLib, type RuleCounters } from '../rules-lib.ts';
import { compareUtf8 } from '../values/strings.ts';
import { createLogPlan, type LogPlan } from './user-logs.ts';
import { createWatchers, type Watchers } from './watchers.ts';

/** A bundle made ready: its functions, and the lists that answer "what does this event, or this segment, concern". */
export interface Ruleset {
  readonly manifest: Manifest;
  readonly rules: Rules;
  readonly counters: RuleCounters;
  log(id: number): LogSpec;
  /** Where a user's logs stand. */
  readonly logPlan: LogPlan;
  /** By event: the logs that its events may enter. */
  readonly logsOfEvent: readonly (readonly number[])[];
  /** By event: the nudges it triggers, at once or after a while, in the order of `nudgeRank`. */
  readonly nudgesOfEvent: readonly (readonly number[])[];
  /** By event: what finds places in `logsOfEvent[event]`, as far as an index can tell; `null`: all of them may enter. */
  readonly logMatchers: readonly (MatchIndex | null)[];
  /** By event: the same for `nudgesOfEvent[event]`. */
  readonly nudgeMatchers: readonly (MatchIndex | null)[];
  /** By nudge: has a `where` or a `when` that no index answers whole. */
  readonly askedWhere: Uint8Array;
  readonly askedWhen: Uint8Array;
  readonly nudgesOnEnter: readonly (readonly number[])[];
  readonly nudgesOnExit: readonly (readonly number[])[];
  /** Segments in the order of their names, which is the order of what is printed. */
  readonly segmentsByName: readonly number[];
  /** By segment: its place in that order. */
  readonly segmentRank: readonly number[];
  readonly metricsByName: readonly number[];
  /** By nudge: its place among all in the order of decision, save what depends on the trigger (semantics, rule 23). */
  readonly nudgeRank: readonly number[];
  /** Which segments a change concerns. */
  readonly watchers: Watchers;
  readonly localeField: number;
}

export function createRuleset(bundle: Bundle): Ruleset {
  const { manifest } = bundle;
  if (manifest.format !== MANIFEST_FORMAT) {
    throw new Error(`this engine reads bundles of format ${MANIFEST_FORMAT}, not ${manifest.format}`);
  }
  const counters: RuleCounters = { clamped: 0 };
  const rules = bundle.rules(createRulesLib(counters));
  const byEvent = (): number[][] => manifest.events.map(() => []);
  const bySegment = (): number[][] => manifest.segments.map(() => []);
  const logsOfEvent = byEvent();
  const nudgesOfEvent = byEvent();
  const nudgesOnEnter = bySegment();
  const nudgesOnExit = bySegment();
  manifest.logs.forEach((log, i) => {
    logsOfEvent[log.event]?.push(i);
  });
  manifest.nudges.forEach(({ trigger }, i) => {
    if ('event' in trigger) nudgesOfEvent[trigger.event]?.push(i);
    else (trigger.kind === 'enter' ? nudgesOnEnter : nudgesOnExit)[trigger.segment]?.push(i);
  });
  const nudgeRank = rankNudges(manifest);
  // So what an event triggers is found in the order of decision.
  for (const nudges of nudgesOfEvent)
    nudges.sort((a, b) => (nudgeRank[a] as number) - (nudgeRank[b] as number));
  const segmentsByName = namesInOrder(manifest.segments);
  const watchers = createWatchers(manifest, rules);
  // What was tried out on an empty state did not happen.
  counters.clamped = 0;
  return {
    manifest,
    rules,
    counters,
    log: (id) => manifest.logs[id] as LogSpec,
    logPlan: createLogPlan(manifest.logs),
    logsOfEvent,
    nudgesOfEvent,
    logMatchers: logsOfEvent.map((ids) => matcherOf(ids, manifest.logs)),
    nudgeMatchers: nudgesOfEvent.map((ids) => matcherOf(ids, manifest.nudges)),
    askedWhere: Uint8Array.from(rules.nudges, ({ where }) => (where === null ? 0 : 1)),
    askedWhen: Uint8Array.from(rules.nudges, ({ when }) => (when === null ? 0 : 1)),
    nudgesOnEnter,
    nudgesOnExit,
    segmentsByName,
    segmentRank: placesIn(segmentsByName),
    metricsByName: namesInOrder(manifest.metrics),
    nudgeRank,
    watchers,
    localeField: manifest.user.findIndex((field) => field.name === 'locale'),
  };
}

function matcherOf(
  ids: readonly number[],
  specs: readonly { readonly match: MatchCondition | null }[],
): MatchIndex | null {
  const conditions = ids.map((id) => specs[id]?.match ?? null);
  return conditions.every((condition) => condition === null) ? null : createMatchIndex(conditions);
}

function namesInOrder(specs: readonly { readonly name: string }[]): number[] {
  return specs
    .map((spec, i) => ({ name: spec.name, i }))
    .sort((a, b) => compareUtf8(a.name, b.name))
    .map(({ i }) => i);
}

function placesIn(order: readonly number[]): number[] {
  const places = new Array<number>(order.length);
  order.forEach((id, place) => {
    places[id] = place;
  });
  return places;
}

function rankNudges({ nudges }: Manifest): number[] {
  const order = nudges
    .map((nudge, i) => ({ nudge, i }))
    .sort(
      (a, b) =>
        b.nudge.priority - a.nudge.priority ||
        compareExpiry(a.nudge.expiresMs, b.nudge.expiresMs) ||
        compareUtf8(a.nudge.name, b.nudge.name),
    );
  return placesIn(order.map(({ i }) => i));
}

/** Earlier first, none last. */
function compareExpiry(a: number | null, b: number | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a - b;
}
