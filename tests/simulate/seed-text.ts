import type { Violation } from './base/violation.ts';
import type { Counts } from './counts.ts';
import type { SeedReport } from './run-seeds.ts';

/** A seed that broke a law, for people. */
export function failureText({ seed, violations, tail }: SeedReport): string {
  return [
    ...violations.map((violation, i) =>
      i === 0 ? violationText(seed, violation) : `also ${lawText(violation)}`,
    ),
    '',
    ...tail,
    '',
    `the same again, with the whole trace: npm run -s simulate -- --seeds 1 --from ${seed} --trace`,
    '',
  ].join('\n');
}

function violationText(seed: number, violation: Violation): string {
  const lines = [`seed ${seed} breaks ${lawText(violation)}`];
  if (violation.expected !== undefined) lines.push(`  expected ${violation.expected}`);
  if (violation.found !== undefined) lines.push(`  found    ${violation.found}`);
  return lines.join('\n');
}

function lawText({ law, message }: Violation): string {
  return `${law}: ${message}`;
}

/** `10000 seeds: 23411 crashes, … 0 violations`. */
export function summaryText(seeds: number, counts: Counts, violations: number): string {
  const { crashes, duplicates, rebalances, reloads } = counts;
  return (
    `${seeds} seeds: ${crashes} crashes, ${duplicates} duplicates, ${rebalances} rebalances, ` +
    `${reloads} reloads, ${violations} violations`
  );
}

/** What else there was: a law that had nothing to hold against holds easily. */
export function detailText(counts: Counts): string {
  const { records, rows, commits, stops, refusals, forgotten, deadLetters } = counts;
  return (
    `${records} records, ${rows} rows, ${deadLetters} dead letters, ${commits} commits, ${forgotten} of them lost by ` +
    `a store, ${stops} workers stopped and continued, ${refusals} calls failed`
  );
}
