import { accessSync, constants, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { childEnvironment, runQuietly } from './exec.mjs';
import { cacheFolder, Failure, makeCacheFolder, say } from './paths.mjs';

/** @typedef {{ path: string, size: number, mtimeMs: number }} Tool */
/** @typedef {{ node: string, pnpm: string }} Tools */

const cacheFile = join(cacheFolder, 'toolchain.json');
const nodeWanted = 'node@24';
const pnpmWanted = 'pnpm@12';

/**
 * `engines.node` of package.json: `^22.22.0 || >=24.6.0`.
 *
 * @param {string} version
 */
export function fits(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return (major === 22 && minor >= 22) || (major === 24 && minor >= 6) || major > 24;
}

/**
 * The fitting Node and pnpm without looking further than the cache, or nothing.
 *
 * @returns {Tools | undefined}
 */
export function knownTools() {
  const known = readCache();
  const node = fits(process.version) ? process.execPath : checked(known.node);
  const pnpm = checked(known.pnpm);
  return node !== undefined && pnpm !== undefined ? { node, pnpm } : undefined;
}

/** @returns {Promise<Tools>} */
export async function findTools() {
  const known = knownTools();
  if (known !== undefined) return known;
  const own = fits(process.version) ? process.execPath : undefined;
  const installed = own === undefined ? undefined : await findInstalledPnpm(dirname(own));
  const tools =
    own !== undefined && installed !== undefined ? { node: own, pnpm: installed } : await fetchTools(own);
  makeCacheFolder();
  writeFileSync(cacheFile, JSON.stringify({ node: facts(tools.node), pnpm: facts(tools.pnpm) }, null, 2));
  return tools;
}

/** @param {string} nodeFolder */
async function findInstalledPnpm(nodeFolder) {
  // Asked outside the repository, so that no version manager answers for our `packageManager` line instead.
  const env = { ...childEnvironment(nodeFolder), COREPACK_ENABLE_DOWNLOAD_PROMPT: '0' };
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, 'pnpm');
    if (!isExecutable(path)) continue;
    const { ok, output } = await runQuietly({ file: path, args: ['--version'], cwd: tmpdir() }, env);
    if (ok && /^12\./.test(output.trim())) return path;
  }
  return undefined;
}

/**
 * Both through npx, which keeps them in npm's own cache for the next clone. An own, fitting Node is kept.
 *
 * @param {string | undefined} own
 * @returns {Promise<Tools>}
 */
async function fetchTools(own) {
  const wanted = own === undefined ? [nodeWanted, pnpmWanted] : [pnpmWanted];
  say(`fetching ${wanted.join(' and ')}…`);
  const args = ['-y', ...wanted.flatMap((name) => ['-p', name])];
  const ask = `node -p '"found node " + process.execPath' && echo "found pnpm $(command -v pnpm)"`;
  const { ok, output } = await runQuietly(
    { file: 'npx', args: [...args, '-c', ask], cwd: tmpdir() },
    childEnvironment(dirname(process.execPath)),
  );
  const node = own ?? /^found node (.+)$/m.exec(output)?.[1];
  const pnpm = /^found pnpm (.+)$/m.exec(output)?.[1];
  if (!ok || node === undefined || pnpm === undefined) {
    throw new Failure(
      `${output.trim()}\nnudge needs Node ^22.22.0 or >=24.6.0 and pnpm 12; this is Node ${process.version}, and npx could not fetch ${wanted.join(' and ')}.`,
    );
  }
  return { node, pnpm };
}

/** @returns {{ node?: Tool, pnpm?: Tool }} */
function readCache() {
  try {
    return JSON.parse(readFileSync(cacheFile, 'utf8'));
  } catch {
    return {};
  }
}

/** @param {string} path @returns {Tool} */
function facts(path) {
  const { size, mtimeMs } = statSync(path);
  return { path, size, mtimeMs };
}

/**
 * A tool that worked and is still the same file works: cheaper than asking it for its version every time.
 *
 * @param {Tool | undefined} tool
 */
function checked(tool) {
  if (tool === undefined || !isExecutable(tool.path)) return undefined;
  const now = facts(tool.path);
  return now.size === tool.size && now.mtimeMs === tool.mtimeMs ? tool.path : undefined;
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
