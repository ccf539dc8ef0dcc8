import { basename } from 'node:path';
import { isIdText, type RawRecord } from '@nudge/engine';
import { FileProblem } from '../files/file-problem.ts';
import { type CsvRow, CsvRows } from './csv-rows.ts';
import { type ReadBytesOptions, readBytes } from './read-bytes.ts';
import { LINE_BYTES_MAX, type Line, readLines } from './read-lines.ts';

export type RecordFormat = 'csv' | 'ndjson';

export interface ReadRecordsOptions extends ReadBytesOptions {
  /** Asked once, with the first character of the input that is no white space (`''` if it is not to be seen). */
  readonly chooseFormat: (firstCharacter: string) => RecordFormat;
  /** Told of the header of a CSV file, before the first record. */
  readonly onHeader?: (header: readonly string[]) => void;
  /** Longer records are rejected without being held. */
  readonly recordBytesMax?: number;
}

/**
 * The records of a file or of standard input (`-`), one array for each piece of the input, in constant memory. What
 * cannot be read as a record (a damaged row, a line beyond all measure) comes as a text that is no JSON, so that it
 * is rejected once, like any other bad record. Throws `FileProblem`.
 */
export async function* readRecords(
  path: string,
  options: ReadRecordsOptions,
): AsyncGenerator<readonly RawRecord[]> {
  const input = inputName(path);
  const bytesMax = options.recordBytesMax ?? LINE_BYTES_MAX;
  let records: RecordsOfLines | null = null;
  for await (const lines of readLines(readBytes(path, options), bytesMax)) {
    records ??=
      options.chooseFormat(firstCharacter(lines)) === 'csv'
        ? new CsvRecords(input, bytesMax, options.onHeader)
        : new JsonRecords(input);
    const taken = records.take(lines);
    if (taken.length > 0) yield taken;
  }
  const rest = records?.end() ?? [];
  if (rest.length > 0) yield rest;
}

/** What records call their input: the file's last part whole, `-` for standard input (semantics, rule 7). */
export function inputName(path: string): string {
  if (path === '-') return path;
  const name = basename(path);
  // It becomes part of ids.
  if (!isIdText(name)) throw new FileProblem(path, 'its name holds control characters');
  return name;
}

interface RecordsOfLines {
  take(lines: readonly Line[]): RawRecord[];
  end(): RawRecord[];
}

/** The text of a record that could not be read: rejected as `bad_json`, whatever the source. */
const UNREADABLE = '\u0000';

class JsonRecords implements RecordsOfLines {
  readonly #input: string;
  #line = 0;

  constructor(input: string) {
    this.#input = input;
  }

  take(lines: readonly Line[]): RawRecord[] {
    const records: RawRecord[] = [];
    for (const text of lines) {
      this.#line += 1;
      if (text === '' || text === '\r') continue;
      records.push({
        kind: 'json',
        text: text ?? UNREADABLE,
        origin: { input: this.#input, line: this.#line },
      });
    }
    return records;
  }

  end(): RawRecord[] {
    return [];
  }
}

class CsvRecords implements RecordsOfLines {
  readonly #input: string;
  readonly #rows: CsvRows;
  readonly #onHeader: ((header: readonly string[]) => void) | undefined;
  #header: readonly string[] | null = null;

  constructor(input: string, charsMax: number, onHeader: ((header: readonly string[]) => void) | undefined) {
    this.#input = input;
    this.#rows = new CsvRows(charsMax);
    this.#onHeader = onHeader;
  }

  take(lines: readonly Line[]): RawRecord[] {
    return this.#records(this.#rows.take(lines));
  }

  end(): RawRecord[] {
    return this.#records(this.#rows.end());
  }

  #records(rows: readonly CsvRow[]): RawRecord[] {
    const records: RawRecord[] = [];
    for (const { line, cells, text } of rows) {
      const origin = { input: this.#input, line };
      if (this.#header === null) {
        // A damaged header names what it names: columns that are then not found are missing in every record.
        this.#header = cells ?? text.split(',');
        this.#onHeader?.(this.#header);
      } else if (cells === null) records.push({ kind: 'json', text: UNREADABLE, origin });
      else records.push({ kind: 'csv', header: this.#header, cells, origin });
    }
    return records;
  }
}

function firstCharacter(lines: readonly Line[]): string {
  for (const line of lines) {
    const found = line === null ? null : /\S/.exec(line);
    if (found !== null) return found[0];
  }
  return '';
}
