/** PostgreSQL cuts identifiers there; the others allow more. */
const BYTES_MAX = 63;

/**
 * Gives out names that no two things share. DuckDB takes names for equal that differ only in case, quoted or not, so
 * that is how they are compared.
 */
export class Names {
  readonly #taken = new Set<string>();

  /** The name itself if it is free and short enough; else the beginning of it and a number. */
  unique(wanted: string): string {
    for (let n = 1; ; n++) {
      const ending = n === 1 ? '' : ` ${n}`;
      const name = shortened(wanted, BYTES_MAX - ending.length) + ending;
      const key = name.toLowerCase();
      if (this.#taken.has(key)) continue;
      this.#taken.add(key);
      return name;
    }
  }
}

function shortened(text: string, bytesMax: number): string {
  if (utf8Length(text) <= bytesMax) return text;
  let short = '';
  let bytes = utf8Length('…');
  for (const char of text) {
    bytes += utf8Length(char);
    if (bytes > bytesMax) break;
    short += char;
  }
  return `${short}…`;
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (const char of text) {
    const code = char.codePointAt(0) as number;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
