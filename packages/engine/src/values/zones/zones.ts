/**
 * IANA time zones from the one shipped table, so that all back ends agree whatever tzdata their hosts have
 * (language.md, Time). Right from 1970 to 9999; before 1970 a zone keeps the offset it had then.
 */

import { decodeZone, type Zone } from './decode.ts';
import { ruleOffsetAt, ruleTransitions, type Transition } from './rule.ts';
import { ZONE_LINES } from './table.ts';

export type { Transition } from './rule.ts';

/** Farther apart than any local time is from UTC, so that all readings of a local time lie within. */
const REACH_MS = 26 * 3_600_000;

/** Whether `name` is a zone of the table, a canonical name or a link, written exactly so. */
export function isZone(name: string): boolean {
  return lines().has(name);
}

/** All names, sorted; links such as `Europe/Kiev` among them. */
export function zoneNames(): readonly string[] {
  return [...lines().keys()].sort();
}

/** Milliseconds to add to UTC for the wall clock of the zone at an instant. */
export function offsetAt(zone: string, instantMs: number): number {
  return offsetIn(zoneOf(zone), instantMs);
}

/**
 * The instant at which a wall clock of the zone shows `localMs` (the reading taken as if it were UTC). A
 * local time that a clock change skips is moved forward by the gap; one that occurs twice is the earlier
 * instant. The result may lie outside the range of timestamps where `localMs` is near its ends.
 */
export function localToInstant(zone: string, localMs: number): number {
  const data = zoneOf(zone);
  let offsetMs = offsetIn(data, localMs - REACH_MS);
  for (const next of transitionsIn(data, localMs - REACH_MS + 1, localMs + REACH_MS)) {
    // Read with the offset before the change, the time comes before it, or it comes in the gap, where
    // the reading with that same offset is the one moved forward; else the change is behind us.
    if (localMs - offsetMs < next.atMs || localMs - next.offsetMs < next.atMs) break;
    offsetMs = next.offsetMs;
  }
  return localMs - offsetMs;
}

/** The changes of the zone's clocks with fromMs <= atMs < toMs, in order of time. */
export function transitions(zone: string, fromMs: number, toMs: number): readonly Transition[] {
  return transitionsIn(zoneOf(zone), fromMs, toMs);
}

function offsetIn(zone: Zone, instantMs: number): number {
  const passed = countUpTo(zone.atMs, instantMs);
  if (zone.rule !== undefined && passed === zone.atMs.length) return ruleOffsetAt(zone.rule, instantMs);
  return zone.offsetMs[passed] as number;
}

function transitionsIn(zone: Zone, fromMs: number, toMs: number): readonly Transition[] {
  const found: Transition[] = [];
  const { atMs, offsetMs, rule } = zone;
  for (let i = countUpTo(atMs, fromMs - 1); i < atMs.length && (atMs[i] as number) < toMs; i += 1) {
    found.push({ atMs: atMs[i] as number, offsetMs: offsetMs[i + 1] as number });
  }
  if (rule === undefined) return found;
  const afterLast = (atMs.at(-1) ?? -1) + 1;
  return afterLast >= toMs ? found : found.concat(ruleTransitions(rule, Math.max(fromMs, afterLast), toMs));
}

/** How many of the ascending `values` are <= limit. */
function countUpTo(values: Float64Array, limit: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] as number) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

// Both are caches of the constant table: filled when first asked, the same for every caller.
let lineByName: ReadonlyMap<string, string> | undefined;
const decoded = new Map<string, Zone>();

function lines(): ReadonlyMap<string, string> {
  lineByName ??= new Map(
    ZONE_LINES.flatMap((line) =>
      line
        .slice(0, line.indexOf(';'))
        .split(' ')
        .map((name) => [name, line] as const),
    ),
  );
  return lineByName;
}

function zoneOf(name: string): Zone {
  const known = decoded.get(name);
  if (known !== undefined) return known;
  const line = lines().get(name);
  // Zones are checked where they come in, in programs and in data; an unknown one here is a bug.
  if (line === undefined) throw new Error(`unknown time zone ${JSON.stringify(name)}`);
  const zone = decodeZone(line);
  decoded.set(name, zone);
  return zone;
}
