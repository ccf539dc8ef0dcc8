import type { Request } from '../args.ts';
import { showProgress } from '../progress.ts';
import { runJob } from '../run-job.ts';
import { STAGES, type StageName } from '../stages/stage.ts';
import { ENGINES, type EngineName } from '../stateless/engines.ts';
import type { StatelessRow } from '../stateless/job.ts';
import { nudgeFiles } from '../stateless/nudge-text.ts';
import { makeWorkload } from '../stateless/workload.ts';
import { type Column, figure, percent, ratio, tableLines } from '../table.ts';
import type { Workspace } from './workspace.ts';

const RULES: readonly number[] = [10, 100, 1000, 10_000];

export async function measureStateless(request: Request, workspace: Workspace): Promise<StatelessRow[]> {
  const rows: StatelessRow[] = [];
  const counts = request.rules ?? RULES;
  const { pace } = request;
  for (const rules of counts) {
    const bundle = workspace.bundle(`nudges-${rules}`, () => nudgeFiles(makeWorkload(rules).rules));
    for (const name of ENGINES.filter((engine) => isAsked(engine, request))) {
      showProgress(`stateless: ${name}, ${rules} rules`);
      rows.push(
        ...(await runJob<StatelessRow>({ section: 'stateless', kind: 'match', name, rules, bundle, pace })),
      );
    }
    for (const name of stagesAt(rules, counts).filter((stage) => isAsked(stage, request))) {
      showProgress(`stateless: ${name}, ${rules} rules`);
      rows.push(
        ...(await runJob<StatelessRow>({ section: 'stateless', kind: 'stage', name, rules, bundle, pace })),
      );
    }
  }
  return rows;
}

function isAsked(name: EngineName | StageName, { names }: Request): boolean {
  return names === null || names.includes(name);
}

/** What does not depend on the rules is measured once, beside the most of them. */
function stagesAt(rules: number, counts: readonly number[]): readonly StageName[] {
  return rules === Math.max(...counts) ? STAGES : ['JSON.parse'];
}

export function statelessText(rows: readonly StatelessRow[]): string[] {
  const at = (name: string, rules: number): number | undefined =>
    rows.find((row) => row.name === name && row.rules === rules)?.nsPerEvent;
  const columns: Column<StatelessRow>[] = [
    { title: 'name', cell: ({ name }) => name, left: true },
    { title: 'rules', cell: ({ rules }) => figure(rules) },
    { title: 'µs', cell: ({ nsPerEvent }) => figure(nsPerEvent / 1000) },
    { title: 'of an', cell: ({ per }) => per ?? 'event', left: true },
    { title: 'spread', cell: ({ spread, settled }) => `${percent(spread)}${settled ? '' : ' !'}` },
    { title: 'matches', cell: ({ matchesPerEvent }) => figure(matchesPerEvent) },
    { title: 'no match ns', cell: ({ nsNoMatch }) => figure(nsNoMatch) },
    { title: 'heap MB', cell: ({ heapMB }) => figure(heapMB) },
    { title: 'rss MB', cell: ({ rssMB }) => figure(rssMB) },
    { title: 'peak MB', cell: ({ peakMB }) => figure(peakMB) },
    {
      title: 'beside',
      cell: ({ rules, nsPerEvent, bound = 'nudge' }) => `${ratio(nsPerEvent, at(bound, rules))} ${bound}`,
      left: true,
    },
  ];
  return [
    'stateless: one event against the rules of its type (!: windows still moved when warming ended)',
    ...tableLines(rows, columns),
  ];
}
