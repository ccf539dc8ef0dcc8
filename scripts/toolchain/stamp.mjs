import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import process from 'node:process';
import { cacheFolder, makeCacheFolder, root } from './paths.mjs';

/** @typedef {'install' | 'build'} StampName */

export function packageFolders() {
  const parent = join(root, 'packages');
  return readdirSync(parent)
    .map((name) => join(parent, name))
    .filter((folder) => existsSync(join(folder, 'package.json')));
}

/** What an install depends on, by content: a checkout that moves mtimes only must not install again. */
export function installInputs() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  const files = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', '.npmrc', 'package.json'].map((name) =>
    join(root, name),
  );
  for (const folder of packageFolders()) files.push(join(folder, 'package.json'));
  for (const file of files) {
    if (existsSync(file)) hash.update(`\n${relative(root, file)}\n`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** What a build depends on, by name, size and mtime: added, changed and deleted sources all show. */
export function buildInputs() {
  const hash = createHash('sha256').update(installInputs());
  const files = ['tsconfig.json', 'tsconfig.base.json'].map((name) => join(root, name));
  for (const folder of packageFolders()) {
    files.push(join(folder, 'tsconfig.json'));
    files.push(...filesUnder(join(folder, 'src')).filter((file) => !file.endsWith('.test.ts')));
  }
  for (const file of files) {
    const stat = statSync(file, { throwIfNoEntry: false });
    hash.update(`\n${relative(root, file)} ${stat?.size} ${stat?.mtimeMs}`);
  }
  return hash.digest('hex');
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
export function filesUnder(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesUnder(path) : [path];
  });
}

/** @param {StampName} name */
export function readStamp(name) {
  try {
    return readFileSync(join(cacheFolder, `${name}.stamp`), 'utf8');
  } catch {
    return undefined;
  }
}

/** @param {StampName} name @param {string} inputs */
export function writeStamp(name, inputs) {
  makeCacheFolder();
  writeFileSync(join(cacheFolder, `${name}.stamp`), inputs);
}
