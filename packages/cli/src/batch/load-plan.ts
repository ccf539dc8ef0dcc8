import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { compileSql } from '@nudge/compiler';
import type { Manifest, SqlDialect, SqlPlan } from '@nudge/engine';
import { loadBundle, loadSqlPlan, MANIFEST_FILE, PLAN_FILE, RULES_FILE, SQL_FOLDER } from '@nudge/runtime';
import { printDiagnostics } from '../diagnostics.ts';
import { WrongUsage } from '../exit-status.ts';
import { compileProject, hasErrors } from '../project/compile-project.ts';
import { readProject } from '../project/read-project.ts';
import type { LoadedFrom } from '../running/load-rules.ts';
import type { Session } from '../session.ts';

export interface LoadedPlan {
  readonly manifest: Manifest;
  readonly plan: SqlPlan;
  readonly from: LoadedFrom;
  readonly elapsedMs: number;
}

/** The rules at a path as SQL: a project, or a bundle that has them in this dialect. Null if there are errors. */
export async function loadPlan(
  path: string,
  dialect: SqlDialect,
  session: Session,
): Promise<LoadedPlan | null> {
  const { cwd, clockMs } = session.io;
  const begunMs = clockMs();
  const folder = resolve(cwd, path);
  if (existsSync(join(folder, MANIFEST_FILE)) && existsSync(join(folder, RULES_FILE))) {
    if (!existsSync(join(folder, SQL_FOLDER, dialect, PLAN_FILE))) {
      throw new WrongUsage(
        `${path}: this bundle holds no SQL for ${dialect}; name its project, or compile it with --target sql:${dialect}`,
      );
    }
    const { manifest } = await loadBundle(folder);
    const plan = await loadSqlPlan(folder, dialect, manifest);
    return { manifest, plan, from: 'bundle', elapsedMs: clockMs() - begunMs };
  }
  const project = compileProject(readProject(path, cwd), session);
  if (project === null) return null;
  const { plan, diagnostics } = compileSql(project.program, dialect);
  printDiagnostics({ diagnostics, files: project.program.files }, session);
  if (hasErrors({ diagnostics })) return null;
  return { manifest: project.compiled.manifest, plan, from: 'sources', elapsedMs: clockMs() - begunMs };
}
