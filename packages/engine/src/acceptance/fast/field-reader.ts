import type { FieldType, Value } from '../../contract/manifest.ts';
import { isStorable, toNfc } from '../../values/strings.ts';
import { isZone } from '../../values/zones/zones.ts';
import type { Cursor } from './cursor.ts';
import { HASH_START, hashWith, NameTable } from './name-table.ts';
import { InstantReader } from './read-instant.ts';
import { readDecimal, readInt } from './read-number.ts';
import { takesWord } from './skip-value.ts';
import { BACKSLASH, CLOSE_LIST, COMMA, OPEN_LIST, QUOTE, SPACE } from './units.ts';

/** A field's type in a form of one shape for all kinds. */
export interface FieldForm {
  readonly kind: FieldType['kind'];
  readonly members: NameTable;
  /** Of a list: what it holds. */
  readonly of: FieldForm | null;
}

const NO_MEMBERS = new NameTable([]);

export function fieldForm(type: FieldType): FieldForm {
  return {
    kind: type.kind,
    members: type.kind === 'enum' ? new NameTable(type.members.filter(isItself)) : NO_MEMBERS,
    of: type.kind === 'list' ? fieldForm(type.of) : null,
  };
}

/** Text that stands as it is for itself alone; others are found only after what is done to every string. */
export function isItself(text: string): boolean {
  return isStorable(text) && toNfc(text) === text;
}

/** Reads the values of fields; `undefined` is for those that the general decoder must look at. */
export class FieldReader {
  readonly #cursor: Cursor;
  readonly #instants = new InstantReader();

  constructor(cursor: Cursor) {
    this.#cursor = cursor;
  }

  read(form: FieldForm): Value | undefined {
    const cursor = this.#cursor;
    switch (form.kind) {
      case 'string':
        return cursor.plainString() ?? undefined;
      case 'enum': {
        const member = readName(cursor, form.members);
        return member < 0 ? undefined : form.members.names[member];
      }
      case 'int': {
        const int = readInt(cursor);
        return Number.isNaN(int) ? undefined : int;
      }
      case 'decimal': {
        const scaled = readDecimal(cursor);
        return Number.isNaN(scaled) ? undefined : scaled;
      }
      case 'bool':
        return takesWord(cursor, 'true') ? true : takesWord(cursor, 'false') ? false : undefined;
      case 'timestamp': {
        const ms = this.#instants.read(cursor);
        return ms < 0 ? undefined : ms;
      }
      case 'timezone': {
        const zone = cursor.plainString();
        return zone !== null && isZone(zone) ? zone : undefined;
      }
      case 'list':
        return form.of === null ? undefined : this.#list(form.of);
    }
  }

  #list(of: FieldForm): readonly Value[] | undefined {
    const cursor = this.#cursor;
    if (!cursor.takes(OPEN_LIST)) return undefined;
    const values: Value[] = [];
    if (cursor.token() === CLOSE_LIST) {
      cursor.at++;
      return values;
    }
    for (;;) {
      cursor.token();
      const value = this.read(of);
      if (value === undefined) return undefined;
      values.push(value);
      cursor.token();
      if (cursor.takes(CLOSE_LIST)) return values;
      if (!cursor.takes(COMMA)) return undefined;
    }
  }
}

/** A string that is one of the names: its index, or −1. */
export function readName(cursor: Cursor, names: NameTable): number {
  if (!cursor.takes(QUOTE)) return -1;
  const { text, end, at: from } = cursor;
  let hash = HASH_START;
  for (let at = from; at < end; at++) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) {
      cursor.at = at + 1;
      return names.find(text, from, at, hash);
    }
    if (unit < SPACE || unit === BACKSLASH) return -1;
    hash = hashWith(hash, unit);
  }
  return -1;
}
