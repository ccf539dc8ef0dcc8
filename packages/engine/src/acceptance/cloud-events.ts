import type { Manifest } from '../contract/manifest.ts';
import { toNfc } from '../values/strings.ts';
import type { DecodeCounters, Decoded, RecordOrigin } from './decoded.ts';
import { readTime } from './envelope.ts';
import { type DecodeTarget, decodeRecord, rejected } from './events.ts';
import { isObject, jsonFields, memberOf, parseJsonObject } from './json-input.ts';

/** Decodes CloudEvents 1.0 in structured mode, one JSON object a record. */
export type CloudEventDecoder = (text: string, origin: RecordOrigin, untilMs: number) => Decoded;

export function createCloudEventDecoder(manifest: Manifest, counters: DecodeCounters): CloudEventDecoder {
  const targets = new Map<string, DecodeTarget>([
    ['user.updated', 'user.updated'],
    ['user.consent', 'user.consent'],
  ]);
  manifest.events.forEach((event, i) => {
    for (const name of event.wireNames) targets.set(name, i);
  });
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
