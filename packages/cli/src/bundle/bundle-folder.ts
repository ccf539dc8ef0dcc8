import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { SQL_DIALECTS } from '@nudge/engine';
import { asFileProblem, MANIFEST_FILE, PLAN_FILE, RULES_FILE, SQL_FOLDER } from '@nudge/runtime';
import { WrongUsage } from '../exit-status.ts';

export const SOURCE_MAP_FILE: string = `${RULES_FILE}.map`;

/** Whether a name may stand in a folder of a bundle; a function looks into the folder of that name. */
type Allowed = boolean | ((name: string) => Allowed);

const allowedOfDialect = (name: string): Allowed => {
  if (name === 'segments' || name === 'metrics') return (file) => file.endsWith('.sql');
  return ['schema.sql', 'zones.csv', PLAN_FILE].includes(name);
};

const allowedOfSql = (name: string): Allowed =>
  (SQL_DIALECTS as readonly string[]).includes(name) && allowedOfDialect;

const allowedOfBundle = (name: string): Allowed =>
  name === SQL_FOLDER ? allowedOfSql : [MANIFEST_FILE, RULES_FILE, SOURCE_MAP_FILE].includes(name);

/** What stands in the way is replaced only if it is a bundle: a slip of the hand must not cost a folder of work. */
export function refuseForeignFolder(out: string, target: string, cwd: string): void {
  // The folder is replaced by a new one, and whoever stands in the old one stands nowhere.
  const fromTarget = relative(target, cwd);
  if (fromTarget === '' || !(fromTarget.startsWith('..') || resolve(fromTarget) === fromTarget)) {
    throw new WrongUsage(`${out}: the bundle needs a folder of its own, not the one you stand in`);
  }
  try {
    if (statSync(target, { throwIfNoEntry: false })?.isDirectory() !== true) return;
    if (readdirSync(target).length === 0) return;
    if (holdsOnly(target, allowedOfBundle) && isManifest(join(target, MANIFEST_FILE))) return;
  } catch (error) {
    throw asFileProblem(out, error);
  }
  throw new WrongUsage(`${out}: the folder holds something else than a bundle; choose another, or empty it`);
}

function holdsOnly(folder: string, allowed: (name: string) => Allowed): boolean {
  return readdirSync(folder, { withFileTypes: true }).every((entry) => {
    const may = allowed(entry.name);
    return typeof may === 'function'
      ? entry.isDirectory() && holdsOnly(join(folder, entry.name), may)
      : may && !entry.isDirectory();
  });
}

function isManifest(path: string): boolean {
  try {
    const json: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof json === 'object' && json !== null && 'format' in json && 'compiler' in json;
  } catch {
    return false;
  }
}
