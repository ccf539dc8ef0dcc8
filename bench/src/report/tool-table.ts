import { type Column, figure, percent } from '../table.ts';
import type { ToolRow } from '../tools/job.ts';
import { markdownTable } from './markdown.ts';

export function toolTable(rows: readonly ToolRow[]): string {
  const hasSize = rows.some(({ kB }) => kB !== undefined);
  const size: Column<ToolRow> = { title: 'bundle kB', cell: ({ kB }) => kB?.toLocaleString('en') ?? '–' };
  return markdownTable<ToolRow>(rows, [
    { title: 'what', cell: ({ name }) => name, left: true },
    { title: 'rules', cell: ({ rules }) => rules.toLocaleString('en') },
    { title: 'ms', cell: ({ ms }) => figure(ms) },
    { title: 'first ms', cell: ({ firstMs }) => figure(firstMs) },
    { title: 'spread', cell: ({ spread }) => percent(spread) },
    ...(hasSize ? [size] : []),
  ]);
}
