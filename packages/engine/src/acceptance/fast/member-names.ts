import type { Cursor } from './cursor.ts';
import { HASH_START, hashWith, NameTable } from './name-table.ts';
import { BACKSLASH, CLOSE_OBJECT, COLON, COMMA, OPEN_OBJECT, QUOTE, SPACE } from './units.ts';

/** What `MemberNames.next` gives besides the index of a name, and −1 for another name. */
export const NO_MORE = -2;
export const NOT_PLAIN = -3;

/**
 * Goes through the members of an object. Whoever writes events writes the members in one order, without white space or
 * with single spaces, so the name that came behind another the last time is compared first, as it is mostly written.
 */
export class MemberNames {
  /** The last unknown name: where it stands, and its hash. */
  from = 0;
  to = 0;
  hash = 0;
  readonly #table: NameTable;
  /** By the index of a name plus one, the one that came next; at 0 the first. −1: none yet. */
  readonly #next: Int32Array;
  /** The units of `"name":` for all names; `starts` has one more than there are names. */
  readonly #units: Uint16Array;
  readonly #starts: Int32Array;
  #before = -1;
  #isFirst = true;

  constructor(names: readonly string[]) {
    this.#table = new NameTable(names);
    this.#next = new Int32Array(names.length + 1).fill(-1);
    const all = names.map((name) => `"${name}":`).join('');
    this.#units = Uint16Array.from(all, (_, i) => all.charCodeAt(i));
    this.#starts = new Int32Array(names.length + 1);
    names.forEach((name, i) => {
      this.#starts[i + 1] = (this.#starts[i] as number) + name.length + 3;
    });
  }

  /** Goes into the object at the cursor; false if there is none. */
  open(cursor: Cursor): boolean {
    this.#before = -1;
    this.#isFirst = true;
    return cursor.takes(OPEN_OBJECT);
  }

  /** From the end of a value, or the object's beginning, to the next value, or behind the object's end. */
  next(cursor: Cursor): number {
    const expected = this.#next[this.#before + 1] as number;
    const name = expected >= 0 && this.#takes(cursor, expected) ? expected : this.#find(cursor);
    this.#isFirst = false;
    if (name >= 0) this.#before = name;
    return name;
  }

  #takes(cursor: Cursor, name: number): boolean {
    const units = this.#units;
    const { text, end } = cursor;
    let i = this.#starts[name] as number;
    const last = this.#starts[name + 1] as number;
    let { at } = cursor;
    // Before the name a comma and a space, behind it a space and a value.
    if (at + last - i + 4 > end) return false;
    if (!this.#isFirst && text.charCodeAt(at++) !== COMMA) return false;
    if (text.charCodeAt(at) === SPACE) at++;
    for (; i < last; i++, at++) if (text.charCodeAt(at) !== units[i]) return false;
    if (text.charCodeAt(at) === SPACE) at++;
    cursor.at = at;
    if (text.charCodeAt(at) <= SPACE) cursor.token();
    return true;
  }

  #find(cursor: Cursor): number {
    const unit = cursor.token();
    if (unit === CLOSE_OBJECT) {
      cursor.at++;
      return NO_MORE;
    }
    if (!this.#isFirst) {
      if (unit !== COMMA) return NOT_PLAIN;
      cursor.at++;
      cursor.token();
    }
    const name = this.#findName(cursor);
    if (name === NOT_PLAIN) return NOT_PLAIN;
    cursor.token();
    if (!cursor.takes(COLON)) return NOT_PLAIN;
    cursor.token();
    if (name >= 0) this.#next[this.#before + 1] = name;
    return name;
  }

  #findName(cursor: Cursor): number {
    if (!cursor.takes(QUOTE)) return NOT_PLAIN;
    const { text, end, at: from } = cursor;
    let hash = HASH_START;
    for (let at = from; at < end; at++) {
      const unit = text.charCodeAt(at);
      if (unit === QUOTE) {
        cursor.at = at + 1;
        this.from = from;
        this.to = at;
        this.hash = hash;
        return this.#table.find(text, from, at, hash);
      }
      if (unit < SPACE || unit === BACKSLASH) return NOT_PLAIN;
      hash = hashWith(hash, unit);
    }
    return NOT_PLAIN;
  }
}
