import type { ExpectedRow } from './expected-row.ts';

/**
 * Rows under their id and how many came with it so far: `<id> 1`, … Few ids come twice by right: a late event that is
 * sent again is late again, under one id.
 */
export function numbered(rows: readonly ExpectedRow[]): ReadonlyMap<string, ExpectedRow> {
  const counts = new Map<string, number>();
  return new Map(
    rows.map((row) => {
      const count = (counts.get(row.id) ?? 0) + 1;
      counts.set(row.id, count);
      return [`${row.id} ${count}`, row];
    }),
  );
}
