import { runSeeds, type SeedReport } from '../../tests/simulate/run-seeds.ts';
import { failureText, summaryText } from '../../tests/simulate/seed-text.ts';

/** Prints all that happens in one seed; says how to exit. */
export async function traceOne(seed: number): Promise<number> {
  const reports: SeedReport[] = [];
  await runSeeds({ from: seed, end: seed + 1, step: 1 }, (report) => reports.push(report), {
    onLine: (line) => console.log(line),
  });
  const [report] = reports;
  if (report === undefined) throw new Error(`seed ${seed} gave nothing`);
  const failed = report.violations.length > 0;
  if (failed) console.error(failureText({ ...report, tail: [] }));
  console.log(summaryText(1, report.counts, failed ? 1 : 0));
  return failed ? 1 : 0;
}
