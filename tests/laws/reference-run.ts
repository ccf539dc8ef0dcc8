import type { Program } from '@nudge/dsl';
import { effectLine, type Manifest, type MetricSpec } from '@nudge/engine';
import { Reference } from '@nudge/reference';
import type { AcceptedInput, AcceptedRecord } from './acceptance-run.ts';
import { memberLine, metricLine } from './ending-lines.ts';

/** What the reference interpreter says of a case under one T. */
export interface ReferenceRun {
  readonly effects: readonly string[];
  readonly members: readonly string[];
  readonly metrics: readonly string[];
}

/** `afterEach` sees the reference behind each accepted event, with what was emitted since the one before. */
export function runReference(
  program: Program,
  manifest: Manifest,
  { bases, records }: AcceptedInput,
  untilMs: number,
  afterEach: (reference: Reference, record: AcceptedRecord, lines: readonly string[]) => void = () => {},
): ReferenceRun {
  const reference = new Reference(program, manifest);
  for (const base of bases) reference.base(base);
  const effects: string[] = [];
  for (const record of records) {
    const lines = reference.accept(record.event).map(effectLine);
    effects.push(...lines);
    afterEach(reference, record, lines);
  }
  effects.push(...reference.moveTo(untilMs).map(effectLine));
  const specOf = new Map(manifest.metrics.map((spec) => [spec.name, spec]));
  return {
    effects,
    members: reference
      .members(untilMs)
      .map((member) => memberLine(member.segment, member, member.sinceMs, untilMs)),
    metrics: reference
      .metrics(untilMs)
      .map((metric) => metricLine(specOf.get(metric.metric) as MetricSpec, metric, metric.value, untilMs)),
  };
}
