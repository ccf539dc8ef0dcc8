import { existsSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { childEnvironment, runQuietly } from './exec.mjs';
import { findTools, knownTools } from './find-tools.mjs';
import { withLock } from './lock.mjs';
import { cacheFolder, Failure, makeCacheFolder, root, say } from './paths.mjs';
import { buildInputs, filesUnder, installInputs, packageFolders, readStamp, writeStamp } from './stamp.mjs';

/** @typedef {'nothing' | 'installed' | 'built'} Need */
/** @typedef {import('./find-tools.mjs').Tools} Tools */

/**
 * Brings the project as far as `need` says, one process at a time, and says with which tools.
 *
 * @param {Need} need
 * @returns {Promise<Tools>}
 */
export async function prepare(need) {
  const known = knownTools();
  if (known !== undefined && isReady(need)) return known;
  makeCacheFolder();
  return await withLock(
    join(cacheFolder, 'lock'),
    async () => {
      const tools = await findTools();
      if (need !== 'nothing' && !isInstalled()) await install(tools);
      if (need === 'built' && !isBuilt()) await build(tools);
      return tools;
    },
    () => say('waiting for another process that installs or builds…'),
  );
}

/** @param {Need} need */
function isReady(need) {
  return (need === 'nothing' || isInstalled()) && (need !== 'built' || isBuilt());
}

function isInstalled() {
  return existsSync(join(root, 'node_modules/.modules.yaml')) && readStamp('install') === installInputs();
}

/** @param {Tools} tools */
async function install(tools) {
  say('installing…');
  const inputs = installInputs();
  // CI: pnpm must ask nothing; no one would see the question.
  const env = { ...childEnvironment(dirname(tools.node)), CI: 'true' };
  const { ok, output } = await runQuietly(
    { file: tools.pnpm, args: ['install', '--frozen-lockfile'], cwd: root },
    env,
  );
  if (!ok) throw new Failure(`${output.trim()}\npnpm install failed`);
  writeStamp('install', inputs);
}

function isBuilt() {
  const outputs = packageFolders().map((folder) => join(folder, 'dist/.tsbuildinfo'));
  return outputs.every((file) => existsSync(file)) && readStamp('build') === buildInputs();
}

/** @param {Tools} tools */
async function build(tools) {
  say('building…');
  // Taken before the compiler reads: what changes meanwhile counts as not built.
  const inputs = buildInputs();
  removeOrphans();
  const { ok, output } = await runQuietly(
    { file: tools.node, args: [join(root, 'node_modules/typescript/bin/tsc'), '-b'], cwd: root },
    childEnvironment(dirname(tools.node)),
  );
  if (!ok) throw new Failure(`${output.trim()}\ntsc -b failed`);
  writeStamp('build', inputs);
}

/** The compiler leaves the output of a deleted source standing, where an import would still find it. */
function removeOrphans() {
  for (const folder of packageFolders()) {
    const dist = join(folder, 'dist');
    for (const file of filesUnder(dist)) {
      const stem = /^(.+?)(\.d\.ts|\.js)(\.map)?$/.exec(relative(dist, file))?.[1];
      if (stem !== undefined && !existsSync(join(folder, 'src', `${stem}.ts`))) rmSync(file);
    }
  }
}
