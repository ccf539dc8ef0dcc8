import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/**
 * A bug: `find` stands exactly once in `file` and becomes `replace`.
 *
 * @typedef {{ file: string, find: string, replace: string }} Bug
 */

/**
 * Puts a bug into a copy of the tree. It cannot be planted when the code has changed.
 *
 * @param {string} folder
 * @param {Bug} bug
 * @returns {{ kind: 'planted', remove: () => void } | { kind: 'not', verdict: string }}
 */
export function plant(folder, { file, find, replace }) {
  const path = join(folder, file);
  const source = readFileSync(path, 'utf8');
  const times = source.split(find).length - 1;
  if (times !== 1) {
    return {
      kind: 'not',
      verdict: `**cannot be planted**: its text stands ${times} times in ${basename(file)}`,
    };
  }
  writeFileSync(
    path,
    source.replace(find, () => replace),
  );
  return { kind: 'planted', remove: () => writeFileSync(path, source) };
}
