/** What a name's hash begins with. */
export const HASH_START: number = 0x811c9dc5 | 0;

/** FNV-1a by units. Made of operations on 32 bits alone: V8 did a sum that may overflow in floating point. */
export function hashWith(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, 0x01000193);
}

/** Finds a part of a text among names that are known beforehand, without making a string of it. */
export class NameTable {
  readonly names: readonly string[];
  /** Open addressing; an index into `names` plus one, 0 where nothing is. */
  readonly #slots: Int32Array;
  readonly #mask: number;

  constructor(names: readonly string[]) {
    this.names = names;
    let size = 4;
    while (size < names.length * 4) size *= 2;
    this.#slots = new Int32Array(size);
    this.#mask = size - 1;
    names.forEach((name, i) => {
      let hash = HASH_START;
      for (let at = 0; at < name.length; at++) hash = hashWith(hash, name.charCodeAt(at));
      let slot = spread(hash) & this.#mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask;
      this.#slots[slot] = i + 1;
    });
  }

  /** The index of the name that stands from `from` to `to` and hashes to `hash`, −1 if it is none of them. */
  find(text: string, from: number, to: number, hash: number): number {
    let slot = spread(hash) & this.#mask;
    for (;;) {
      const index = (this.#slots[slot] as number) - 1;
      if (index < 0) return -1;
      if (stands(this.names[index] as string, text, from, to)) return index;
      slot = (slot + 1) & this.#mask;
    }
  }
}

function spread(hash: number): number {
  return hash ^ (hash >>> 15);
}

function stands(name: string, text: string, from: number, to: number): boolean {
  if (name.length !== to - from) return false;
  for (let at = from; at < to; at++) if (name.charCodeAt(at - from) !== text.charCodeAt(at)) return false;
  return true;
}
