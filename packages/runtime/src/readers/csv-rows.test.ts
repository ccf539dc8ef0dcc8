import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CsvRow, CsvRows } from './csv-rows.ts';

function rowsOf(text: string, charsMax = 10_000): CsvRow[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const rows = new CsvRows(charsMax);
  return [...rows.take(lines), ...rows.end()];
}

const cellsOf = (text: string, charsMax?: number): (readonly string[] | null)[] =>
  rowsOf(text, charsMax).map(({ cells }) => cells);

describe('rows of a CSV file', () => {
  test('cells stand between commas, an empty one is empty text', () => {
    expect(cellsOf('a,b,c\n1,,3\n,,\n')).toEqual([
      ['a', 'b', 'c'],
      ['1', '', '3'],
      ['', '', ''],
    ]);
  });

  test('quotes keep commas, quotes and line ends', () => {
    expect(cellsOf('a,"b, ""c""","d\ne"\n')).toEqual([['a', 'b, "c"', 'd\ne']]);
  });

  test('a quote inside an unquoted cell is a character like any other', () => {
    expect(cellsOf('5" pipe,"x"\n')).toEqual([['5" pipe', 'x']]);
  });

  test('CRLF ends a line, and inside quotes it belongs to the value', () => {
    expect(cellsOf('a,b\r\n"1\r\n2","3"\r\n')).toEqual([
      ['a', 'b'],
      ['1\r\n2', '3'],
    ]);
  });

  test('rule 1: empty lines count and give no row; a row over several lines counts once', () => {
    expect(rowsOf('h\n\n"1\n\n2"\n\r\nx\n').map(({ line }) => line)).toEqual([1, 3, 5]);
  });

  test('an unclosed quote costs its own line, not the rest of the file', () => {
    expect(rowsOf('h,i\n1,"2\n3,4\n5,6\n').map(({ line, cells }) => [line, cells])).toEqual([
      [1, ['h', 'i']],
      [2, null],
      [3, ['3', '4']],
      [4, ['5', '6']],
    ]);
  });

  test('text behind a closing quote damages the row', () => {
    expect(cellsOf('"a"b,c\nd,e\n')).toEqual([null, ['d', 'e']]);
  });

  test('a quote that runs on for longer than a record may be is given up too', () => {
    const text = `"open\n${'1,2\n'.repeat(100)}`;
    expect(cellsOf(text, 500)).toEqual([null, ...Array(100).fill(['1', '2'])]);
  });

  test('a line that was too long to hold is damaged, also inside quotes', () => {
    const rows = new CsvRows(1000);
    expect(rows.take([null, '"a', null, 'b']).map(({ line, cells }) => [line, cells])).toEqual([
      [1, null],
      [2, null],
      [3, null],
      [4, ['b']],
    ]);
  });

  test('law: what is written by the rules is read back', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', 'ü') });
    const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 1 }), { minLength: 1 }), (table) => {
        const text = table.map((row) => `${row.map(quoted).join(',')}\n`).join('');
        expect(cellsOf(text)).toEqual(table);
      }),
    );
  });

  test('law: every line that is not empty is in exactly one row, in order', () => {
    const line = fc.string({ unit: fc.constantFrom('a', '"', '""', ',', '\r') });
    fc.assert(
      fc.property(fc.array(line), fc.integer({ min: 1, max: 300 }), (lines, charsMax) => {
        const rows = new CsvRows(charsMax);
        const found = [...rows.take(lines), ...rows.end()];
        expect(found.map(({ line: at }) => at)).toEqual(
          found.map(({ line: at }) => at).toSorted((a, b) => a - b),
        );
        expect(new Set(found.map(({ line: at }) => at)).size).toBe(found.length);
        const starts = found.filter(({ cells }) => cells === null).map(({ text }) => text);
        expect(lines).toEqual(expect.arrayContaining(starts));
      }),
    );
  });

  test('the work is linear in what a quote swallows', () => {
    // Every line looks as if it opened a quote that the next one might close.
    const lines = Array.from({ length: 200_000 }, (_, i) => (i % 2 === 0 ? 'x,"a""' : '""b",y'));
    const rows = new CsvRows(1 << 23);
    expect([...rows.take(lines), ...rows.end()].length).toBeGreaterThan(0);
  });
});
