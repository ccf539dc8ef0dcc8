const TWO_TO_32 = 0x1_0000_0000;

/** Reads the primitive types of Kafka's protocol. Bytes that it gives are views, not copies. */
export class ByteReader {
  readonly bytes: Buffer;
  at: number;

  constructor(bytes: Buffer, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  int8(): number {
    const value = this.bytes.readInt8(this.at);
    this.at += 1;
    return value;
  }

  int16(): number {
    const value = this.bytes.readInt16BE(this.at);
    this.at += 2;
    return value;
  }

  int32(): number {
    const value = this.bytes.readInt32BE(this.at);
    this.at += 4;
    return value;
  }

  /** Offsets and times: far below 2^53 in every log that there will ever be. */
  int64(): number {
    const high = this.bytes.readInt32BE(this.at);
    const low = this.bytes.readUInt32BE(this.at + 4);
    this.at += 8;
    return high * TWO_TO_32 + low;
  }

  /** Ids of producers, which are compared and sent back. */
  bigint64(): bigint {
    const value = this.bytes.readBigInt64BE(this.at);
    this.at += 8;
    return value;
  }

  string(): string | null {
    const size = this.int16();
    return size < 0 ? null : this.#text(size);
  }

  compactString(): string | null {
    const size = this.varuint() - 1;
    return size < 0 ? null : this.#text(size);
  }

  array<T>(read: () => T): T[] {
    return this.#items(this.int32(), read);
  }

  compactArray<T>(read: () => T): T[] {
    return this.#items(this.varuint() - 1, read);
  }

  take(size: number): Buffer {
    const from = this.at;
    this.at += size;
    return this.bytes.subarray(from, this.at);
  }

  varuint(): number {
    let value = 0;
    let shift = 0;
    for (;;) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) throw new RangeError('a number goes on behind the end of the bytes');
      value |= (byte & 127) << shift;
      if (byte < 128) return value >>> 0;
      shift += 7;
    }
  }

  varint(): number {
    const value = this.varuint();
    return (value >>> 1) ^ -(value & 1);
  }

  /** A varint of up to 64 bits, exact up to 2^53. */
  varlong(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) throw new RangeError('a number goes on behind the end of the bytes');
      value += (byte & 127) * scale;
      if (byte < 128) break;
      scale *= 128;
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** Fields that newer brokers add and older readers pass over. */
  skipTaggedFields(): void {
    for (let count = this.varuint(); count > 0; count--) {
      this.varuint();
      this.at += this.varuint();
    }
  }

  #text(size: number): string {
    const from = this.at;
    this.at += size;
    return this.bytes.toString('utf8', from, this.at);
  }

  #items<T>(count: number, read: () => T): T[] {
    const items: T[] = [];
    for (let index = 0; index < count; index++) items.push(read());
    return items;
  }
}
