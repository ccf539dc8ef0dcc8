/** Writes the primitive types of Kafka's protocol (https://kafka.apache.org/protocol#protocol_types). */
export class ByteWriter {
  #bytes: Buffer;
  #length = 0;

  constructor(capacity = 256) {
    this.#bytes = Buffer.allocUnsafe(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** What was written; not to be used after more is written. */
  done(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  int8(value: number): this {
    const at = this.#grow(1);
    this.#bytes.writeInt8(value, at);
    return this;
  }

  int16(value: number): this {
    const at = this.#grow(2);
    this.#bytes.writeInt16BE(value, at);
    return this;
  }

  int32(value: number): this {
    const at = this.#grow(4);
    this.#bytes.writeInt32BE(value, at);
    return this;
  }

  int64(value: bigint | number): this {
    const at = this.#grow(8);
    this.#bytes.writeBigInt64BE(BigInt(value), at);
    return this;
  }

  string(value: string | null): this {
    if (value === null) return this.int16(-1);
    const size = Buffer.byteLength(value);
    this.int16(size);
    const at = this.#grow(size);
    this.#bytes.write(value, at);
    return this;
  }

  /** The short form of a string in newer versions of requests. */
  compactString(value: string): this {
    const size = Buffer.byteLength(value);
    this.varuint(size + 1);
    const at = this.#grow(size);
    this.#bytes.write(value, at);
    return this;
  }

  raw(value: Uint8Array): this {
    const at = this.#grow(value.length);
    this.#bytes.set(value, at);
    return this;
  }

  array<T>(items: readonly T[], write: (item: T) => void): this {
    this.int32(items.length);
    for (const item of items) write(item);
    return this;
  }

  varuint(value: number): this {
    let rest = value >>> 0;
    while (rest > 127) {
      this.int8((((rest & 127) | 128) << 24) >> 24);
      rest >>>= 7;
    }
    return this.int8(rest);
  }

  varint(value: number): this {
    return this.varuint((value << 1) ^ (value >> 31));
  }

  /** Of what `null` is −1. */
  varbytes(value: Uint8Array | null): this {
    if (value === null) return this.varint(-1);
    return this.varint(value.length).raw(value);
  }

  /** For a length that is known only when what it counts has been written. */
  patchInt32(at: number, value: number): this {
    this.#bytes.writeInt32BE(value, at);
    return this;
  }

  #grow(size: number): number {
    const at = this.#length;
    const needed = at + size;
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, at);
      this.#bytes = larger;
    }
    this.#length = needed;
    return at;
  }
}
