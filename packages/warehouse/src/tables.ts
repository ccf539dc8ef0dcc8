/** The tables of a plan as rows are put into them; the contract is `sql.ts` of the engine. */
import type { SqlColumn, SqlPlan, SqlStorage, Value } from '@nudge/engine';
import { listText } from './values.ts';

export interface Table {
  readonly name: string;
  readonly columns: readonly SqlColumn[];
}

/** What stands in one column of one row. */
export type Cell = boolean | number | string | null;

export const PROFILE: Table = table('profile', {
  tenant: 'text',
  user: 'text',
  at: 'integer',
  id: 'text',
  field: 'text',
  value: 'text',
});

export const ZONES: Table = table('zones', {
  zone: 'text',
  from: 'integer',
  until: 'integer',
  offset: 'integer',
});

const EVENTS: Table = table('events', {
  tenant: 'text',
  user: 'text',
  id: 'text',
  at: 'integer',
  type: 'text',
  session: 'text',
  device: 'text',
});

/** The columns of `events` before those of the fields. */
export const ENVELOPE_COLUMNS: number = EVENTS.columns.length;

export function eventsTable({ columns }: SqlPlan): Table {
  return { name: EVENTS.name, columns: [...EVENTS.columns, ...columns] };
}

export const TABLE_NAMES: readonly string[] = [EVENTS, PROFILE, ZONES].map(({ name }) => name);

export function cellOf(value: Value): Cell {
  return typeof value === 'object' && value !== null ? listText(value) : value;
}

export function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}

function table(name: string, columns: Readonly<Record<string, SqlStorage>>): Table {
  return { name, columns: Object.entries(columns).map(([column, storage]) => ({ name: column, storage })) };
}
