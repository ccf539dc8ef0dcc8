import { expect, test } from 'vitest';
import { INSTANT_MAX } from '../time.ts';
import { ZONE_CYCLE, zoneRows } from './zone-rows.ts';
import { offsetAt, zoneNames } from './zones.ts';

function offsetFromRows(rows: ReturnType<typeof zoneRows>, ms: number): number | undefined {
  const { fromMs, lengthMs } = ZONE_CYCLE;
  const folded = ms < fromMs + lengthMs ? ms : fromMs + ((ms - fromMs) % lengthMs);
  return rows.find((row) => row.fromMs <= folded && folded < row.untilMs)?.offsetMs;
}

test('the rows of every zone say what the table says, up to the year 9999', () => {
  for (const zone of zoneNames()) {
    const rows = zoneRows(zone);
    const edges = [rows[1]?.fromMs ?? 0, rows[rows.length >> 1]?.fromMs ?? 0, rows.at(-1)?.fromMs ?? 0];
    const instants = [0, INSTANT_MAX, ...edges.flatMap((edge) => [Math.max(0, edge - 1), edge, edge + 1])];
    // Days of every season in many years, far behind the cycle as well.
    for (let year = 1970; year <= 9999; year += 73)
      instants.push(Date.UTC(year, year % 12, (year % 27) + 1, 1));
    for (const ms of instants) {
      if (offsetFromRows(rows, ms) !== offsetAt(zone, ms)) expect.fail(`${zone} at ${ms}`);
    }
  }
});
