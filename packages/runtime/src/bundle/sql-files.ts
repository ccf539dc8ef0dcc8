import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Manifest, SqlDialect, SqlPlan, SqlPlanFile } from '@nudge/engine';
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
  if (!isPlanFile(json)) throw new FileProblem(path, 'is no plan of a bundle: compile it again');
  if (json.bundle !== manifest.hash) {
    throw new FileProblem(path, 'does not belong to the manifest of this bundle: compile it again');
  }
  // Nobody else writes plans, so one that is as it was written needs no other test.
  if (json.hash !== hashOf(json.plan) || json.plan.dialect !== dialect) {
    throw new FileProblem(path, 'is not as it was compiled: compile it again');
  }
  return json.plan;
}

function isPlanFile(json: unknown): json is SqlPlanFile {
  return (
    typeof json === 'object' && json !== null && 'bundle' in json && 'hash' in json && isObject(json, 'plan')
  );
}

function isObject(json: object, key: string): boolean {
  const value = (json as Readonly<Record<string, unknown>>)[key];
  return typeof value === 'object' && value !== null;
}

function hashOf(plan: SqlPlan): string {
  return createHash('sha256').update(JSON.stringify(plan)).digest('hex');
}
