import { readCellValue } from './field-value.ts';
import type { FieldInput } from './fields.ts';

export interface CsvRecord {
  readonly header: readonly string[];
  readonly cells: readonly string[];
}

/** One header serves a whole file, so its index is made once. Of two columns of one name the first counts. */
const indexes = new WeakMap<readonly string[], ReadonlyMap<string, number>>();

function indexOf(header: readonly string[]): ReadonlyMap<string, number> {
  let index = indexes.get(header);
  if (index === undefined) {
    const made = new Map<string, number>();
    header.forEach((name, i) => {
      if (!made.has(name)) made.set(name, i);
    });
    index = made;
    indexes.set(header, index);
  }
  return index;
}

/** The cell of a column; an empty or absent one is `undefined`. */
export function cellAt({ header, cells }: CsvRecord, column: string): string | undefined {
  const i = indexOf(header).get(column);
  const cell = i === undefined ? undefined : cells[i];
  return cell === '' ? undefined : cell;
}

/** The cells of a record as the fields of a profile; `skip` are columns that mean something else. */
export function csvFields(record: CsvRecord, skip: readonly string[]): FieldInput {
  return {
    read: (name, type) => {
      const cell = cellAt(record, name);
      return cell === undefined ? null : readCellValue(cell, type, 'UTC');
    },
    isNull: () => false,
    names: () => record.header.filter((name) => !skip.includes(name)),
  };
}
