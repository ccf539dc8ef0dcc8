import { isZone, type Manifest, type SqlPlan, zoneNames, zoneRows } from '@nudge/engine';
import type { Cell } from './tables.ts';

/**
 * The zones that a plan's statements may look up: those that it names, or, where it reads them from profiles, those that
 * stand in a profile, in a default or as a literal in a statement. All of them would be 200,000 rows.
 */
export function zonesNeeded(
  plan: SqlPlan,
  manifest: Pick<Manifest, 'user'>,
  loaded: ReadonlySet<string>,
): readonly string[] {
  if (plan.zones !== 'any') return plan.zones;
  const statements = [
    ...plan.segments.flatMap(({ members, now }) => [members, now]),
    ...plan.metrics.map(({ values }) => values),
  ];
  const literals = zoneNames().filter((zone) => statements.some((sql) => sql.includes(`'${zone}'`)));
  const defaults = manifest.user.flatMap((field) =>
    typeof field.default === 'string' && isZone(field.default) ? [field.default] : [],
  );
  return [...new Set(['UTC', ...literals, ...defaults, ...[...loaded].filter(isZone)])].sort();
}

/** The rows of the table `zones` for one zone. */
export function* zoneCells(zone: string): Generator<readonly Cell[]> {
  for (const { fromMs, untilMs, offsetMs } of zoneRows(zone)) yield [zone, fromMs, untilMs, offsetMs];
}
