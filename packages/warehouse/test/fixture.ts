import type { AcceptedEvent, Manifest, SqlDialect, SqlPlan, UserBase, Value } from '@nudge/engine';

/** What every back end is asked here; the SQL is common to all. */
export const ASKED = {
  prices:
    'SELECT "tenant", "user", "price" AS "value" FROM "events" WHERE "type" = \'shop.Cart\' AND "at" <= $1',
  names:
    'SELECT "tenant", "user", "name" AS "value" FROM "events" WHERE "type" = \'shop.Cart\' AND "at" <= $1',
  flags:
    'SELECT "tenant", "user", "gift" AS "value" FROM "events" WHERE "type" = \'shop.Cart\' AND "at" <= $1',
  tags: 'SELECT "tenant", "user", "tags" AS "value" FROM "events" WHERE "type" = \'shop.Cart\' AND "at" <= $1',
  counts:
    'SELECT "tenant", "user", count(*) AS "value" FROM "events" WHERE "at" <= $1 GROUP BY "tenant", "user"',
  sums: 'SELECT "tenant", "user", sum("price") AS "value" FROM "events" WHERE "at" <= $1 GROUP BY "tenant", "user"',
  rows: `SELECT "tenant", "user", "type" || ' ' || "id" || ' ' || CAST("at" AS VARCHAR) || ' ' || coalesce("session", '-') || ' ' || coalesce("device", '-') AS "value" FROM "events" WHERE "at" <= $1`,
  profile: `SELECT "tenant", "user", "field" || ' ' || coalesce('=' || "value", 'cleared') || ' at ' || CAST("at" AS VARCHAR) || ' by ' || "id" AS "value" FROM "profile" WHERE "at" <= $1`,
  members:
    'SELECT "tenant", "user", min("at") AS "since" FROM "events" WHERE "at" <= $1 GROUP BY "tenant", "user"',
  zones:
    'SELECT "zone" AS "tenant", \'\' AS "user", "offset" AS "value" FROM "zones" WHERE "from" <= $1 AND "until" > $1',
} as const;

export function ordered(sql: string): string {
  return `-- what it is\n${sql} ORDER BY "tenant", "user", 3;\n`;
}

const TEXT: Readonly<Record<SqlDialect, string>> = {
  duckdb: 'VARCHAR',
  postgres: 'TEXT COLLATE "C"',
  snowflake: 'VARCHAR',
};

export function planFor(
  dialect: SqlDialect,
  zones: SqlPlan['zones'] = { named: [], fromProfile: false },
): SqlPlan {
  const text = TEXT[dialect];
  return {
    dialect,
    schema: [
      `CREATE TABLE "events" ("tenant" ${text} NOT NULL, "user" ${text} NOT NULL, "id" ${text} NOT NULL, "at" BIGINT NOT NULL, "type" ${text} NOT NULL, "session" ${text}, "device" ${text}, "price" BIGINT, "name" ${text}, "gift" BOOLEAN, "tags" ${text});\n`,
      `CREATE TABLE "profile" ("tenant" ${text} NOT NULL, "user" ${text} NOT NULL, "at" BIGINT NOT NULL, "id" ${text} NOT NULL, "field" ${text} NOT NULL, "value" ${text});\n`,
      `-- with a comment\nCREATE TABLE "zones" ("zone" ${text} NOT NULL, "from" BIGINT NOT NULL, "until" BIGINT NOT NULL, "offset" BIGINT NOT NULL);\n`,
    ],
    columns: [
      { name: 'price', storage: 'integer' },
      { name: 'name', storage: 'text' },
      { name: 'gift', storage: 'boolean' },
      { name: 'tags', storage: 'text' },
    ],
    columnOf: [[], [1, 0, 2, 3]],
    eventTypes: ['shop.View', 'shop.Cart'],
    userFields: ['plan', 'points', 'zone', 'tags', 'vip'],
    purposes: ['marketing', 'service'],
    zones,
    segments: [],
    metrics: [],
  };
}

/** What loading looks at: the fields of the profile. */
export const manifest = {
  user: [
    { name: 'plan', type: { kind: 'string' }, optional: true, pii: false },
    { name: 'points', type: { kind: 'int' }, optional: true, pii: false },
    { name: 'zone', type: { kind: 'timezone' }, optional: true, pii: false, default: 'Europe/Vienna' },
    { name: 'tags', type: { kind: 'list', of: { kind: 'string' } }, optional: true, pii: false },
    { name: 'vip', type: { kind: 'bool' }, optional: true, pii: false },
  ],
} as const as unknown as Manifest;

interface Envelope {
  readonly user?: string;
  readonly tenant?: string;
  readonly id?: string;
  readonly session?: string;
}

let ids = 0;

function rowOf(
  at: number,
  { user = 'ann', tenant = 'default', id, session }: Envelope,
  values: Value[] = [],
) {
  ids += 1;
  return { user, tenant, id: id ?? `e${ids}`, at, session: session ?? null, device: null, values };
}

export function view(at: number, envelope: Envelope = {}): AcceptedEvent {
  return { kind: 'event', event: 0, row: rowOf(at, envelope) };
}

export interface Cart extends Envelope {
  readonly name?: string;
  readonly price?: number;
  readonly gift?: boolean;
  readonly tags?: readonly Value[];
}

export function cart(at: number, cart: Cart): AcceptedEvent {
  const { name = null, price = null, gift = null, tags = null } = cart;
  return { kind: 'event', event: 1, row: rowOf(at, cart, [name, price, gift, tags]) };
}

export function writes(
  at: number,
  fields: readonly (readonly [number, Value])[],
  envelope: Envelope = {},
): AcceptedEvent {
  return { kind: 'profile', row: rowOf(at, envelope), writes: fields };
}

export function consent(
  at: number,
  purpose: number,
  granted: boolean,
  envelope: Envelope = {},
): AcceptedEvent {
  return { kind: 'consent', row: rowOf(at, envelope), purpose, granted };
}

export function base(
  fields: readonly (readonly [number, Value])[],
  purposes: readonly number[] = [],
): UserBase {
  return { kind: 'base', user: 'ann', tenant: 'default', writes: fields, purposes };
}
