/**
 * A zone as a finite table, for engines that have no code of ours. The rules of the calendar repeat every 400 years, which
 * are whole weeks, so an instant behind the last row means the one a multiple of 400 years earlier.
 */
import { offsetAt, transitions } from './zones.ts';

/** An interval [fromMs, untilMs) in which the zone's clocks differ from UTC by offsetMs. */
export interface ZoneRow {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly offsetMs: number;
}

const CYCLE_FROM_MS: number = Date.UTC(2100, 0, 1);

/** Instants from `fromMs + lengthMs` on stand for `fromMs + (instant − fromMs) mod lengthMs`. */
export const ZONE_CYCLE: { readonly fromMs: number; readonly lengthMs: number } = {
  fromMs: CYCLE_FROM_MS,
  // 146,097 days; there are no leap seconds here.
  lengthMs: Date.UTC(2500, 0, 1) - CYCLE_FROM_MS,
};

/** Rows without gaps from 1970 to the end of the cycle. */
export function zoneRows(zone: string): readonly ZoneRow[] {
  const endMs = ZONE_CYCLE.fromMs + ZONE_CYCLE.lengthMs;
  const rows: ZoneRow[] = [];
  let fromMs = 0;
  let offsetMs = offsetAt(zone, 0);
  for (const next of transitions(zone, 1, endMs)) {
    // Some changes are of the name or of daylight saving alone.
    if (next.offsetMs === offsetMs) continue;
    rows.push({ fromMs, untilMs: next.atMs, offsetMs });
    fromMs = next.atMs;
    offsetMs = next.offsetMs;
  }
  rows.push({ fromMs, untilMs: endMs, offsetMs });
  return rows;
}
