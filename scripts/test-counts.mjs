import { writeFileSync } from 'node:fs';
import process from 'node:process';

/**
 * A vitest reporter that only counts, for `scripts/test.mjs`, and keeps what `tests/services/left-out.ts` left out. A
 * file that breaks before its tests run and an error outside any test count as one failure each: neither may hide behind
 * "0 failed".
 */
export default class TestCounts {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly unknown[]} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    /** @type {string[]} */
    const leftOut = [];
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0, leftOut };
    for (const module of modules) {
      let failedHere = 0;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') counts.passed += 1;
        else if (state === 'failed') failedHere += 1;
        else {
          counts.skipped += 1;
          const [what, why] = test.name.split(': left out, ');
          if (why !== undefined) leftOut.push(`${module.relativeModuleId}: ${what} (${why})`);
        }
      }
      if (failedHere === 0 && !module.ok()) failedHere = 1;
      counts.failed += failedHere;
    }
    const file = process.env['NUDGE_TEST_COUNTS'];
    if (file !== undefined) writeFileSync(file, JSON.stringify(counts));
  }
}
