/** The page that slots are cut from. */
const PAGE_BYTES = 1 << 20;

/** Up to here slots come in steps of 32 bytes, beyond it in steps of an eighth. */
const FINE_UP_TO = 1024;

/** Before the bytes of a slot: its capacity and its length, four bytes each. */
export const HEADER_BYTES = 8;

/**
 * Many small byte strings in few large pages, each in a slot with some room to grow; slots that were given up are used
 * again. An object for each would cost more memory than what it holds, and time whenever garbage is collected.
 */
export class ByteArena {
  private readonly pages: Uint8Array[] = [];
  private readonly views: DataView[] = [];
  /** Where the next slot of the last ordinary page begins. */
  private next: number = PAGE_BYTES;
  private current = -1;
  private readonly free = new Map<number, number[]>();
  private usedBytes = 0;
  private slots = 0;
  private contents = 0;

  /** Bytes of all slots in use, with their headers and their room to grow. */
  get bytesInUse(): number {
    return this.usedBytes;
  }

  /** Bytes that were put into the slots in use. */
  get contentBytes(): number {
    return this.contents;
  }

  /** Slots in use. */
  get size(): number {
    return this.slots;
  }

  /** Stores bytes, in the slot `old` (−1: none) if they fit there; gives the slot. */
  put(bytes: Uint8Array, old: number): number {
    let slot = old;
    if (slot >= 0) {
      const capacity = this.capacityOf(slot);
      if (bytes.length > capacity || capacity > roomFor(bytes.length) * 2) {
        this.giveUp(slot);
        slot = -1;
      }
    }
    if (slot < 0) slot = this.take(roomFor(bytes.length));
    else this.contents -= this.lengthOf(slot);
    this.contents += bytes.length;
    const page = this.pageOf(slot);
    const offset = slot % PAGE_BYTES;
    (this.views[page] as DataView).setUint32(offset + 4, bytes.length, true);
    (this.pages[page] as Uint8Array).set(bytes, offset + HEADER_BYTES);
    return slot;
  }

  /** The bytes of a slot, only good until it is written to. */
  get(slot: number): Uint8Array {
    const page = this.pageOf(slot);
    const offset = slot % PAGE_BYTES;
    const length = this.lengthOf(slot);
    return (this.pages[page] as Uint8Array).subarray(offset + HEADER_BYTES, offset + HEADER_BYTES + length);
  }

  private pageOf(slot: number): number {
    return Math.floor(slot / PAGE_BYTES);
  }

  private lengthOf(slot: number): number {
    return (this.views[this.pageOf(slot)] as DataView).getUint32((slot % PAGE_BYTES) + 4, true);
  }

  private capacityOf(slot: number): number {
    return (this.views[this.pageOf(slot)] as DataView).getUint32(slot % PAGE_BYTES, true);
  }

  private giveUp(slot: number): void {
    const capacity = this.capacityOf(slot);
    this.contents -= this.lengthOf(slot);
    this.usedBytes -= capacity + HEADER_BYTES;
    this.slots--;
    const slots = this.free.get(capacity);
    if (slots === undefined) this.free.set(capacity, [slot]);
    else slots.push(slot);
  }

  private take(capacity: number): number {
    this.usedBytes += capacity + HEADER_BYTES;
    this.slots++;
    const again = this.free.get(capacity)?.pop();
    if (again !== undefined) return again;
    const size = capacity + HEADER_BYTES;
    // What does not fit a page well has one of its own.
    if (size > PAGE_BYTES / 8) return this.addPage(size, capacity);
    if (this.next + size > PAGE_BYTES) {
      const slot = this.addPage(PAGE_BYTES, capacity);
      this.current = this.pageOf(slot);
      this.next = size;
      return slot;
    }
    const slot = this.current * PAGE_BYTES + this.next;
    this.next += size;
    (this.views[this.current] as DataView).setUint32(slot % PAGE_BYTES, capacity, true);
    return slot;
  }

  /** A new page, whose first slot is given. */
  private addPage(bytes: number, capacity: number): number {
    const page = new Uint8Array(bytes);
    const view = new DataView(page.buffer);
    view.setUint32(0, capacity, true);
    this.pages.push(page);
    this.views.push(view);
    return (this.pages.length - 1) * PAGE_BYTES;
  }
}

/** The capacity of the smallest slot for so many bytes. */
export function roomFor(length: number): number {
  if (length <= FINE_UP_TO) return Math.max(32, Math.ceil(length / 32) * 32);
  let capacity = FINE_UP_TO;
  while (capacity < length) capacity += Math.ceil(capacity / 8 / 32) * 32;
  return capacity;
}
