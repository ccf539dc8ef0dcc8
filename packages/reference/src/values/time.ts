import { offsetAt } from '@nudge/engine';

/** Local time (semantics, rule 19). Zones come from the one table that is shipped with the engine. */

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What a clock on the wall shows, as if it were UTC. */
function wallClock(ms: number, zone: string): number {
  return ms + offsetAt(zone, ms);
}

/** 0–23. */
export function hour(ms: number, zone: string): number {
  const local = wallClock(ms, zone);
  return Math.floor((local - Math.floor(local / DAY_MS) * DAY_MS) / HOUR_MS);
}

/** 1–7, Monday 1. */
export function weekday(ms: number, zone: string): number {
  const sinceThursday = Math.floor(wallClock(ms, zone) / DAY_MS);
  // 1970-01-01 was a Thursday: 4.
  return ((((sinceThursday + 3) % 7) + 7) % 7) + 1;
}

/** `YYYY-MM-DD`. */
export function date(ms: number, zone: string): string {
  const local = new Date(wallClock(ms, zone));
  const two = (n: number): string => String(n).padStart(2, '0');
  const year = String(local.getUTCFullYear()).padStart(4, '0');
  return `${year}-${two(local.getUTCMonth() + 1)}-${two(local.getUTCDate())}`;
}

/** `YYYY-MM-DDTHH:MM:SS.sssZ`. */
export function instantText(ms: number): string {
  return new Date(ms).toISOString();
}
