import type { Bundle } from '../contract/bundle.ts';
import { type LogSpec, MANIFEST_FORMAT, type Manifest } from '../contract/manifest.ts';
import type { Rules } from '../contract/rules.ts';
import { createRulesLib, type RuleCounters } from '../rules-lib.ts';
import { compareUtf8 } from '../values/strings.ts';

/** A bundle made ready: its functions, and the lists that answer "what does this event, or this segment, concern". */
export interface Ruleset {
  readonly manifest: Manifest;
  readonly rules: Rules;
  readonly counters: RuleCounters;
  log(id: number): LogSpec;
  /** By event: the logs that its events may enter. */
  readonly logsOfEvent: readonly (readonly number[])[];
  /** By event: the nudges it triggers, at once or after a while. */
  readonly nudgesOfEvent: readonly (readonly number[])[];
  readonly nudgesOnEnter: readonly (readonly number[])[];
  readonly nudgesOnExit: readonly (readonly number[])[];
  /** Segments in the order of their names, which is the order of what is printed. */
  readonly segmentsByName: readonly number[];
  readonly metricsByName: readonly number[];
  /** By nudge: its place among all in the order of decision, save what depends on the trigger (semantics, rule 23). */
  readonly nudgeRank: readonly number[];
  /** Aggregates with a window that a segment's condition reads: their entries leave at instants of their own. */
  readonly watchedWindows: readonly { readonly log: number; readonly windowMs: number }[];
  readonly watchedLogs: readonly number[];
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
  const watched = new Map<string, { log: number; windowMs: number }>();
  for (const { log, windowMs, watched: isWatched } of manifest.aggregates) {
    if (isWatched && windowMs !== null) watched.set(`${log}/${windowMs}`, { log, windowMs });
  }
  return {
    manifest,
    rules,
    counters,
    log: (id) => manifest.logs[id] as LogSpec,
    logsOfEvent,
    nudgesOfEvent,
    nudgesOnEnter,
    nudgesOnExit,
    segmentsByName: namesInOrder(manifest.segments),
    metricsByName: namesInOrder(manifest.metrics),
    nudgeRank: rankNudges(manifest),
    watchedWindows: [...watched.values()],
    watchedLogs: manifest.logs.flatMap((log, i) => (log.watched ? [i] : [])),
    localeField: manifest.user.findIndex((field) => field.name === 'locale'),
  };
}

function namesInOrder(specs: readonly { readonly name: string }[]): number[] {
  return specs
    .map((spec, i) => ({ name: spec.name, i }))
    .sort((a, b) => compareUtf8(a.name, b.name))
    .map(({ i }) => i);
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
  const rank = new Array<number>(nudges.length);
  order.forEach(({ i }, place) => {
    rank[i] = place;
  });
  return rank;
}

/** Earlier first, none last. */
function compareExpiry(a: number | null, b: number | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a - b;
}
