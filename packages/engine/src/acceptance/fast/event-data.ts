import type { EventSchema, Value } from '../../contract/manifest.ts';
import { blankValues } from '../fields.ts';
import type { Cursor } from './cursor.ts';
import { type FieldForm, type FieldReader, fieldForm } from './field-reader.ts';
import { MemberNames, NO_MORE, NOT_PLAIN } from './member-names.ts';
import { skipValue, takesWord } from './skip-value.ts';
import { UnknownNames } from './unknown-names.ts';

/** Reads the `data` of events of one type into a row's values. */
export class EventData {
  readonly #forms: readonly FieldForm[];
  readonly #optional: readonly boolean[];
  readonly #names: MemberNames;
  readonly #unknown = new UnknownNames();
  /** Copied for each event: the values are of one shape, whatever comes first. */
  readonly #blank: readonly Value[];
  /** By field, the number of the reading that saw it last. */
  readonly #seen: Int32Array;
  #reading = 0;

  constructor(schema: EventSchema) {
    const { fields } = schema;
    this.#forms = fields.map((field) => fieldForm(field.type));
    this.#optional = fields.map((field) => field.optional);
    this.#names = new MemberNames(fields.map((field) => field.name));
    this.#blank = blankValues(fields.length);
    this.#seen = new Int32Array(fields.length);
  }

  /** How many names the schema did not have in the data read last. */
  get unknownFields(): number {
    return this.#unknown.count;
  }

  /** The values of an event whose `data` is absent or null; `null` if a field is required. */
  readAbsent(): readonly Value[] | null {
    this.#unknown.clear();
    return this.#optional.includes(false) ? null : this.#blank.slice();
  }

  /** The values, or `null` where the general decoder must look. */
  read(cursor: Cursor, fields: FieldReader): readonly Value[] | null {
    const values = this.#blank.slice();
    if (!this.#readInto(values, cursor, fields)) return null;
    for (let i = 0; i < values.length; i++) if (values[i] === null && this.#optional[i] !== true) return null;
    return values;
  }

  #readInto(values: Value[], cursor: Cursor, fields: FieldReader): boolean {
    this.#unknown.clear();
    this.#reading = (this.#reading + 1) | 0;
    const reading = this.#reading;
    const names = this.#names;
    if (!names.open(cursor)) return false;
    for (;;) {
      const name = names.next(cursor);
      if (name >= 0) {
        // Of two members of one name the last counts; that is the general decoder's.
        if (this.#seen[name] === reading) return false;
        this.#seen[name] = reading;
        if (!this.#readField(values, name, cursor, fields)) return false;
      } else if (name === NO_MORE) return true;
      else if (name === NOT_PLAIN || !this.#unknown.add(cursor.text, names) || !skipValue(cursor))
        return false;
    }
  }

  #readField(values: Value[], name: number, cursor: Cursor, fields: FieldReader): boolean {
    const from = cursor.at;
    const value = fields.read(this.#forms[name] as FieldForm);
    // No value begins as null does, so it is looked for only where there is none.
    if (value === undefined) return cursor.at === from && takesWord(cursor, 'null');
    values[name] = value;
    return true;
  }
}
