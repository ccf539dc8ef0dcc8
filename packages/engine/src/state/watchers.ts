import type { AggregateSpec, LogSpec, Manifest, SegmentSpec } from '../contract/manifest.ts';
import type { RuleContext, Rules } from '../contract/rules.ts';
import { readAggregate } from './aggregate.ts';
import { createLogFor } from './log.ts';
import { type Threshold, ThresholdIndex } from './thresholds.ts';

/** Which segments are to be judged again when an entry comes into a log. */
interface LogWatchers {
  /** Those that read it in a way that any entry may matter to. */
  readonly always: readonly number[];
  readonly thresholds: readonly ThresholdIndex[];
}

/** Which segments a change concerns: segments are judged again only for one of these reasons, or an alarm. */
export interface Watchers {
  readonly ofLog: readonly LogWatchers[];
  readonly ofProfileField: readonly (readonly number[])[];
  /** Those that name the segment. */
  readonly ofSegment: readonly (readonly number[])[];
  /** Those that may hold of a user of whom nothing is known yet; all others do not. */
  readonly atBegin: readonly number[];
}

export function createWatchers(manifest: Manifest, rules: Rules): Watchers {
  const { aggregates, logs, segments } = manifest;
  const always = logs.map(() => new Set<number>());
  const thresholds = logs.map(() => new Map<string, Threshold[]>());
  const ofProfileField = manifest.user.map((): number[] => []);
  const ofSegment = segments.map((): number[] => []);
  segments.forEach(({ reads }, segment) => {
    for (const id of reads.aggregates) always[(aggregates[id] as AggregateSpec).log]?.add(segment);
    for (const { aggregate, at } of reads.crossings) {
      const spec = aggregates[aggregate] as AggregateSpec;
      const kind = kindOf(spec);
      const same = thresholds[spec.log]?.get(kind);
      const threshold = { windowMs: spec.windowMs ?? Infinity, level: at, segment };
      if (same === undefined) thresholds[spec.log]?.set(kind, [threshold]);
      else same.push(threshold);
    }
    for (const field of reads.profile) ofProfileField[field]?.push(segment);
    for (const named of reads.segments) ofSegment[named]?.push(segment);
  });
  return {
    ofLog: logs.map((_, i) => ({
      always: [...(always[i] ?? [])],
      thresholds: [...(thresholds[i] ?? [])].map(
        ([kind, list]) => new ThresholdIndex(list, kind.startsWith('count')),
      ),
    })),
    ofProfileField,
    ofSegment,
    atBegin: judgedAtBegin(manifest, rules),
  };
}

/**
 * What is read `ever` has an index of its own: what was folded into it may be below zero, though the log no longer is,
 * and then it is no more than what a window holds.
 */
function kindOf({ function: fn, windowMs }: AggregateSpec): string {
  return windowMs === null ? `${fn} ever` : fn;
}

/**
 * Segments that hold of a user of whom nothing is known, or that depend on the instant; and what names such a segment.
 * Each of the others is false until something that it reads changes.
 */
function judgedAtBegin(manifest: Manifest, rules: Rules): number[] {
  const members: boolean[] = [];
  const context: RuleContext = {
    now: 0,
    profile: manifest.user.map((field) => field.default ?? null),
    event: null,
    aggregate: (id) => emptyValue(manifest, id),
    member: (id) => members[id] === true,
  };
  const judged = new Set<number>();
  manifest.segments.forEach(({ forMs, reads }: SegmentSpec, i) => {
    const rule = rules.segments[i];
    const holds = rule?.turns === null && rule.condition(context);
    members.push(holds && forMs === 0);
    if (holds || rule?.turns !== null || reads.segments.some((id) => judged.has(id))) judged.add(i);
  });
  return [...judged];
}

function emptyValue({ aggregates, logs }: Manifest, id: number): ReturnType<typeof readAggregate> {
  const spec = aggregates[id] as AggregateSpec;
  return readAggregate(createLogFor(logs[spec.log] as LogSpec), spec, 0);
}
