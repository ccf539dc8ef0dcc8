import type { Cell } from '../tables.ts';

/**
 * A column as the text of a Postgres array: one parameter holds any number of rows, and neither driver has to know its type.
 * Numbers are written in full, texts always quoted.
 */
export function arrayText(cells: readonly Cell[]): string {
  let text = '{';
  cells.forEach((cell, i) => {
    if (i > 0) text += ',';
    if (cell === null) text += 'NULL';
    else text += typeof cell === 'string' ? `"${cell.replace(/["\\]/g, '\\$&')}"` : String(cell);
  });
  return `${text}}`;
}
