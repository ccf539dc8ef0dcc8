import type { MemberNames } from './member-names.ts';

/** More are left to the general decoder: telling them apart here takes each with each. */
const COUNT_MAX = 64;

/** The names of one object that no schema has. A name that comes twice is one member. */
export class UnknownNames {
  #count = 0;
  readonly #from = new Int32Array(COUNT_MAX);
  readonly #to = new Int32Array(COUNT_MAX);
  readonly #hash = new Int32Array(COUNT_MAX);

  get count(): number {
    return this.#count;
  }

  clear(): void {
    this.#count = 0;
  }

  /** Takes the unknown name read last; false if there are too many. */
  add(text: string, { from, to, hash }: MemberNames): boolean {
    for (let i = 0; i < this.#count; i++)
      if (this.#hash[i] === hash && this.#is(i, text, from, to)) return true;
    const i = this.#count;
    if (i === COUNT_MAX) return false;
    this.#from[i] = from;
    this.#to[i] = to;
    this.#hash[i] = hash;
    this.#count++;
    return true;
  }

  #is(i: number, text: string, from: number, to: number): boolean {
    return text.slice(this.#from[i], this.#to[i]) === text.slice(from, to);
  }
}
