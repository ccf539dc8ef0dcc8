import { join } from 'node:path';
import type { Manifest, SqlDialect, SqlPlan } from '@nudge/engine';
import { FileProblem } from '../files/file-problem.ts';
import { readText } from './read-text.ts';

/** The folder of a bundle that holds one folder for each dialect. */
export const SQL_FOLDER = 'sql';
/** Holds all of a dialect's folder as one JSON object, for programs. */
export const PLAN_FILE = 'plan.json';

/** The SQL part of the bundle in a folder, for one dialect. Throws `FileProblem`. */
export async function loadSqlPlan(folder: string, dialect: SqlDialect, manifest: Manifest): Promise<SqlPlan> {
  const path = join(folder, SQL_FOLDER, dialect, PLAN_FILE);
  let json: unknown;
  try {
    json = JSON.parse(await readText(path));
  } catch (error) {
    throw error instanceof SyntaxError ? new FileProblem(path, 'is not JSON') : error;
  }
  if (!belongsTo(json, dialect, manifest)) {
    throw new FileProblem(path, 'does not belong to the manifest of this bundle: compile it again');
  }
  return json;
}

/** Rows are laid out by the manifest's indexes, so the lists that both have must be the same. */
function belongsTo(json: unknown, dialect: SqlDialect, manifest: Manifest): json is SqlPlan {
  if (typeof json !== 'object' || json === null) return false;
  const plan = json as Partial<SqlPlan>;
  const names = (list: readonly { readonly name: string }[] | undefined): string[] =>
    (list ?? []).map(({ name }) => name);
  return (
    plan.dialect === dialect &&
    isSame(plan.eventTypes, names(manifest.events)) &&
    isSame(plan.userFields, names(manifest.user)) &&
    isSame(plan.purposes, manifest.purposes) &&
    isSame(names(plan.segments).sort(), names(manifest.segments).sort()) &&
    isSame(names(plan.metrics).sort(), names(manifest.metrics).sort())
  );
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
