import type { AggregateSpec, EventFieldRef, EventSchema, LogSpec } from '../contract/manifest.ts';
import type { MatchIndex } from '../match/match-index.ts';
import type { Ruleset } from '../state/ruleset.ts';

/** What one event of a type makes the engine do, beyond what it changes. */
export interface EventWork {
  readonly event: string;
  /** Logs that it may enter, and nudges that it may trigger: an index, or a function of each, says which. */
  readonly logs: number;
  readonly nudges: number;
  /** Comparisons in sorted indexes, and the segments that they stand in: only those that are crossed are judged. */
  readonly thresholds: number;
  readonly segmentsAtThresholds: number;
  /** Segments that are judged whenever it enters their log. */
  readonly segmentsAtEach: number;
}

/** What decides whether an event enters a log or triggers a nudge. */
export interface MatchService {
  /** `all`: no index. `none`: no event can. */
  readonly index: 'hash' | 'bitmap' | 'all' | 'none';
  /** Fields by whose value it is looked up, and fields with a bitmap for each value or range. */
  readonly hashed: readonly string[];
  readonly bitmaps: readonly string[];
  /** A function of the rules decides the rest. */
  readonly function: boolean;
}

/** What makes a segment be judged again. */
export interface SegmentService {
  /** Comparisons that stand in a sorted index. */
  readonly thresholds: number;
  /** Events of which each that is kept does. */
  readonly everyEvent: readonly string[];
  readonly profile: readonly string[];
  readonly segments: readonly string[];
  /** It compares with `now`. */
  readonly time: boolean;
}

export interface Work {
  readonly events: readonly EventWork[];
  /** By log, by nudge (`null`: no event triggers it) and by segment of the manifest. */
  readonly logs: readonly MatchService[];
  readonly nudges: readonly (MatchService | null)[];
  readonly segments: readonly SegmentService[];
}

export function workOf(rules: Ruleset): Work {
  const { manifest, logsOfEvent, nudgesOfEvent, logMatchers, nudgeMatchers } = rules;
  const logs: MatchService[] = [];
  const nudges: (MatchService | null)[] = manifest.nudges.map(() => null);
  manifest.events.forEach((event, i) => {
    const served = (
      ids: readonly number[],
      matcher: MatchIndex | null | undefined,
    ): readonly MatchService[] => servicesOf(event, ids.length, matcher ?? null);
    const ofLogs = logsOfEvent[i] ?? [];
    served(ofLogs, logMatchers[i]).forEach((service, place) => {
      const id = ofLogs[place] as number;
      logs[id] = { ...service, function: isFunction(rules.rules.filters[id]) };
    });
    const ofNudges = nudgesOfEvent[i] ?? [];
    served(ofNudges, nudgeMatchers[i]).forEach((service, place) => {
      const id = ofNudges[place] as number;
      const rule = rules.rules.nudges[id];
      nudges[id] = { ...service, function: isFunction(rule?.where) || isFunction(rule?.when) };
    });
  });
  return {
    events: manifest.events.map(({ name }, i) => ({ event: name, ...eventWork(rules, i) })),
    logs,
    nudges,
    segments: manifest.segments.map((_, i) => segmentService(rules, i)),
  };
}

function isFunction(rule: unknown): boolean {
  return typeof rule === 'function';
}

function servicesOf(event: EventSchema, count: number, matcher: MatchIndex | null): readonly MatchService[] {
  const names = (fields: readonly EventFieldRef[]): string[] =>
    fields.map((field) => (typeof field === 'number' ? (event.fields[field]?.name ?? '') : field));
  if (matcher === null) {
    return Array.from({ length: count }, () => ({ index: 'all', hashed: [], bitmaps: [], function: false }));
  }
  return matcher.describe().served.map(({ kind, hashed, bitmaps }) => ({
    index: kind === 'always' ? 'all' : kind === 'never' ? 'none' : kind,
    hashed: names(hashed),
    bitmaps: names(bitmaps),
    function: false,
  }));
}

function eventWork(rules: Ruleset, event: number): Omit<EventWork, 'event'> {
  const atThresholds = new Set<number>();
  const atEach = new Set<number>();
  const logs = rules.logsOfEvent[event] ?? [];
  let thresholds = 0;
  for (const log of logs) {
    const watchers = rules.watchers.ofLog[log];
    for (const index of watchers?.thresholds ?? []) {
      thresholds += index.size;
      for (const segment of index.owners()) atThresholds.add(segment);
    }
    for (const segment of watchers?.always ?? []) atEach.add(segment);
  }
  return {
    logs: logs.length,
    nudges: rules.nudgesOfEvent[event]?.length ?? 0,
    thresholds,
    segmentsAtThresholds: atThresholds.size,
    segmentsAtEach: atEach.size,
  };
}

function segmentService({ manifest, rules }: Ruleset, id: number): SegmentService {
  const reads = manifest.segments[id]?.reads ?? { crossings: [], aggregates: [], profile: [], segments: [] };
  const eventOf = (aggregate: number): string => {
    const { log } = manifest.aggregates[aggregate] as AggregateSpec;
    return manifest.events[(manifest.logs[log] as LogSpec).event]?.name ?? '';
  };
  return {
    thresholds: reads.crossings.length,
    everyEvent: [...new Set(reads.aggregates.map(eventOf))],
    profile: reads.profile.map((field) => manifest.user[field]?.name ?? ''),
    segments: reads.segments.map((segment) => manifest.segments[segment]?.name ?? ''),
    time: rules.segments[id]?.turns !== null,
  };
}
