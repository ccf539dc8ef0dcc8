/** The values of the language at run time and what may be done with them: pure, total, exact. */

export * from './calendar.ts';
export * from './decimal-text.ts';
export * from './exact-sum.ts';
export * from './glob.ts';
export * from './hashes.ts';
export * from './lifted.ts';
export * from './numbers.ts';
export * from './strings.ts';
export * from './time.ts';
export { TZDATA_VERSION } from './zones/table.ts';
export { ZONE_CYCLE, type ZoneRow, zoneRows } from './zones/zone-rows.ts';
export * from './zones/zones.ts';
