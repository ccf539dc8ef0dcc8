import type { StatelessRow } from '../stateless/job.ts';
import { type Column, figure, percent, ratio } from '../table.ts';
import { markdownTable } from './markdown.ts';
import { isMatching, ruleCounts } from './results.ts';

/** One line for each engine, one column for each number of rules: µs for an event. */
export function statelessTable(rows: readonly StatelessRow[]): string {
  const counts = ruleCounts(rows);
  const most = counts.at(-1) ?? 0;
  const at = (name: string, rules: number): StatelessRow | undefined =>
    rows.find((row) => row.name === name && row.rules === rules);
  const names = [...new Set(rows.filter(isMatching).map(({ name }) => name))];
  if (rows.some(({ name }) => name === 'JSON.parse')) names.push('JSON.parse');
  const columns: Column<string>[] = [
    { title: 'µs for an event, at rules:', cell: (name) => name, left: true },
    ...counts.map((rules) => ({
      title: rules.toLocaleString('en'),
      cell: (name: string): string => microseconds(at(name, rules)),
    })),
    { title: 'spread', cell: (name) => greatestSpread(rows.filter((row) => row.name === name)) },
    { title: 'beside nudge', cell: (name) => beside(at(name, most), at('nudge', most)) },
    { title: 'heap MB', cell: (name) => figure(at(name, most)?.heapMB) },
    { title: 'process MB', cell: (name) => figure(at(name, most)?.rssMB) },
    { title: 'peak MB', cell: (name) => figure(at(name, most)?.peakMB) },
  ];
  const ours = counts.map((rules) => at('nudge', rules));
  const matches = ours.map((row) => figure(row?.matchesPerEvent)).join(', ');
  const noMatch = ours.map((row) => figure((row?.nsNoMatch ?? Number.NaN) / 1000)).join(', ');
  return `${markdownTable(names, columns)}

Matches of an event: ${matches}. An event that no rule matches costs nudge ${noMatch} µs. The columns behind the spread are at
${most.toLocaleString('en')} rules.`;
}

/** What an event, an id or a text costs besides matching, each beside what bounds it. */
export function stagesTable(rows: readonly StatelessRow[]): string {
  const most = ruleCounts(rows).at(-1);
  const measured = rows.filter(({ rules }) => rules === most);
  const bounds = (row: StatelessRow): StatelessRow | undefined =>
    measured.find(({ name }) => name === row.bound);
  return markdownTable<StatelessRow>(
    measured.filter((row) => !isMatching(row)),
    [
      { title: 'stage', cell: ({ name }) => name, left: true },
      { title: 'µs', cell: microseconds },
      { title: 'of one', cell: ({ per = 'event' }) => per, left: true },
      { title: 'spread', cell: (row) => greatestSpread([row]) },
      { title: 'beside', cell: (row) => beside(row, bounds(row)) },
      { title: 'what bounds it', cell: ({ name, bound = '' }) => (bound === name ? '–' : bound), left: true },
    ],
  );
}

function microseconds(row: StatelessRow | undefined): string {
  return row === undefined ? '–' : `${figure(row.nsPerEvent / 1000)}${row.settled ? '' : ' !'}`;
}

function beside(row: StatelessRow | undefined, base: StatelessRow | undefined): string {
  return row === undefined || row === base ? '–' : ratio(row.nsPerEvent, base?.nsPerEvent);
}

function greatestSpread(rows: readonly StatelessRow[]): string {
  return percent(Math.max(...rows.map(({ spread }) => spread)));
}
