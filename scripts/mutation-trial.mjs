// Plants bugs, one at a time, and says which tests of the semantics catch each (`scripts/mutation-trial/mutations.mjs`):
//
//   node scripts/toolchain.mjs run scripts/mutation-trial.mjs            all of them
//   node scripts/toolchain.mjs run scripts/mutation-trial.mjs 12 Output  those of some rules
//
// It works on copies in the temporary folder, so that nothing of the tree is touched. A bug counts as caught by its
// rule when a test fails whose title names it. It ends with 1 if a bug survives, or if one cannot be planted any more
// because the code has changed.
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import process from 'node:process';
import { mutations } from './mutation-trial/mutations.mjs';
import { inLanes, withCopies } from './planting/copies.mjs';
import { endOfChild } from './planting/end-of-child.mjs';
import { plant } from './planting/plant.mjs';

/** @typedef {import('./mutation-trial/mutations.mjs').Mutation} Mutation */
/** @typedef {{ failed: string[], ended: boolean }} Outcome */

/** Copies that are worked on at one time; each runs a vitest of its own. */
const lanes = 3;
const msMax = 180_000;

const wanted = process.argv.slice(2);
const chosen = mutations.filter(({ rule }) => wanted.length === 0 || wanted.includes(String(rule)));
/** @type {string[]} */
const rows = [];
let missed = 0;

await withCopies({ count: Math.min(lanes, chosen.length), parts: ['scripts'] }, async (folders) => {
  const [first] = folders;
  const clean = first === undefined ? { failed: [], ended: true } : await runTests(first);
  if (clean.failed.length > 0 || !clean.ended) {
    console.error(`without any bug these fail:\n${clean.failed.join('\n')}`);
    process.exitCode = 1;
    return;
  }
  await inLanes(folders, chosen, async (folder, mutation, i) => {
    const verdict = await tryOne(folder, mutation);
    rows[i] = `| ${mutation.rule} | ${mutation.what} | ${verdict} |`;
    process.stderr.write(`${String(mutation.rule).padStart(6)}  ${mutation.what}: ${verdict}\n`);
  });
  console.log(['| rule | bug | caught by |', '| --- | --- | --- |', ...rows].join('\n'));
  console.log(`\n${chosen.length - missed} of ${chosen.length} caught`);
  process.exitCode = missed === 0 ? 0 : 1;
});

/** @param {string} folder @param {Mutation} mutation */
async function tryOne(folder, mutation) {
  const { rule } = mutation;
  const planted = plant(folder, mutation);
  if (planted.kind === 'not') {
    missed++;
    return planted.verdict;
  }
  const { failed, ended } = await runTests(folder);
  planted.remove();
  if (!ended) return `no end within ${msMax / 1000} s`;
  const named = failed.filter((title) => title.includes(rule === 'Output' ? 'Output:' : `rule ${rule}:`));
  if (failed.length === 0) missed++;
  if (failed.length === 0) return '**survives**';
  const [one] = named.length > 0 ? named : failed;
  return `${named.length} tests of the rule, ${failed.length - named.length} others; ${named.length > 0 ? '' : '**only**: '}“${one}”`;
}

/** @param {string} folder @returns {Promise<Outcome>} */
async function runTests(folder) {
  const report = join(folder, 'report.json');
  rmSync(report, { force: true });
  const vitest = join(folder, 'node_modules/vitest/vitest.mjs');
  const args = [vitest, 'run', 'tests/semantics', '--reporter=json', `--outputFile=${report}`];
  await endOfChild(spawn(process.execPath, args, { cwd: folder, stdio: 'ignore' }), msMax);
  return readReport(report);
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
  // A vitest that could not begin reports, too.
  return { failed, ended: testResults.length > 0 };
}
