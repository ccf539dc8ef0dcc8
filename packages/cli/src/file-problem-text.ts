import { isAbsolute, relative } from 'node:path';
import { displayLine } from '@nudge/dsl';
import type { FileProblem } from '@nudge/runtime';

/**
 * A problem, on one line, with its file named as somebody who stands in `cwd` would: work is done on absolute paths.
 */
export function fileProblemText({ path, what }: FileProblem, cwd: string): string {
  const near = isAbsolute(path) ? relative(cwd, path) : path;
  const shown = near === '' ? '.' : near.startsWith('..') || isAbsolute(near) ? path : near;
  return displayLine(`${shown}: ${what}`);
}
