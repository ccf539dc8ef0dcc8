// Runs all suites and ends with one plain line: `N passed, N failed` (and `, N skipped` when there are some).
// Arguments go to vitest: `npm test -- packages/dsl`.
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { cacheFolder, makeCacheFolder, root } from './toolchain/paths.mjs';

makeCacheFolder();
const countsFile = join(cacheFolder, `test-counts-${process.pid}.json`);
const args = ['run', '--reporter=default', `--reporter=${join(root, 'scripts/test-counts.mjs')}`];
const vitest = spawn(
  process.execPath,
  [join(root, 'node_modules/vitest/vitest.mjs'), ...args, ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit', env: { ...process.env, NUDGE_TEST_COUNTS: countsFile } },
);
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.on(signal, () => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) vitest.kill(signal);
  });
}
vitest.on('close', (code, signal) => {
  const status = code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
  const counts = readCounts();
  // A run that went wrong outside any test (a crash, a reporter, a missing file) has still failed.
  const failed = status === 0 ? counts.failed : Math.max(1, counts.failed);
  for (const suite of counts.leftOut) console.log(`left out: ${suite}`);
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
  console.log(`${counts.passed} passed, ${failed} failed${skipped}`);
  process.exitCode = failed > 0 && status === 0 ? 1 : status;
});

/** @returns {{ passed: number, failed: number, skipped: number, leftOut: readonly string[] }} */
function readCounts() {
  try {
    return JSON.parse(readFileSync(countsFile, 'utf8'));
  } catch {
    return { passed: 0, failed: 0, skipped: 0, leftOut: [] };
  } finally {
    rmSync(countsFile, { force: true });
  }
}
