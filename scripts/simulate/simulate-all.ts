import { fork } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { addCounts, noCounts } from '../../tests/simulate/counts.ts';
import { runSeeds, type SeedReport } from '../../tests/simulate/run-seeds.ts';
import { detailText, failureText, summaryText } from '../../tests/simulate/seed-text.ts';
import type { Seeds } from './arguments.ts';

/** So many are shown in full; of the others the seeds are told. */
const SHOWN_MAX = 5;
const SHOW_EVERY_MS = 500;

/** Runs, tells, and says how to exit. */
export async function simulateAll({ seeds, from, jobs }: Seeds): Promise<number> {
  const total = noCounts();
  const failed: number[] = [];
  const started = performance.now();
  let done = 0;
  let shownMs = -Infinity;
  const onSeed = (report: SeedReport): void => {
    done++;
    addCounts(total, report.counts);
    if (report.violations.length > 0) {
      failed.push(report.seed);
      clearLine();
      if (failed.length <= SHOWN_MAX) console.error(failureText(report));
    }
    const ms = performance.now() - started;
    if (!process.stderr.isTTY || ms - shownMs < SHOW_EVERY_MS) return;
    shownMs = ms;
    const rate = Math.round(done / (ms / 1000));
    process.stderr.write(
      `\r\u001b[K${done} of ${seeds} seeds, ${rate} a second, ${failed.length} violations`,
    );
  };
  const end = from + seeds;
  if (jobs === 1) await runSeeds({ from, end, step: 1 }, onSeed);
  else await Promise.all(Array.from({ length: jobs }, (_, i) => runInChild(from + i, end, jobs, onSeed)));
  clearLine();
  if (failed.length > SHOWN_MAX)
    console.error(`all seeds that break a law: ${failed.sort((a, b) => a - b).join(' ')}`);
  console.log(`${detailText(total)}, ${((performance.now() - started) / 1000).toFixed(0)} s`);
  console.log(summaryText(done, total, failed.length));
  return failed.length === 0 && done === seeds ? 0 : 1;
}

function runInChild(
  from: number,
  end: number,
  step: number,
  onSeed: (report: SeedReport) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = fileURLToPath(new URL('child.ts', import.meta.url));
    const child = fork(script, [from, end, step].map(String));
    child.on('message', (report) => onSeed(report as SeedReport));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`a process of the simulation ended with ${code}`));
    });
  });
}

function clearLine(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
}
