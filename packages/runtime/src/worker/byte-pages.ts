/** Bytes of one page; what is larger has a page of its own. */
const PAGE_BYTES = 256 * 1024;

/** Copies of many short byte strings, side by side in few pages: an allocation for each would cost more than the copy. */
export class BytePages {
  private page = Buffer.alloc(0);
  private used = 0;

  /** A copy that stays as it is. */
  copy(bytes: Uint8Array): Uint8Array {
    if (this.used + bytes.length > this.page.length) {
      this.page = Buffer.allocUnsafeSlow(Math.max(PAGE_BYTES, bytes.length));
      this.used = 0;
    }
    const from = this.used;
    this.page.set(bytes, from);
    this.used += bytes.length;
    return this.page.subarray(from, this.used);
  }
}
