import { relative } from 'node:path';
import process from 'node:process';
import { Coverage } from '../../tests/laws/generate/index.ts';
import { type Failure, type Progress, type RunReport, runLaws } from '../../tests/laws/run-laws.ts';
import type { Request } from './arguments.ts';

/** Runs, tells, and says how to exit. `keep` puts a counterexample into a folder. */
export async function fuzz(request: Request, keep: (failure: Failure) => string): Promise<number> {
  const { seed, seconds, pairs, laws } = request;
  const coverage = new Coverage();
  const progress = new ProgressLine(seed);
  // Whoever has seen enough wants the table; a second Ctrl-C ends it at once.
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  const report = await runLaws({
    laws,
    seed,
    pairsMax: pairs,
    msMax: seconds * 1000,
    signal: stop.signal,
    onCase: ({ program }, soFar) => {
      if (request.coverage) coverage.add(program);
      progress.show(soFar);
    },
    onFailure: (failure) => {
      progress.clear();
      console.error(failureText(failure, keep(failure)));
    },
  });
  progress.clear();
  if (request.coverage) console.log(`${coverage.report()}\n`);
  console.log(summary(report, seed));
  return report.laws.every(({ failures }) => failures === 0) ? 0 : 1;
}

function failureText({ law, pairs, message, seed }: Failure, folder: string): string {
  const only = law === 'well-typed' ? '' : ` --law ${law}`;
  return [
    `${law} failed after ${pairs} pairs: ${message}`,
    `kept in ${relative(process.cwd(), folder)}; the same again: npm run fuzz -- --seed ${seed}${only} --pairs 400`,
    '',
  ].join('\n');
}

function summary({ laws, programs, pairs, ms, failures }: RunReport, seed: number): string {
  const width = Math.max(...laws.map(({ law }) => law.length));
  const row = (...cells: readonly (string | number)[]): string =>
    cells.map((cell, i) => (i === 0 ? String(cell).padEnd(width) : String(cell).padStart(10))).join('');
  return [
    row('law', 'pairs', 'failures'),
    ...laws.map((each) => row(each.law, each.pairs, each.failures)),
    '',
    `seed ${seed}: ${programs} programs, ${pairs} pairs, ${(ms / 1000).toFixed(1)} s, ` +
      `${failures.length === 0 ? 'no law failed' : `${failures.length} of the laws failed`}`,
  ].join('\n');
}

const SHOW_EVERY_MS = 500;

/** One line that changes, on a terminal only. */
class ProgressLine {
  private shownMs = -Infinity;
  private readonly seed: number;

  constructor(seed: number) {
    this.seed = seed;
  }

  show({ programs, pairs, ms }: Progress): void {
    if (!process.stderr.isTTY || ms - this.shownMs < SHOW_EVERY_MS) return;
    this.shownMs = ms;
    const rate = Math.round(pairs / (ms / 1000));
    process.stderr.write(
      `\r\u001b[Kseed ${this.seed}: ${programs} programs, ${pairs} pairs, ${Math.round(ms / 1000)} s, ${rate} pairs a second`,
    );
  }

  clear(): void {
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  }
}
