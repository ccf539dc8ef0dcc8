import { type SqlPlan, type SqlPlanFile, zoneNames, zoneRows } from '@nudge/engine';
import { PLAN_FILE, SQL_FOLDER } from '@nudge/runtime';
import { sha256 } from '../sha256.ts';

/** The files for one dialect of the bundle with that hash, by their path in it. */
export function sqlFiles(plan: SqlPlan, bundle: string): ReadonlyMap<string, string> {
  const planFile: SqlPlanFile = { bundle, hash: sha256(JSON.stringify(plan)), plan };
  const files = new Map<string, string>([
    ['schema.sql', plan.schema.map(asText).join('\n')],
    ...plan.segments.flatMap(({ name, members, now }) => [
      [`segments/${name}.members.sql`, asText(members)] as const,
      [`segments/${name}.now.sql`, asText(now)] as const,
    ]),
    ...plan.metrics.map(({ name, values }) => [`metrics/${name}.sql`, asText(values)] as const),
    ...zonesFile(plan),
    [PLAN_FILE, `${JSON.stringify(planFile, null, 2)}\n`],
  ]);
  return new Map([...files].map(([name, text]) => [`${SQL_FOLDER}/${plan.dialect}/${name}`, text]));
}

/** The rows of the table `zones`, where the statements need any. */
function zonesFile({ zones }: SqlPlan): readonly (readonly [string, string])[] {
  const names = zones.fromProfile ? zoneNames() : zones.named;
  if (names.length === 0) return [];
  const rows = names.flatMap((zone) =>
    zoneRows(zone).map(({ fromMs, untilMs, offsetMs }) => `${zone},${fromMs},${untilMs},${offsetMs}\n`),
  );
  return [['zones.csv', `zone,from,until,offset\n${rows.join('')}`]];
}

function asText(statement: string): string {
  return statement.endsWith('\n') ? statement : `${statement}\n`;
}
