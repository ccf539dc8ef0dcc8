import type { Line } from './read-lines.ts';

/** A row of a CSV file; `cells` is null where the file is damaged. Lines count from 1 (the header). */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[] | null;
  /** The first physical line, for a header that has to be read although it is damaged. */
  readonly text: string;
}

/**
 * Puts lines together to rows, as RFC 4180 has them: cells between commas, `"…"` around those that hold commas,
 * quotes (`""`) or line ends. A quote inside a cell that does not begin with one is an ordinary character.
 *
 * A row is damaged where text follows a closing quote, where the file or `charsMax` ends before the quote is closed,
 * and where a line is too long. Then only its first line is given up and reading goes on behind that: a stray
 * quote costs its own line and not the rest of the file, which is why this is no `csv-parse`. The work stays linear: what a quote has swallowed holds only doubled quotes, so when
 * it is read again each of its lines ends in itself.
 *
 * Line numbers: an empty line counts one, a row counts one however many lines it spans (semantics, rule 1).
 */
export class CsvRows {
  readonly #charsMax: number;
  #line = 0;
  #open: OpenRow | null = null;

  constructor(charsMax: number) {
    this.#charsMax = charsMax;
  }

  /** The rows that are complete with these lines. */
  take(lines: readonly Line[]): CsvRow[] {
    const rows: CsvRow[] = [];
    for (const line of lines) this.#takeLine(line, rows);
    return rows;
  }

  /** The rows that are complete, or will never be, because the file ends here. */
  end(): CsvRow[] {
    const rows: CsvRow[] = [];
    while (this.#open !== null) {
      const { lines } = this.#open;
      this.#open = null;
      this.#giveUp(lines, rows);
    }
    return rows;
  }

  #takeLine(line: Line, rows: CsvRow[]): void {
    if (this.#open !== null) this.#continue(this.#open, line, rows);
    else if (line === null) rows.push({ line: ++this.#line, cells: null, text: '' });
    else if (line === '' || line === '\r') this.#line += 1;
    else if (line.includes('"')) this.#continue(new OpenRow(), line, rows);
    else rows.push({ line: ++this.#line, cells: withoutReturn(line).split(','), text: line });
  }

  #continue(row: OpenRow, line: Line, rows: CsvRow[]): void {
    this.#open = null;
    const state = row.take(line);
    if (state === 'whole') rows.push({ line: ++this.#line, cells: row.cells, text: row.lines[0] ?? '' });
    else if (state === 'open' && row.weight <= this.#charsMax) this.#open = row;
    else this.#giveUp(row.lines, rows);
  }

  #giveUp(lines: readonly Line[], rows: CsvRow[]): void {
    rows.push({ line: ++this.#line, cells: null, text: lines[0] ?? '' });
    for (let i = 1; i < lines.length; i++) this.#takeLine(lines[i] as Line, rows);
  }
}

/** What holding a line costs beside its characters: a million empty lines are not nothing. */
const LINE_WEIGHT = 32;

/** A row of which some line holds a quote. */
class OpenRow {
  readonly cells: string[] = [];
  readonly lines: Line[] = [];
  weight = 0;
  /** The pieces of the quoted cell that goes on in the next line; null outside quotes. */
  #quoted: string[] | null = null;

  take(line: Line): 'whole' | 'open' | 'damaged' {
    this.lines.push(line);
    if (line === null) return 'damaged';
    this.weight += line.length + LINE_WEIGHT;
    let at = 0;
    for (;;) {
      if (this.#quoted === null) {
        if (line.charCodeAt(at) !== QUOTE) {
          const comma = line.indexOf(',', at);
          this.cells.push(comma < 0 ? withoutReturn(line.slice(at)) : line.slice(at, comma));
          if (comma < 0) return 'whole';
          at = comma + 1;
          continue;
        }
        this.#quoted = [];
        at += 1;
      }
      const quote = line.indexOf('"', at);
      if (quote < 0) {
        this.#quoted.push(line.slice(at), '\n');
        return 'open';
      }
      this.#quoted.push(line.slice(at, quote));
      at = quote + 1;
      if (line.charCodeAt(at) === QUOTE) {
        this.#quoted.push('"');
        at += 1;
        continue;
      }
      this.cells.push(this.#quoted.join(''));
      this.#quoted = null;
      if (at === line.length || (at === line.length - 1 && line.charCodeAt(at) === RETURN)) return 'whole';
      if (line.charCodeAt(at) !== COMMA) return 'damaged';
      at += 1;
    }
  }
}

const QUOTE = 34;
const COMMA = 44;
const RETURN = 13;

/** CRLF ends a line too; inside quotes the CR stays, as it is part of the value. */
function withoutReturn(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}
