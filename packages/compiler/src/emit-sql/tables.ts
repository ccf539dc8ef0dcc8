import type { EventFieldRef, FieldType, SqlColumn, SqlStorage, ValueKind } from '@nudge/engine';
import type { IrProgram } from '../ir.ts';
import type { Dialect } from './dialect.ts';
import { Names } from './names.ts';
import { commentLines, quoted } from './print.ts';

export const EVENTS = 'events';
export const PROFILE = 'profile';
export const ZONES = 'zones';

/** The columns that `events` has whatever the project is, in order. */
const ATTRIBUTE_COLUMNS = ['tenant', 'user', 'id', 'at', 'type', 'session', 'device'];

/** How the tables hold a project's events. */
export interface Tables {
  readonly columns: readonly SqlColumn[];
  readonly columnOf: readonly (readonly number[])[];
  /** The name of the column that holds a field or an attribute of an event. */
  columnName(event: number, field: EventFieldRef): string;
}

export function storageOf(kind: ValueKind | FieldType['kind']): SqlStorage {
  switch (kind) {
    case 'bool':
      return 'boolean';
    case 'int':
    case 'decimal':
    case 'timestamp':
    case 'duration':
      return 'integer';
    case 'string':
    case 'enum':
    case 'timezone':
    case 'list':
      return 'text';
    default:
      return neverKind(kind);
  }
}

/**
 * One column for a field's name, shared by the events that have a field of that name and kind; a field of the same name
 * and another kind has a column of its own, `price (int)`.
 */
export function layTables(program: IrProgram): Tables {
  const names = new Names();
  for (const name of ATTRIBUTE_COLUMNS) names.unique(name);
  const columns: SqlColumn[] = [];
  const known = new Map<string, number>();
  const taken = new Set<string>();
  const columnOf = program.events.map(({ fields }) =>
    fields.map(({ name, type }) => {
      const key = `${name} ${type.kind}`;
      let id = known.get(key);
      if (id === undefined) {
        id = columns.length;
        const isPlain = !taken.has(name.toLowerCase()) && !ATTRIBUTE_COLUMNS.includes(name.toLowerCase());
        taken.add(name.toLowerCase());
        columns.push({
          name: names.unique(isPlain ? name : `${name} (${type.kind})`),
          storage: storageOf(type.kind),
        });
        known.set(key, id);
      }
      return id;
    }),
  );
  return {
    columns,
    columnOf,
    columnName: (event, field) =>
      typeof field === 'number' ? (columns[columnOf[event]?.[field] ?? -1]?.name ?? '?') : field,
  };
}

/** `CREATE TABLE` statements. */
export function schemaOf(program: IrProgram, tables: Tables, dialect: Dialect): readonly string[] {
  const type = (storage: SqlStorage): string =>
    storage === 'text' ? dialect.textColumn : dialect.types[storage];
  const text = dialect.textColumn;
  const instant = dialect.types.integer;
  const fields = tables.columns.map(({ name, storage }, i) => {
    const kinds = new Set<string>();
    program.events.forEach((event, e) => {
      event.fields.forEach((field, f) => {
        if (tables.columnOf[e]?.[f] === i) kinds.add(field.type.kind);
      });
    });
    return [name, type(storage), [...kinds].map((kind) => HELD_AS[kind] ?? kind).join(', ')] as const;
  });
  return [
    table(
      EVENTS,
      ['Accepted events, built-in ones included.'],
      [
        ['tenant', `${text} NOT NULL`, ''],
        ['user', `${text} NOT NULL`, ''],
        ['id', `${text} NOT NULL`, ''],
        ['at', `${instant} NOT NULL`, 'ms since 1970'],
        ['type', `${text} NOT NULL`, 'the qualified name of the event, user.updated or user.consent'],
        ['session', text, ''],
        ['device', text, ''],
        ...fields,
      ],
    ),
    table(
      PROFILE,
      ['Writes to fields of users and to consents.'],
      [
        ['tenant', `${text} NOT NULL`, ''],
        ['user', `${text} NOT NULL`, ''],
        ['at', `${instant} NOT NULL`, 'ms since 1970; -1: since ever'],
        ['id', `${text} NOT NULL`, 'of the event that wrote it'],
        ['field', `${text} NOT NULL`, 'the name of the field, or consent.<purpose>'],
        ['value', text, 'as text; null: cleared'],
      ],
    ),
    table(
      ZONES,
      ['Time zones: at [from, until) their clocks are at UTC + offset.'],
      [
        ['zone', `${text} NOT NULL`, ''],
        ['from', `${instant} NOT NULL`, 'ms since 1970'],
        ['until', `${instant} NOT NULL`, 'ms since 1970'],
        ['offset', `${instant} NOT NULL`, 'ms'],
      ],
    ),
  ];
}

const HELD_AS: Readonly<Record<string, string>> = {
  decimal: 'decimal, times 10 000',
  timestamp: 'timestamp, ms since 1970',
  list: 'list, as JSON',
};

type ColumnText = readonly [name: string, type: string, comment: string];

function table(name: string, comment: readonly string[], columns: readonly ColumnText[]): string {
  const lines = columns.map(([column, type, remark], i) => {
    const line = `  ${quoted(column)} ${type}${i < columns.length - 1 ? ',' : ''}`;
    return remark === '' ? line : `${line} ${commentLines([remark], '')[0] ?? ''}`;
  });
  return `${[...commentLines(comment, ''), `CREATE TABLE ${quoted(name)} (`, ...lines, ');'].join('\n')}\n`;
}

function neverKind(kind: never): never {
  throw new Error(`unknown kind ${String(kind)}`);
}
