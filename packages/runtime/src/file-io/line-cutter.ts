/** A line of an input: its number, from 1, and its bytes without the line end. */
export interface ByteLine {
  readonly line: number;
  readonly bytes: Uint8Array;
}

const LF = 10;
const CR = 13;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Cuts a stream of bytes into lines. They stay bytes, because a record that turns out bad is published as it came.
 * Empty lines are counted and left out (semantics, rule 1). Of a line beyond `bytesMax` one byte more than that is
 * kept: enough for whoever takes it to see that it is too long.
 */
export class LineCutter {
  readonly #bytesMax: number;
  #line = 0;
  #parts: Buffer[] = [];
  #held = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** Lines that are cut so far, empty ones too. */
  get count(): number {
    return this.#line;
  }

  /** The lines that end in this piece. Their bytes are a copy: the piece may be used again. */
  take(piece: Buffer): ByteLine[] {
    const lines: ByteLine[] = [];
    let from = 0;
    for (let to = piece.indexOf(LF); to >= 0; to = piece.indexOf(LF, from)) {
      this.#hold(piece.subarray(from, to));
      this.#cut(lines);
      from = to + 1;
    }
    this.#hold(piece.subarray(from));
    return lines;
  }

  /** What stands behind the last line end. */
  end(): ByteLine[] {
    const lines: ByteLine[] = [];
    if (this.#parts.length > 0) this.#cut(lines);
    return lines;
  }

  #hold(part: Buffer): void {
    const room = this.#bytesMax + 1 - this.#held;
    if (part.length === 0 || room <= 0) return;
    const kept = Buffer.from(part.subarray(0, room));
    this.#parts.push(kept);
    this.#held += kept.length;
  }

  #cut(lines: ByteLine[]): void {
    const [first = Buffer.alloc(0)] = this.#parts;
    let bytes = this.#parts.length > 1 ? Buffer.concat(this.#parts) : first;
    this.#parts = [];
    this.#held = 0;
    this.#line += 1;
    if (this.#line === 1 && bytes.subarray(0, 3).equals(BYTE_ORDER_MARK)) bytes = bytes.subarray(3);
    if (bytes.at(-1) === CR) bytes = bytes.subarray(0, -1);
    if (bytes.length > 0) lines.push({ line: this.#line, bytes });
  }
}
