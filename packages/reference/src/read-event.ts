import type { EventSymbol, FieldSymbol, Program } from '@nudge/dsl';
import type { AcceptedEvent, Row, UserBase } from '@nudge/engine';
import type { ConsentWrite, Happening, Occurrence, ProfileWrite } from './history.ts';
import { SINCE_EVER } from './history.ts';
import { type Datum, fromValue, number, text } from './values/datum.ts';

/** What the indexes in accepted events mean; a `Manifest` is one. */
export interface Schemas {
  readonly events: readonly {
    readonly name: string;
    readonly fields: readonly { readonly name: string }[];
  }[];
  readonly user: readonly { readonly name: string }[];
  readonly purposes: readonly string[];
}

/** Reads accepted events in the program's own terms. */
export class EventReader {
  private readonly schemas: Schemas;
  private readonly events: readonly EventSymbol[];
  private readonly fields: readonly FieldSymbol[];

  constructor(program: Program, schemas: Schemas) {
    this.schemas = schemas;
    this.events = schemas.events.map(({ name }) =>
      there(program.events.find((event) => event.qualified === name)),
    );
    this.fields = schemas.user.map(({ name }) =>
      there(program.userFields.find((field) => field.name === name)),
    );
  }

  read(event: AcceptedEvent): Occurrence {
    const { at, id } = event.row;
    const nothing = { happening: null, profileWrites: [], consentWrites: [] };
    switch (event.kind) {
      case 'event':
        return { ...nothing, at, id, happening: this.happening(event.event, event.row) };
      case 'profile':
        return { ...nothing, at, id, profileWrites: this.profileWrites(event.writes) };
      case 'consent':
        return { ...nothing, at, id, consentWrites: [this.consentWrite(event.purpose, event.granted)] };
      default: {
        const never: never = event;
        return never;
      }
    }
  }

  readBase({ writes, purposes }: UserBase): Occurrence {
    return {
      ...SINCE_EVER,
      happening: null,
      profileWrites: this.profileWrites(writes),
      consentWrites: purposes.map((purpose) => this.consentWrite(purpose, true)),
    };
  }

  private happening(index: number, row: Row): Happening {
    const event = there(this.events[index]);
    const names = there(this.schemas.events[index]).fields.map(({ name }) => name);
    const fields = new Map<string, Datum>([
      ['id', text(row.id)],
      ['at', number('timestamp', row.at)],
      ['user', text(row.user)],
      ['tenant', text(row.tenant)],
      ['session', row.session === null ? null : text(row.session)],
      ['device', row.device === null ? null : text(row.device)],
    ]);
    for (const { name, type } of event.fields) {
      fields.set(name, fromValue(row.values[names.indexOf(name)] ?? null, type));
    }
    return { event, at: row.at, id: row.id, fields };
  }

  private profileWrites(writes: UserBase['writes']): ProfileWrite[] {
    return writes.map(([index, value]) => {
      const field = there(this.fields[index]);
      return { field, value: fromValue(value, field.type) };
    });
  }

  private consentWrite(index: number, granted: boolean): ConsentWrite {
    return { purpose: there(this.schemas.purposes[index]), granted };
  }
}

function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the schemas are those of another program');
  return value;
}
