import type { Manifest } from '../contract/manifest.ts';
import { toNfc } from '../values/strings.ts';
import type { DecodeCounters, Decoded, RecordOrigin } from './decoded.ts';
import { readTime } from './envelope.ts';
import { type DecodeTarget, decodeRecord, rejected, targetsByType } from './events.ts';
import { FastDecoder } from './fast/fast-decoder.ts';
import { isObject, jsonFields, memberOf, parseJsonObject } from './json-input.ts';

/** Decodes CloudEvents 1.0 in structured mode, one JSON object a record. */
export type CloudEventDecoder = (text: string, origin: RecordOrigin, untilMs: number) => Decoded;

export interface CloudEventOptions {
  /** False: each record is parsed as a whole. What comes out is the same. */
  readonly fast?: boolean;
}

export function createCloudEventDecoder(
  manifest: Manifest,
  counters: DecodeCounters,
  options: CloudEventOptions = {},
): CloudEventDecoder {
  const targets = targetsByType(manifest);
  const general = generalDecoder(manifest, targets, counters);
  if (options.fast === false) return general;
  const fast = new FastDecoder(manifest, targets, counters);
  return (text, origin, untilMs) => fast.decode(text, origin, untilMs) ?? general(text, origin, untilMs);
}

function generalDecoder(
  manifest: Manifest,
  targets: ReadonlyMap<string, DecodeTarget>,
  counters: DecodeCounters,
): CloudEventDecoder {
  return (text, origin, untilMs) => {
    const json = parseJsonObject(text);
    if (json === null) return rejected('bad_json', null);
    const at = readTime(memberOf(json, 'time'), 'UTC');
    if (typeof at === 'number' && at > untilMs) return { kind: 'absent' };
    const type = memberOf(json, 'type');
    // `user.erased` is among the ignored ones until it is built.
    const target = typeof type === 'string' ? targets.get(toNfc(type)) : undefined;
    if (target === undefined) return { kind: 'ignored' };
    const data = memberOf(json, 'data') ?? {};
    const envelope = {
      id: memberOf(json, 'id'),
      user: memberOf(json, 'subject'),
      tenant: memberOf(json, 'tenant'),
      session: memberOf(json, 'session'),
      device: memberOf(json, 'device'),
    };
    return decodeRecord(
      manifest,
      target,
      envelope,
      at,
      isObject(data) ? jsonFields(data) : null,
      origin,
      counters,
    );
  };
}
