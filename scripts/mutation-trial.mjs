// Plants bugs, one at a time, and says which tests of the semantics catch each (`scripts/mutation-trial/mutations.mjs`):
//
//   node scripts/toolchain.mjs run scripts/mutation-trial.mjs            all of them
//   node scripts/toolchain.mjs run scripts/mutation-trial.mjs 12 Output  those of some rules
//
// It works on a copy in the temporary folder, so that nothing of the tree is touched. A bug counts as caught by its
// rule when a test fails whose title names it. It ends with 1 if a bug survives, or if one cannot be planted any more
// because the code has changed.
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import process from 'node:process';
import { mutations } from './mutation-trial/mutations.mjs';
import { root } from './toolchain/paths.mjs';

/** @typedef {import('./mutation-trial/mutations.mjs').Mutation} Mutation */
/** @typedef {{ failed: string[], ended: boolean }} Outcome */

/** Copies that are worked on at one time; each runs a vitest of its own. */
const lanes = 3;
/** A bug may make a loop endless. */
const msMax = 180_000;

const wanted = process.argv.slice(2);
const chosen = mutations.filter(({ rule }) => wanted.length === 0 || wanted.includes(String(rule)));
const rest = [...chosen.entries()];
/** @type {string[]} */
const rows = [];
let missed = 0;

const folders = Array.from({ length: Math.min(lanes, chosen.length) }, copyOfTheTree);
try {
  const [first] = folders;
  const clean = first === undefined ? { failed: [], ended: true } : await runTests(first);
  if (clean.failed.length > 0 || !clean.ended) {
    console.error(`without any bug these fail:\n${clean.failed.join('\n')}`);
    process.exitCode = 1;
  } else {
    await Promise.all(folders.map(work));
    console.log(['| rule | bug | caught by |', '| --- | --- | --- |', ...rows].join('\n'));
    console.log(`\n${chosen.length - missed} of ${chosen.length} caught`);
    process.exitCode = missed === 0 ? 0 : 1;
  }
} finally {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

/** @param {string} folder */
async function work(folder) {
  for (let next = rest.shift(); next !== undefined; next = rest.shift()) {
    const [i, mutation] = next;
    const verdict = await tryOne(folder, mutation);
    rows[i] = `| ${mutation.rule} | ${mutation.what} | ${verdict} |`;
    process.stderr.write(`${String(mutation.rule).padStart(6)}  ${mutation.what}: ${verdict}\n`);
  }
}

/** @param {string} folder @param {Mutation} mutation */
async function tryOne(folder, { rule, file, find, replace }) {
  const path = join(folder, file);
  const source = readFileSync(path, 'utf8');
  if (source.split(find).length !== 2) {
    missed++;
    return `**cannot be planted**: its text stands ${source.split(find).length - 1} times in ${basename(file)}`;
  }
  writeFileSync(
    path,
    source.replace(find, () => replace),
  );
  const { failed, ended } = await runTests(folder);
  writeFileSync(path, source);
  if (!ended) return `no end within ${msMax / 1000} s`;
  const named = failed.filter((title) => title.includes(rule === 'Output' ? 'Output:' : `rule ${rule}:`));
  if (failed.length === 0) missed++;
  if (failed.length === 0) return '**survives**';
  const [one] = named.length > 0 ? named : failed;
  return `${named.length} tests of the rule, ${failed.length - named.length} others; ${named.length > 0 ? '' : '**only**: '}“${one}”`;
}

/** @param {string} folder @returns {Promise<Outcome>} */
function runTests(folder) {
  const report = join(folder, 'report.json');
  rmSync(report, { force: true });
  return new Promise((resolve) => {
    const vitest = join(folder, 'node_modules/vitest/vitest.mjs');
    const args = [vitest, 'run', 'tests/semantics', '--reporter=json', `--outputFile=${report}`];
    const child = spawn(process.execPath, args, { cwd: folder, stdio: 'ignore' });
    const timer = setTimeout(() => child.kill('SIGKILL'), msMax);
    child.on('close', () => {
      clearTimeout(timer);
      resolve(readReport(report));
    });
  });
}

/** @param {string} path @returns {Outcome} */
function readReport(path) {
  let text;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return { failed: [], ended: false };
  }
  /** @type {{ testResults: { name: string, status: string, assertionResults: { title: string, status: string }[] }[] }} */
  const { testResults } = JSON.parse(text);
  const failed = testResults.flatMap(({ name, status, assertionResults }) => {
    const titles = assertionResults.filter((test) => test.status === 'failed').map(({ title }) => title);
    return titles.length === 0 && status === 'failed' ? [`all of ${basename(name)}`] : titles;
  });
  return { failed, ended: true };
}

/** What is installed is not copied: its links lead back here, those between the packages into the copy. */
function copyOfTheTree() {
  const folder = mkdtempSync(join(tmpdir(), 'nudge-mutation-'));
  const left = new Set([join(root, 'node_modules', '.pnpm'), join(root, '.git'), join(root, 'out')]);
  for (const part of [
    'packages',
    'tests',
    'node_modules',
    'package.json',
    'vitest.config.ts',
    'tsconfig.base.json',
  ]) {
    cpSync(join(root, part), join(folder, part), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (source) => !left.has(source) && basename(source) !== 'dist' && basename(source) !== '.cache',
    });
  }
  symlinkSync(join(root, 'node_modules', '.pnpm'), join(folder, 'node_modules', '.pnpm'));
  return folder;
}
