import { randomBytes } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { asFileProblem, FileProblem } from './file-problem.ts';
import { endUnfinished, startUnfinished } from './unfinished.ts';

/**
 * Makes `path` a folder of exactly these files (a name may have folders in it: `sql/schema.sql`), whole or not at all; an
 * older folder of that name goes once the new one is complete (whether it may go is the caller's to judge). Folders
 * above are made. Throws `FileProblem`.
 */
export function replaceFolder(path: string, files: ReadonlyMap<string, string>): void {
  const target = resolve(path);
  const temporary = besides(target);
  try {
    const existing = statSync(target, { throwIfNoEntry: false });
    if (existing !== undefined && !existing.isDirectory()) {
      throw new FileProblem(path, 'is a file, not a folder');
    }
    mkdirSync(dirname(target), { recursive: true });
    startUnfinished(temporary);
    mkdirSync(temporary);
    for (const [name, content] of files) {
      const file = join(temporary, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    if (existing === undefined) renameSync(temporary, target);
    else swap(temporary, target);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw asFileProblem(path, error);
  } finally {
    endUnfinished(temporary);
  }
}

/** Node cannot exchange two folders in one step; if the second rename fails, the first is taken back. */
function swap(temporary: string, target: string): void {
  const old = besides(target);
  renameSync(target, old);
  try {
    renameSync(temporary, target);
  } catch (error) {
    renameSync(old, target);
    throw error;
  }
  rmSync(old, { recursive: true, force: true });
}

function besides(target: string): string {
  return join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`);
}
