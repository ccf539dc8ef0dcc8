import type { Column } from '../table.ts';

/** A table as Markdown, its columns as wide as they need to be for whoever reads the source. */
export function markdownTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const cells = [
    columns.map(({ title }) => title),
    ...rows.map((row) => columns.map(({ cell }) => cell(row))),
  ];
  const widths = columns.map((_, i) => Math.max(3, ...cells.map((line) => line[i]?.length ?? 0)));
  const lines = cells.map((line) =>
    joined(
      line.map((cell, i) =>
        columns[i]?.left === true ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0),
      ),
    ),
  );
  const rule = joined(
    widths.map((width, i) => (columns[i]?.left === true ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)),
  );
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

function joined(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Puts each text between `<!-- table:NAME -->` and `<!-- end -->`; what is not given stays as it stands. */
export function fillTables(page: string, tables: ReadonlyMap<string, string>): string {
  let filled = page;
  for (const [name, table] of tables) {
    const begin = `<!-- table:${name} -->\n`;
    const from = filled.indexOf(begin);
    const to = from < 0 ? -1 : filled.indexOf('<!-- end -->', from);
    if (to < 0) throw new Error(`the page has no place for the table ${name}`);
    filled = `${filled.slice(0, from)}${begin}\n${table}\n\n${filled.slice(to)}`;
  }
  return filled;
}
