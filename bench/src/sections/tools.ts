import type { Request } from '../args.ts';
import { showProgress } from '../progress.ts';
import { runJob } from '../run-job.ts';
import { nudgeFiles } from '../stateless/nudge-text.ts';
import { makeWorkload } from '../stateless/workload.ts';
import { type Column, figure, percent, tableLines } from '../table.ts';
import type { ToolJob, ToolRow } from '../tools/job.ts';
import type { Workspace } from './workspace.ts';

const RULES: readonly number[] = [1000, 10_000];
const NAMES = {
  compile: ['compile', 'compile-command', 'check', 'recheck'],
  load: ['load'],
} as const satisfies Record<ToolJob['section'], readonly ToolJob['name'][]>;

export async function measureTools(
  section: ToolJob['section'],
  request: Request,
  workspace: Workspace,
): Promise<ToolRow[]> {
  const rows: ToolRow[] = [];
  for (const rules of request.rules ?? RULES) {
    const name = `nudges-${rules}`;
    const files = (): ReturnType<typeof nudgeFiles> => nudgeFiles(makeWorkload(rules).rules);
    const sources = workspace.sources(name, files);
    // Loading needs a bundle that is there, compiling one that may be replaced.
    const bundle = section === 'load' ? workspace.bundle(name, files) : workspace.target(name);
    for (const tool of NAMES[section]) {
      showProgress(`${section}: ${tool}, ${rules} rules`);
      const runs = request.quick ? 3 : 5;
      rows.push(...(await runJob<ToolRow>({ section, name: tool, rules, sources, bundle, runs })));
    }
  }
  return rows;
}

export function toolText(section: ToolJob['section'], rows: readonly ToolRow[]): string[] {
  const columns: Column<ToolRow>[] = [
    { title: 'name', cell: ({ name }) => name, left: true },
    { title: 'rules', cell: ({ rules }) => figure(rules) },
    { title: 'ms', cell: ({ ms }) => figure(ms) },
    { title: 'first', cell: ({ firstMs }) => figure(firstMs) },
    { title: 'spread', cell: ({ spread }) => percent(spread) },
    ...(section === 'load' ? [{ title: 'bundle kB', cell: ({ kB }: ToolRow): string => figure(kB) }] : []),
  ];
  const titles = {
    compile:
      'compile: sources to a bundle (compile-command: nudgec, start to end; recheck: after one line is edited)',
    load: 'load: from the start of a process to its first event taken',
  };
  return [titles[section], ...tableLines(rows, columns)];
}
