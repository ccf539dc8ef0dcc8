/** Longer lines are not held: a file without line ends must not fill the memory. */
export const LINE_BYTES_MAX: number = 8 * 1024 * 1024;

/** A line without its LF (a CR before that is still there), or null for one that was too long to hold. */
export type Line = string | null;

const LF = 10;

/**
 * The lines of a byte stream, many at a time: one for each piece of the stream, so that a reader waits once a piece
 * and not once a line. A byte order mark at the beginning is dropped, what is no UTF-8 becomes U+FFFD. Each line is
 * a string of its own: cut from a larger one it would keep that alive for as long as a user's id lives.
 */
export async function* readLines(
  bytes: AsyncIterable<Buffer>,
  bytesMax: number = LINE_BYTES_MAX,
): AsyncGenerator<readonly Line[]> {
  const held = new HeldLine(bytesMax);
  let first = true;
  const textOf = (line: Buffer): Line => {
    const skipMark = first && line[0] === 0xef && line[1] === 0xbb && line[2] === 0xbf;
    first = false;
    return line.length > bytesMax ? null : line.toString('utf8', skipMark ? 3 : 0);
  };
  for await (const piece of bytes) {
    const lines: Line[] = [];
    let from = 0;
    for (let to = piece.indexOf(LF); to >= 0; to = piece.indexOf(LF, from)) {
      const part = piece.subarray(from, to);
      lines.push(textOf(held.isEmpty ? part : held.endWith(part)));
      from = to + 1;
    }
    if (from < piece.length) held.add(piece.subarray(from));
    if (lines.length > 0) yield lines;
  }
  if (!held.isEmpty) yield [textOf(held.endWith(Buffer.alloc(0)))];
}

/** The beginning of a line whose end has not come yet. */
class HeldLine {
  readonly #bytesMax: number;
  #bytes: Buffer = Buffer.alloc(0);
  /** Counts on when the bytes are no longer kept. */
  #length = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  add(part: Buffer): void {
    const length = this.#length + part.length;
    // One byte past the limit is kept, so that the whole is seen to be too long.
    const kept = Math.min(length, this.#bytesMax + 1);
    if (kept > this.#bytes.length) {
      // Doubling keeps a line that comes byte by byte linear.
      const larger = Buffer.alloc(Math.min(Math.max(kept, 2 * this.#bytes.length), this.#bytesMax + 1));
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    if (this.#length < kept) part.copy(this.#bytes, this.#length, 0, kept - this.#length);
    this.#length = length;
  }

  /** The whole line, which is then no longer held; the bytes are good until the next `add`. */
  endWith(part: Buffer): Buffer {
    if (part.length > 0) this.add(part);
    const line = this.#bytes.subarray(0, Math.min(this.#length, this.#bytesMax + 1));
    this.#length = 0;
    return line;
  }
}
