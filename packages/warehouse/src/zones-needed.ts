import { isZone, type Manifest, type SqlPlan, zoneRows } from '@nudge/engine';
import type { Cell } from './tables.ts';

/**
 * The zones that a plan's statements may look up: those that it names and, where it reads them from profiles, those that
 * stand in a profile or in a default. All there are would be 200,000 rows.
 */
export function zonesNeeded(
  { zones }: Pick<SqlPlan, 'zones'>,
  manifest: Pick<Manifest, 'user'>,
  loaded: ReadonlySet<string>,
): readonly string[] {
  if (!zones.fromProfile) return zones.named;
  const defaults = manifest.user.flatMap((field) =>
    typeof field.default === 'string' && isZone(field.default) ? [field.default] : [],
  );
  return [...new Set(['UTC', ...zones.named, ...defaults, ...[...loaded].filter(isZone)])].sort();
}

/** The rows of the table `zones` for one zone. */
export function* zoneCells(zone: string): Generator<readonly Cell[]> {
  for (const { fromMs, untilMs, offsetMs } of zoneRows(zone)) yield [zone, fromMs, untilMs, offsetMs];
}
