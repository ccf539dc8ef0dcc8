import type { Value, ValueKind } from '../contract/manifest.ts';
import { type Sha256, sha256Hex, sha256Hex32 } from '../values/hashes.ts';
import type { MetricValue, SegmentMember } from './effect.ts';
import { valueToJson } from './json-value.ts';

/** A user, and the T of which something is said. */
export interface UserAsOf {
  readonly tenant: string;
  readonly user: string;
  readonly asOfMs: number;
}

/** Who is in a segment as of T: the same line, whichever engine found it out. */
export function segmentMember(
  who: UserAsOf,
  segment: string,
  sinceMs: number,
  sha256: Sha256 = sha256Hex,
): SegmentMember {
  return { type: 'segment.member', ...aboutUser('member', who, segment, sha256), data: { segment, sinceMs } };
}

/** The value of a metric as of T. */
export function metricValue(
  who: UserAsOf,
  { name, kind, of }: { readonly name: string; readonly kind: ValueKind; readonly of?: ValueKind },
  value: Value,
  sha256: Sha256 = sha256Hex,
): MetricValue {
  const json = valueToJson(value, kind, of);
  return { type: 'metric.value', ...aboutUser('metric', who, name, sha256), data: { metric: name, json } };
}

function aboutUser(
  kind: string,
  { tenant, user, asOfMs }: UserAsOf,
  name: string,
  sha256: Sha256,
): { id: string; subject: string; tenant: string; timeMs: number } {
  const id = sha256Hex32([kind, tenant, user, name, String(asOfMs)], sha256);
  return { id, subject: user, tenant, timeMs: asOfMs };
}
