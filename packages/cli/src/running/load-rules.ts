import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { instantiate, type PassOptions } from '@nudge/compiler';
import type { Bundle } from '@nudge/engine';
import { loadBundle, MANIFEST_FILE, RULES_FILE } from '@nudge/runtime';
import { WrongUsage } from '../exit-status.ts';
import { compileProject } from '../project/compile-project.ts';
import { readProject } from '../project/read-project.ts';
import type { Session } from '../session.ts';

/** Read from a bundle's folder, or compiled just now. */
export type LoadedFrom = 'bundle' | 'sources';

export interface LoadedRules {
  readonly bundle: Bundle;
  readonly from: LoadedFrom;
  readonly elapsedMs: number;
}

/** The rules at a path: a bundle's folder, or a project that is compiled in memory. Null if that has errors. */
export async function loadRules(
  path: string,
  passes: PassOptions,
  session: Session,
): Promise<LoadedRules | null> {
  const { cwd, clockMs } = session.io;
  const begunMs = clockMs();
  const folder = resolve(cwd, path);
  if (existsSync(join(folder, MANIFEST_FILE)) && existsSync(join(folder, RULES_FILE))) {
    if (passes.optimise === false || (passes.skipPasses ?? []).length > 0) {
      throw new WrongUsage(`${path}: this is a bundle, and its passes have run; name its project`);
    }
    const bundle = await loadBundle(folder);
    return { bundle, from: 'bundle', elapsedMs: clockMs() - begunMs };
  }
  const project = compileProject(readProject(path, cwd), session, { passes });
  if (project === null) return null;
  const bundle = await instantiate(project.compiled);
  return { bundle, from: 'sources', elapsedMs: clockMs() - begunMs };
}
