import { displayLine, displayWidth } from '@nudge/dsl';
import type { Paint } from '../paint.ts';

/** A table for people: the first column (or so many) on the left, the others, which hold numbers, on the right. */
export function tableText(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  paint: Paint,
  texts: number = 1,
): string {
  const [head = [], ...body] = [header, ...rows].map((row) => row.map(displayLine));
  const widths = head.map((_, column) =>
    Math.max(...[head, ...body].map((row) => displayWidth(row[column] ?? ''))),
  );
  const line = (row: readonly string[]): string => {
    const cells = widths.map((width, column) => {
      const cell = row[column] ?? '';
      const space = ' '.repeat(width - displayWidth(cell));
      return column < texts ? cell + space : space + cell;
    });
    return cells.join('  ').trimEnd();
  };
  return [paint.bold(line(head)), ...body.map(line)].map((text) => `  ${text}\n`).join('');
}
