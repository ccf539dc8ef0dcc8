import type { E2eResults } from '../e2e/rows.ts';
import type { Machine } from '../machine.ts';
import type { StatefulRow } from '../stateful/job.ts';
import type { StatelessRow } from '../stateless/job.ts';
import type { ToolRow } from '../tools/job.ts';

/** What `npm run bench` and `npm run bench:e2e` write with --json FILE; a section that was not asked for is not there. */
export interface Results extends Partial<Omit<E2eResults, 'machine'>> {
  readonly machine: Machine;
  readonly stateless?: readonly StatelessRow[];
  readonly stateful?: readonly StatefulRow[];
  readonly compile?: readonly ToolRow[];
  readonly load?: readonly ToolRow[];
}

export function readResults(text: string): Results {
  const results = JSON.parse(text) as Partial<Results> | null;
  if (results?.machine === undefined) throw new Error('these are not the results of npm run bench');
  return { ...results, machine: results.machine };
}

/** Sections that were measured in runs of their own; of one that is there twice the last counts. */
export function joinResults(runs: readonly Results[]): Results {
  const machines = new Set(runs.map(({ machine }) => JSON.stringify(machine)));
  const [first, ...others] = runs;
  if (first === undefined || machines.size > 1) throw new Error('the runs are not of one machine');
  return Object.assign({}, first, ...others) as Results;
}

/** How many rules were measured, few first. */
export function ruleCounts(rows: readonly StatelessRow[]): readonly number[] {
  return [...new Set(rows.map(({ rules }) => rules))].sort((a, b) => a - b);
}

/** Rows that match have matches; the others are stages of the way that an event takes. */
export function isMatching(row: StatelessRow): boolean {
  return row.matchesPerEvent !== undefined;
}
