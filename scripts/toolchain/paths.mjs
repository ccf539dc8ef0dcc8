import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** Ours to fill: stamps, the found tools, the lock. Lives and dies with node_modules, so git never sees it. */
export const cacheFolder = join(root, 'node_modules/.cache/nudge');

export function makeCacheFolder() {
  mkdirSync(cacheFolder, { recursive: true });
}

/** Something the user can act on: its message is shown without a stack, and the exit code is 2. */
export class Failure extends Error {}

/** @param {string} line */
export function say(line) {
  process.stderr.write(`${line}\n`);
}
