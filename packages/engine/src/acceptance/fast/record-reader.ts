import type { Value } from '../../contract/manifest.ts';
import type { DecodeTarget } from '../events.ts';
import { Cursor } from './cursor.ts';
import type { EventData } from './event-data.ts';
import { FieldReader, isItself, readName } from './field-reader.ts';
import { MemberNames, NO_MORE, NOT_PLAIN } from './member-names.ts';
import { NameTable } from './name-table.ts';
import { InstantReader } from './read-instant.ts';
import { skipValue, takesWord } from './skip-value.ts';
import { LOWER_N, QUOTE } from './units.ts';

const ID = 0;
const SUBJECT = 1;
const TIME = 2;
const TYPE = 3;
const DATA = 4;
const TENANT = 5;
const SESSION = 6;
const DEVICE = 7;

/** The attributes that mean something, in the order of the constants; those that most events have besides follow. */
const ATTRIBUTES = [
  'id',
  'subject',
  'time',
  'type',
  'data',
  'tenant',
  'session',
  'device',
  'specversion',
  'source',
  'datacontenttype',
  'dataschema',
];

/** A type that no rule declares. */
export const UNDECLARED = -1;
const NO_TYPE = -2;
const BUILT_IN = -3;

/** Reads the attributes of one CloudEvent; what it read is good until the next `read`. */
export class RecordReader {
  /** The event's id, or `UNDECLARED`. */
  type: number = NO_TYPE;
  at = -1;
  id: string | null = null;
  user: string | null = null;
  tenant: string | null = null;
  session: string | null = null;
  device: string | null = null;
  readonly #cursor = new Cursor();
  readonly #attributes = new MemberNames(ATTRIBUTES);
  readonly #types: NameTable;
  /** By name of a type: the event's id, or `BUILT_IN`. */
  readonly #events: readonly number[];
  readonly #data: readonly EventData[];
  readonly #fields: FieldReader = new FieldReader(this.#cursor);
  readonly #times = new InstantReader();
  #values: readonly Value[] | null = null;
  /** Where the data stands that came before the type; 0: nowhere. */
  #dataAt = 0;

  constructor(targets: ReadonlyMap<string, DecodeTarget>, data: readonly EventData[]) {
    const names = [...targets.keys()].filter(isItself);
    this.#types = new NameTable(names);
    this.#events = names.map((name) => {
      const target = targets.get(name);
      return typeof target === 'number' ? target : BUILT_IN;
    });
    this.#data = data;
  }

  /** False if one of the attributes, or the text as a whole, is not plain, or has no type or time. */
  read(text: string): boolean {
    this.type = NO_TYPE;
    this.at = -1;
    this.id = null;
    this.user = null;
    this.tenant = null;
    this.session = null;
    this.device = null;
    this.#values = null;
    this.#dataAt = 0;
    const cursor = this.#cursor;
    cursor.start(text);
    return this.#readMembers(cursor) && cursor.at === cursor.end && this.at >= 0 && this.type >= UNDECLARED;
  }

  /** The row's values of the record read last, whose type is declared; `null` where they are not plain. */
  values(): readonly Value[] | null {
    if (this.#values !== null) return this.#values;
    const data = this.#data[this.type] as EventData;
    if (this.#dataAt === 0) return data.readAbsent();
    this.#cursor.at = this.#dataAt;
    return this.#takesNull() ? data.readAbsent() : data.read(this.#cursor, this.#fields);
  }

  #readMembers(cursor: Cursor): boolean {
    cursor.token();
    const attributes = this.#attributes;
    if (!attributes.open(cursor)) return false;
    let seen = 0;
    for (;;) {
      const name = attributes.next(cursor);
      if (name === NO_MORE) break;
      if (name === NOT_PLAIN) return false;
      if (name >= 0) {
        // Of two members of one name the last counts; that is the general decoder's.
        if ((seen & (1 << name)) !== 0) return false;
        seen |= 1 << name;
      }
      if (!this.#readAttribute(cursor, name)) return false;
    }
    cursor.token();
    return true;
  }

  #readAttribute(cursor: Cursor, name: number): boolean {
    switch (name) {
      case ID:
        if (this.#takesNull()) return true;
        this.id = readId(cursor);
        return this.id !== null;
      case SUBJECT:
        this.user = readId(cursor);
        return this.user !== null;
      case TIME:
        this.at = this.#times.read(cursor);
        return this.at >= 0;
      case TYPE:
        this.type = this.#readType(cursor);
        return this.type >= UNDECLARED;
      case DATA:
        return this.#readData(cursor);
      case TENANT:
        if (this.#takesNull()) return true;
        this.tenant = readId(cursor);
        return this.tenant !== null;
      case SESSION:
        if (this.#takesNull()) return true;
        this.session = cursor.plainString();
        return this.session !== null;
      case DEVICE:
        if (this.#takesNull()) return true;
        this.device = cursor.plainString();
        return this.device !== null;
      default:
        return skipValue(cursor);
    }
  }

  #readType(cursor: Cursor): number {
    const from = cursor.at;
    const name = readName(cursor, this.#types);
    if (name >= 0) return this.#events[name] as number;
    cursor.at = from;
    // Text that is not plain may be a declared type in another normal form.
    return cursor.takes(QUOTE) && cursor.plainEnd() >= 0 ? UNDECLARED : NO_TYPE;
  }

  #readData(cursor: Cursor): boolean {
    if (this.type < 0) {
      this.#dataAt = cursor.at;
      return skipValue(cursor);
    }
    const data = this.#data[this.type] as EventData;
    this.#values = this.#takesNull() ? data.readAbsent() : data.read(cursor, this.#fields);
    return this.#values !== null;
  }

  #takesNull(): boolean {
    return this.#cursor.unit() === LOWER_N && takesWord(this.#cursor, 'null');
  }
}

function readId(cursor: Cursor): string | null {
  const text = cursor.plainString();
  return text === '' ? null : text;
}
