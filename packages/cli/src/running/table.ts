import type { Paint } from '../paint.ts';

/** A table for people: the first column on the left, the others, which hold numbers, on the right. */
export function tableText(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  paint: Paint,
): string {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]): string => {
    const cells = widths.map((width, column) => {
      const cell = row[column] ?? '';
      return column === 0 ? cell.padEnd(width) : cell.padStart(width);
    });
    return cells.join('  ').trimEnd();
  };
  return [paint.bold(line(header)), ...rows.map(line)].map((text) => `  ${text}\n`).join('');
}
