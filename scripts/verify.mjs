// All that must hold before a change is good, cheapest first; stops at the first stage that fails.
//
//   pnpm verify                 all stages
//   pnpm verify --static        all but the tests
//   pnpm verify --keep-going    does not stop, and fails at the end
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { findTools } from './toolchain/find-tools.mjs';
import { root } from './toolchain/paths.mjs';
import { packageFolders } from './toolchain/stamp.mjs';

/** @typedef {{ name: string, run: () => boolean | Promise<boolean>, live?: true }} Stage */

/** @type {readonly Stage[]} */
const stages = [
  { name: 'format', run: () => tool('biome', 'format', '.') },
  {
    name: 'lint',
    run: () => tool('biome', 'check', '--formatter-enabled=false', '--error-on-warnings', '.'),
  },
  {
    name: 'types',
    run: () => script('scripts/toolchain.mjs', 'build') && tool('tsc', '-b', 'tsconfig.test.json'),
  },
  { name: 'knip', run: () => tool('knip', '--no-progress', '--no-config-hints') },
  { name: 'tests', run: () => script('scripts/test.mjs'), live: true },
  { name: 'package shape', run: packageShape },
];

/** What the stage that runs now has said; shown when it fails. */
let said = '';
/** The stage that runs now writes straight to our output. */
let live = false;

const flags = process.argv.slice(2);
const unknown = flags.filter((flag) => flag !== '--static' && flag !== '--keep-going');
if (unknown.length > 0) {
  console.error(`verify: unknown argument ${unknown.join(' ')}`);
  process.exit(2);
}

const failed = [];
for (const stage of stages.filter(({ name }) => name !== 'tests' || !flags.includes('--static'))) {
  const ok = await runStage(stage);
  if (!ok) failed.push(stage.name);
  if (!ok && !flags.includes('--keep-going')) break;
}
console.log(failed.length === 0 ? 'verified' : `failed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;

/** @param {Stage} stage */
async function runStage(stage) {
  said = '';
  live = stage.live === true;
  const start = performance.now();
  if (live) console.log(`— ${stage.name}`);
  const ok = await stage.run();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${ok ? '✓' : '✗'} ${stage.name.padEnd(14)} ${seconds.padStart(5)} s`);
  if (!ok && said.trim() !== '') console.log(said.trimEnd());
  return ok;
}

/** Packs each package as a release would and looks at what comes out. */
async function packageShape() {
  const { pnpm } = await findTools();
  const packed = mkdtempSync(join(tmpdir(), 'nudge-pack-'));
  try {
    return packageFolders()
      .map((folder) => oneShape(pnpm, folder, packed))
      .every((ok) => ok);
  } finally {
    rmSync(packed, { recursive: true });
  }
}

/** @param {string} pnpm @param {string} folder @param {string} packed */
function oneShape(pnpm, folder, packed) {
  const before = new Set(readdirSync(packed));
  said += `\n${relative(root, folder)}\n`;
  if (!run(pnpm, ['pack', '--pack-destination', packed], folder)) return false;
  const tarball = readdirSync(packed).find((name) => !before.has(name));
  if (tarball === undefined) return false;
  const file = join(packed, tarball);
  // A package that is only a command has no types to be wrong.
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const hasEntry = exports?.['.'] !== undefined;
  return (
    tool('publint', 'run', file, '--strict') &&
    (!hasEntry || tool('attw', file, '--profile', 'esm-only', '--no-emoji'))
  );
}

/** @param {string} name @param {readonly string[]} args */
function tool(name, ...args) {
  return run(join(root, 'node_modules/.bin', name), args, root);
}

/** @param {string} path @param {readonly string[]} args */
function script(path, ...args) {
  return run(process.execPath, [join(root, path), ...args], root);
}

/** @param {string} file @param {readonly string[]} args @param {string} cwd */
function run(file, args, cwd) {
  const { status, stdout, stderr, error } = spawnSync(file, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: live ? 'inherit' : ['ignore', 'pipe', 'pipe'],
  });
  said += `${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`;
  return status === 0;
}
