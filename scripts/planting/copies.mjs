import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { root } from '../toolchain/paths.mjs';

const PARTS = ['packages', 'tests', 'node_modules', 'package.json', 'vitest.config.ts', 'tsconfig.base.json'];

/**
 * Copies of the tree in the temporary folder, in which bugs may be planted without touching the tree. They are gone
 * afterwards.
 *
 * @template T
 * @param {{ count: number, parts?: readonly string[] }} options `parts`: further ones of the tree
 * @param {(folders: readonly string[]) => Promise<T>} act
 * @returns {Promise<T>}
 */
export async function withCopies({ count, parts = [] }, act) {
  /** @type {string[]} */
  const folders = [];
  try {
    for (let i = 0; i < count; i++) folders.push(copyOfTheTree([...PARTS, ...parts]));
    return await act(folders);
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Takes the items of a list in turn, in each of the folders one at a time.
 *
 * @template T
 * @param {readonly string[]} folders
 * @param {readonly T[]} list
 * @param {(folder: string, item: T, index: number) => Promise<void>} act
 */
export async function inLanes(folders, list, act) {
  const rest = [...list.entries()];
  await Promise.all(
    folders.map(async (folder) => {
      for (let next = rest.shift(); next !== undefined; next = rest.shift()) {
        const [index, item] = next;
        await act(folder, item, index);
      }
    }),
  );
}

/**
 * What is installed is not copied: its links lead back here, those between the packages into the copy.
 *
 * @param {readonly string[]} parts
 */
function copyOfTheTree(parts) {
  const folder = mkdtempSync(join(tmpdir(), 'nudge-planting-'));
  const left = new Set([join(root, 'node_modules', '.pnpm'), join(root, '.git'), join(root, 'out')]);
  for (const part of parts) {
    cpSync(join(root, part), join(folder, part), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (source) => !left.has(source) && basename(source) !== 'dist' && basename(source) !== '.cache',
    });
  }
  symlinkSync(join(root, 'node_modules', '.pnpm'), join(folder, 'node_modules', '.pnpm'));
  return folder;
}
