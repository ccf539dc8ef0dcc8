const FIRST_BYTES = 64 * 1024;

/** What a buffer may keep between commits; a larger one was for an uncommon commit. */
const KEPT_BYTES = 8 * 1024 * 1024;

/** A commit is one frame in memory; anything near this is a mistake. */
const FRAME_BYTES_MAX = 2 ** 30;

/** Growing bytes with numbers of fixed width: faster to write and to skip than short ones, and lengths can be put in later. */
export class FrameWriter {
  private buffer = Buffer.allocUnsafe(FIRST_BYTES);
  private view = viewOf(this.buffer);
  private at = 0;

  get length(): number {
    return this.at;
  }

  reset(): void {
    this.at = 0;
    if (this.buffer.length > KEPT_BYTES) this.use(Buffer.allocUnsafe(FIRST_BYTES));
  }

  u8(n: number): void {
    this.reserve(1);
    this.view.setUint8(this.at++, n);
  }

  u32(n: number): void {
    this.reserve(4);
    this.view.setUint32(this.at, n, true);
    this.at += 4;
  }

  /** Whole numbers to 2⁵³, and infinities. */
  f64(n: number): void {
    this.reserve(8);
    this.view.setFloat64(this.at, n, true);
    this.at += 8;
  }

  /** Leaves room for a number that is known later; see `setU32`. */
  skipU32(): number {
    this.reserve(4);
    this.at += 4;
    return this.at - 4;
  }

  setU32(at: number, n: number): void {
    this.view.setUint32(at, n, true);
  }

  /** UTF-8 without its length, which is returned. */
  text(s: string): number {
    this.reserve(s.length * 3);
    const written = this.shortAscii(s) || this.buffer.write(s, this.at);
    this.at += written;
    return written;
  }

  /** Most keys are short and ASCII: that is faster than a call into Node. 0: it is something else. */
  private shortAscii(s: string): number {
    if (s.length > 64) return 0;
    const { buffer, at } = this;
    for (let i = 0; i < s.length; i++) {
      const c = s.charCodeAt(i);
      if (c >= 0x80) return 0;
      buffer[at + i] = c;
    }
    return s.length;
  }

  bytes(part: Uint8Array): void {
    this.reserve(part.length);
    this.buffer.set(part, this.at);
    this.at += part.length;
  }

  /** What was written from `from` on, as it stands in this writer: good until it is written to again. */
  written(from = 0): Uint8Array {
    return this.buffer.subarray(from, this.at);
  }

  private reserve(n: number): void {
    const needed = this.at + n;
    if (needed <= this.buffer.length) return;
    if (needed > FRAME_BYTES_MAX) {
      throw new RangeError('a commit of more than a gibibyte cannot be stored: use smaller batches');
    }
    const grown = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, needed));
    grown.set(this.buffer.subarray(0, this.at));
    this.use(grown);
  }

  private use(buffer: Buffer<ArrayBuffer>): void {
    this.buffer = buffer;
    this.view = viewOf(buffer);
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
