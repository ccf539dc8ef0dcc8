/** Reads what `FrameWriter` wrote. The sum of a frame was checked before, so that lengths can be trusted. */
export class FrameReader {
  private readonly buffer: Buffer;
  private readonly view: DataView;
  private at: number;

  constructor(bytes: Uint8Array, from = 0) {
    this.buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = from;
  }

  u8(): number {
    return this.view.getUint8(this.at++);
  }

  u32(): number {
    this.at += 4;
    return this.view.getUint32(this.at - 4, true);
  }

  f64(): number {
    this.at += 8;
    return this.view.getFloat64(this.at - 8, true);
  }

  text(length: number): string {
    this.at += length;
    return this.buffer.toString('utf8', this.at - length, this.at);
  }

  /** Shares the memory of what is read. */
  bytes(length: number): Uint8Array {
    this.at += length;
    return this.buffer.subarray(this.at - length, this.at);
  }

  /** A list with its length before it. */
  list<T>(item: (reader: this) => T): T[] {
    const items: T[] = [];
    for (let left = this.u32(); left > 0; left--) items.push(item(this));
    return items;
  }
}
