/** Growing bytes to write to, and bytes to read from: the primitives of the binary form of state. */

/** Bytes that are no snapshot, or one that was cut short. */
export class SnapshotError extends Error {
  override readonly name = 'SnapshotError';
}

/** The specials come first, so that an instant is itself plus this. */
const INSTANT_OFFSET = 3;

/** Keys are this many bytes: see `state-keys.ts`. */
export const KEY_BYTES = 6;
const KEY_LIMIT = 2 ** 48;
const WORD = 2 ** 32;

/** The most that a whole number takes. */
const VARINT_BYTES = 8;

/** Of half the digest of an event's id. */
export const DIGEST_BYTES = 7;

export class ByteWriter {
  private buffer = new Uint8Array(256);
  private length = 0;

  /** Begins anew; the memory is kept. */
  reset(): void {
    this.length = 0;
  }

  private reserve(n: number): void {
    if (this.length + n <= this.buffer.length) return;
    const grown = new Uint8Array(Math.max(this.buffer.length * 2, this.length + n));
    grown.set(this.buffer);
    this.buffer = grown;
  }

  byte(n: number): void {
    this.reserve(1);
    this.buffer[this.length++] = n;
  }

  /** A whole number from 0 to 2⁵³ − 1, seven bits a byte, low ones first. */
  varint(n: number): void {
    this.reserve(VARINT_BYTES);
    this.length = putVarint(this.buffer, this.length, n);
  }

  /**
   * Pairs of numbers that never fall, as what each adds to the one before: `count` of them from `cells[from]` on, the
   * second of each behind `mark`. As `varint` and `byte` would write them one by one, without asking for room each time.
   */
  risingPairs(cells: readonly number[], from: number, count: number, second: number, mark: number): void {
    this.reserve(count * (2 * VARINT_BYTES + 1));
    const { buffer } = this;
    let at = this.length;
    let before = second;
    for (let i = 0; i < count; i++) {
      const k = from + 2 * i;
      if (i > 0) at = putVarint(buffer, at, (cells[k] as number) - (cells[k - 2] as number));
      buffer[at++] = mark;
      const sum = cells[k + 1] as number;
      at = putVarint(buffer, at, sum - before);
      before = sum;
    }
    this.length = at;
  }

  /** Numbers that never fall, as what each from the second on adds to the one before. */
  rising(cells: readonly number[], from: number, count: number): void {
    this.reserve(count * VARINT_BYTES);
    const { buffer } = this;
    let at = this.length;
    for (let k = from + 1; k < from + count; k++) {
      at = putVarint(buffer, at, (cells[k] as number) - (cells[k - 1] as number));
    }
    this.length = at;
  }

  /** A whole number below 2⁴⁸, in six bytes. */
  key(n: number): void {
    this.reserve(KEY_BYTES);
    const { buffer } = this;
    const high = Math.floor(n / WORD);
    const low = (n - high * WORD) | 0;
    buffer[this.length++] = low;
    buffer[this.length++] = low >>> 8;
    buffer[this.length++] = low >>> 16;
    buffer[this.length++] = low >>> 24;
    buffer[this.length++] = high;
    buffer[this.length++] = high >>> 8;
  }

  /** A whole number below 2⁵⁶, in seven bytes. */
  digest(n: number): void {
    const top = Math.floor(n / KEY_LIMIT);
    this.key(n - top * KEY_LIMIT);
    this.byte(top);
  }

  /** UTF-8 with its length in bytes before it. */
  text(s: string): void {
    this.reserve(s.length * 3 + 8);
    const { buffer } = this;
    let at = this.length;
    if (s.length < 128) {
      // Most texts are short and ASCII: then the length is one byte and known before.
      const start = at++;
      let i = 0;
      for (; i < s.length; i++) {
        const c = s.charCodeAt(i);
        if (c >= 0x80) break;
        buffer[at++] = c;
      }
      if (i === s.length) {
        buffer[start] = s.length;
        this.length = at;
        return;
      }
    }
    this.varint(utf8Length(s));
    this.length = writeUtf8(buffer, this.length, s);
  }

  /** An epoch instant, or ±Infinity or NaN, which state uses for "never". */
  instant(n: number): void {
    if (Number.isNaN(n)) this.varint(0);
    else if (n === -Infinity) this.varint(1);
    else if (n === Infinity) this.varint(2);
    else this.varint(n + INSTANT_OFFSET);
  }

  /** Bytes with their length before them. */
  bytes(part: Uint8Array): void {
    this.varint(part.length);
    this.reserve(part.length);
    this.buffer.set(part, this.length);
    this.length += part.length;
  }

  /** What was written, as it stands in this writer: only good until it is written to again. */
  view(): Uint8Array {
    return this.buffer.subarray(0, this.length);
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.buffer.slice(0, this.length);
  }
}

/** Writes a whole number at a place and gives the place behind it. */
function putVarint(buffer: Uint8Array, from: number, n: number): number {
  let at = from;
  let rest = n;
  while (rest >= 0x8000_0000) {
    buffer[at++] = (rest % 128) | 128;
    rest = Math.floor(rest / 128);
  }
  while (rest >= 128) {
    buffer[at++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  buffer[at++] = rest;
  return at;
}

export class ByteReader {
  private readonly source: Uint8Array;
  private at = 0;

  constructor(source: Uint8Array) {
    this.source = source;
  }

  byte(): number {
    const n = this.source[this.at++];
    if (n === undefined) throw new SnapshotError('the snapshot ends too early');
    return n;
  }

  varint(): number {
    let n = this.byte();
    if (n < 128) return n;
    n -= 128;
    let unit = 128;
    for (;;) {
      const b = this.byte();
      n += (b & 127) * unit;
      if (b < 128) return n;
      unit *= 128;
      if (unit > Number.MAX_SAFE_INTEGER)
        throw new SnapshotError('the snapshot holds a number that is too long');
    }
  }

  key(): number {
    const { source, at } = this;
    this.skip(KEY_BYTES);
    const low =
      (source[at] as number) |
      ((source[at + 1] as number) << 8) |
      ((source[at + 2] as number) << 16) |
      ((source[at + 3] as number) << 24);
    return (low >>> 0) + ((source[at + 4] as number) | ((source[at + 5] as number) << 8)) * WORD;
  }

  digest(): number {
    return this.key() + this.byte() * KEY_LIMIT;
  }

  text(): string {
    const length = this.varint();
    const start = this.at;
    const end = this.skip(length);
    return decodeUtf8(this.source, start, end);
  }

  instant(): number {
    const n = this.varint();
    if (n >= INSTANT_OFFSET) return n - INSTANT_OFFSET;
    return n === 0 ? Number.NaN : n === 1 ? -Infinity : Infinity;
  }

  bytes(): Uint8Array {
    const length = this.varint();
    const start = this.at;
    return this.source.subarray(start, this.skip(length));
  }

  atEnd(): boolean {
    return this.at === this.source.length;
  }

  /** How many bytes are left: no list can have more parts. */
  get left(): number {
    return this.source.length - this.at;
  }

  private skip(length: number): number {
    if (length > this.left) throw new SnapshotError('the snapshot ends too early');
    this.at += length;
    return this.at;
  }
}

// `TextEncoder` belongs to hosts, not to the language, and this package knows no host.

/** The bytes of a text in UTF-8. */
export function utf8Length(s: string): number {
  let length = 0;
  for (const character of s) {
    const c = character.codePointAt(0) as number;
    length += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  }
  return length;
}

/** The marks of a first byte, by the number of bytes that follow it. */
const LEADS = [0, 0xc0, 0xe0, 0xf0];

function writeUtf8(out: Uint8Array, from: number, s: string): number {
  let at = from;
  for (const character of s) {
    const c = character.codePointAt(0) as number;
    if (c < 0x80) {
      out[at++] = c;
      continue;
    }
    const tail = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    out[at++] = (LEADS[tail] as number) | (c >> (6 * tail));
    for (let k = tail - 1; k >= 0; k--) out[at++] = 0x80 | ((c >> (6 * k)) & 63);
  }
  return at;
}

function decodeUtf8(bytes: Uint8Array, from: number, to: number): string {
  let s = '';
  for (let i = from; i < to; ) {
    const b = bytes[i] as number;
    if (b < 0x80) {
      s += String.fromCharCode(b);
      i++;
      continue;
    }
    const size = b < 0xe0 ? 2 : b < 0xf0 ? 3 : 4;
    let c = b & (0xff >> (size + 1));
    for (let k = 1; k < size; k++) c = (c << 6) | ((bytes[i + k] ?? 0x80) & 63);
    s += c > 0x10ffff ? '\uFFFD' : String.fromCodePoint(c);
    i += size;
  }
  return s;
}
