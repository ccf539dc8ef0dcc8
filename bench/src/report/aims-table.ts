import type { StatefulRow } from '../stateful/job.ts';
import type { StatelessRow } from '../stateless/job.ts';
import { figure } from '../table.ts';
import type { ToolRow } from '../tools/job.ts';
import { markdownTable } from './markdown.ts';
import type { Results } from './results.ts';

interface Aim {
  readonly what: string;
  readonly wanted: string;
  /** NaN: not measured. */
  readonly measured: number;
  readonly unit: string;
}

/** What the engine was to reach, beside what was measured. */
export function aimsTable(results: Results): string {
  return markdownTable<Aim>(
    [
      ...statelessAims(results.stateless ?? []),
      ...statefulAims(results.stateful ?? []),
      ...toolAims(results),
    ],
    [
      { title: 'what', cell: ({ what }) => what, left: true },
      { title: 'aim', cell: ({ wanted }) => wanted },
      {
        title: 'measured',
        cell: ({ measured, unit }) => (Number.isNaN(measured) ? '–' : `${figure(measured)}${unit}`),
      },
    ],
  );
}

function statelessAims(rows: readonly StatelessRow[]): Aim[] {
  const at = (name: string, rules = 10_000): StatelessRow | undefined =>
    rows.find((row) => row.name === name && row.rules === rules);
  const time = (name: string, rules?: number): number => at(name, rules)?.nsPerEvent ?? Number.NaN;
  const noMatch = (rules: number): number => at('nudge', rules)?.nsNoMatch ?? Number.NaN;
  const memory = (name: string): number => at(name)?.rssMB ?? Number.NaN;
  return [
    aim('indexed ÷ nudge, 10,000 rules', '≥ 1.0', time('indexed') / time('nudge')),
    aim('codegen ÷ nudge, 10,000 rules', '1.0', time('codegen') / time('nudge')),
    aim('memory of codegen ÷ nudge (process)', '10', memory('codegen') / memory('nudge')),
    aim('zen ÷ nudge, 10,000 rules', '≥ 20', time('zen') / time('nudge')),
    aim('json-rules-engine ÷ nudge, 10,000 rules', '≥ 500', time('json-rules-engine') / time('nudge')),
    aim('100 → 10,000 rules: growth of an event that nothing matches', '< 2', noMatch(10_000) / noMatch(100)),
    aim('decode ÷ JSON.parse', '≤ 1.5', time('decode') / time('JSON.parse')),
  ];
}

function statefulAims(rows: readonly StatefulRow[]): Aim[] {
  const at = (segments: number, users: number): StatefulRow | undefined =>
    rows.find((row) => row.name === 'nudge' && row.segments === segments && row.users === users);
  const time = (segments: number, users: number): number => at(segments, users)?.nsPerEvent ?? Number.NaN;
  const many = at(10_000, 1_000_000);
  const stored = many?.storedBytesPerUser ?? Number.NaN;
  const foretold = many?.foretoldBytesPerUser ?? Number.NaN;
  return [
    aim('events/s, 10,000 segments, 10,000 users', '≥ 200,000', 1e9 / time(10_000, 10_000), ''),
    aim('100 → 10,000 segments: growth of cost', '< 3', time(10_000, 10_000) / time(100, 10_000)),
    aim('10,000 → 1,000,000 users: growth of cost', '≤ 2', time(10_000, 1_000_000) / time(10_000, 10_000)),
    aim('stored bytes of a user ÷ foretold, 1,000,000 users', '1.0', stored / foretold),
  ];
}

function toolAims({ compile = [], load = [] }: Results): Aim[] {
  const ms = (name: ToolRow['name'], rules: number): number =>
    [...compile, ...load].find((row) => row.name === name && row.rules === rules)?.ms ?? Number.NaN;
  return [
    aim('compile 10,000 rules, start to end', '< 2,000 ms', ms('compile-command', 10_000), ' ms'),
    aim('load 10,000 rules, start to first event', '< 1,000 ms', ms('load', 10_000), ' ms'),
    aim('check after an edit among 1,000 rules', '< 50 ms', ms('recheck', 1000), ' ms'),
  ];
}

function aim(what: string, wanted: string, measured: number, unit = '×'): Aim {
  return { what, wanted, measured, unit };
}
