/** Growing bytes to write to, and bytes to read from: the primitives of the binary form of state. */

export interface ByteWriter {
  byte(n: number): void;
  /** A whole number from 0 to 2⁵³ − 1, seven bits a byte, low ones first. */
  varint(n: number): void;
  /** UTF-8 with its length before it. */
  text(s: string): void;
  /** An epoch instant, or ±Infinity or NaN, which state uses for "never". */
  instant(n: number): void;
  bytes(part: Uint8Array): void;
  finish(): Uint8Array;
}

export interface ByteReader {
  byte(): number;
  varint(): number;
  text(): string;
  instant(): number;
  bytes(): Uint8Array;
  atEnd(): boolean;
}

/** Bytes that are no snapshot, or one that was cut short. */
export class SnapshotError extends Error {
  override readonly name = 'SnapshotError';
}

/** The specials come first, so that an instant is itself plus this. */
const INSTANT_OFFSET = 3;

export function createByteWriter(): ByteWriter {
  let buffer = new Uint8Array(256);
  let length = 0;
  const reserve = (n: number): void => {
    if (length + n <= buffer.length) return;
    const grown = new Uint8Array(Math.max(buffer.length * 2, length + n));
    grown.set(buffer);
    buffer = grown;
  };
  const byte = (n: number): void => {
    reserve(1);
    buffer[length++] = n;
  };
  const varint = (n: number): void => {
    let rest = n;
    while (rest >= 128) {
      byte((rest % 128) + 128);
      rest = Math.floor(rest / 128);
    }
    byte(rest);
  };
  const bytes = (part: Uint8Array): void => {
    varint(part.length);
    reserve(part.length);
    buffer.set(part, length);
    length += part.length;
  };
  return {
    byte,
    varint,
    bytes,
    text: (s) => bytes(encodeUtf8(s)),
    instant: (n) => {
      if (Number.isNaN(n)) varint(0);
      else if (n === -Infinity) varint(1);
      else if (n === Infinity) varint(2);
      else varint(n + INSTANT_OFFSET);
    },
    finish: () => buffer.slice(0, length),
  };
}

export function createByteReader(source: Uint8Array): ByteReader {
  let at = 0;
  const byte = (): number => {
    const n = source[at++];
    if (n === undefined) throw new SnapshotError('the snapshot ends too early');
    return n;
  };
  const varint = (): number => {
    let n = 0;
    let unit = 1;
    for (;;) {
      const b = byte();
      n += (b % 128) * unit;
      if (b < 128) return n;
      unit *= 128;
      if (unit > Number.MAX_SAFE_INTEGER)
        throw new SnapshotError('the snapshot holds a number that is too long');
    }
  };
  const bytes = (): Uint8Array => {
    const n = varint();
    if (at + n > source.length) throw new SnapshotError('the snapshot ends too early');
    at += n;
    return source.subarray(at - n, at);
  };
  return {
    byte,
    varint,
    bytes,
    text: () => decodeUtf8(bytes()),
    instant: () => {
      const n = varint();
      if (n >= INSTANT_OFFSET) return n - INSTANT_OFFSET;
      return n === 0 ? Number.NaN : n === 1 ? -Infinity : Infinity;
    },
    atEnd: () => at === source.length,
  };
}

// `TextEncoder` belongs to hosts, not to the language, and this package knows no host.

function encodeUtf8(s: string): Uint8Array {
  const out: number[] = [];
  for (const character of s) {
    const c = character.codePointAt(0) as number;
    if (c < 0x80) out.push(c);
    else if (c < 0x800) out.push(0xc0 | (c >> 6), 0x80 | (c & 63));
    else if (c < 0x10000) out.push(0xe0 | (c >> 12), 0x80 | ((c >> 6) & 63), 0x80 | (c & 63));
    else out.push(0xf0 | (c >> 18), 0x80 | ((c >> 12) & 63), 0x80 | ((c >> 6) & 63), 0x80 | (c & 63));
  }
  return Uint8Array.from(out);
}

function decodeUtf8(bytes: Uint8Array): string {
  let s = '';
  for (let i = 0; i < bytes.length; ) {
    const b = bytes[i] as number;
    const size = b < 0x80 ? 1 : b < 0xe0 ? 2 : b < 0xf0 ? 3 : 4;
    let c = size === 1 ? b : b & (0xff >> (size + 1));
    for (let k = 1; k < size; k++) c = (c << 6) | ((bytes[i + k] ?? 0x80) & 63);
    s += c > 0x10ffff ? '\uFFFD' : String.fromCodePoint(c);
    i += size;
  }
  return s;
}
