import { effectLine, type MetricSpec, type Value, valueToJson } from '@nudge/engine';
import { effectId } from '../support/effect-id.ts';

/** Lines of `segment.member` and `metric.value` as semantics.md has them, made without the engine's playback. */

export interface Person {
  readonly tenant: string;
  readonly user: string;
}

export function memberLine(
  segment: string,
  { tenant, user }: Person,
  sinceMs: number,
  asOfMs: number,
): string {
  return effectLine({
    type: 'segment.member',
    id: effectId('member', tenant, user, segment, asOfMs),
    subject: user,
    tenant,
    timeMs: asOfMs,
    data: { segment, sinceMs },
  });
}

export function metricLine(
  { name, kind, of }: Pick<MetricSpec, 'name' | 'kind' | 'of'>,
  { tenant, user }: Person,
  value: Value,
  asOfMs: number,
): string {
  return effectLine({
    type: 'metric.value',
    id: effectId('metric', tenant, user, name, asOfMs),
    subject: user,
    tenant,
    timeMs: asOfMs,
    data: { metric: name, json: valueToJson(value, kind, of) },
  });
}
