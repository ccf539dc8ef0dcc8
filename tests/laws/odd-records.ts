import type { ColumnPath, RawRecord, SourceSchema } from '@nudge/engine';
import type { Choices } from './choices.ts';

/** Records that nobody should send: right ones with wrong parts, and texts of any kind. */

const VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -0,
  -1,
  1.5,
  0.00005,
  -2.5e-7,
  1e21,
  1e308,
  2 ** 53,
  -(2 ** 53) - 2,
  253_402_300_799_999,
  8.64e15,
  '',
  'a',
  ' ',
  '0',
  '-0.00005',
  '1e5',
  '99999999999999999999999.5',
  'true',
  'NaN',
  'Europe/Berlin',
  'No/Where',
  '\u0000',
  '\u001f',
  '\ud800',
  'e\u0301',
  '\u{1f600}',
  '1970-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  '2026-02-30T00:00:00Z',
  '2026-03-29 02:30',
  '2026-03-02T10:00:00,5+0130',
  '-271821-04-20T00:00:00Z',
  'user.updated',
  'user.consent',
  'user.erased',
  '__proto__',
  [],
  [null],
  [[1]],
  [1, 'a', true],
  {},
  { purpose: 'marketing', granted: 1 },
  { a: { b: { c: [] } } },
];

const TEXTS: readonly string[] = [
  '',
  '{',
  '[]',
  'null',
  '0',
  '"x"',
  '{}',
  '{"type":"user.updated"}',
  '{"a":1}}',
  '{"type":{}}',
  '\ufeff{}',
  '{"a":1e400}',
  '\u0000',
];

const KEYS = [
  'id',
  'type',
  'subject',
  'time',
  'data',
  'tenant',
  'session',
  'device',
  'user',
  'at',
  'consents',
];
/** JSON that is nested deeper than most readers go. */
const DEEP = `${'['.repeat(5000)}${']'.repeat(5000)}`;
const LONG = 'x'.repeat(20_000);
/** Values of a source's record that are likely none: few, or hardly a record would be accepted. */
const ODD_ONE_IN = 25;

/** A text made from one of the texts that there are. */
export function oddText(texts: readonly string[], choices: Choices): string {
  const base = texts.length === 0 ? '{}' : choices.pick(texts);
  switch (choices.below(8)) {
    case 0:
      return choices.pick(TEXTS);
    case 1:
      return base.slice(0, choices.below(base.length + 1));
    case 2:
      return choices.below(20) === 0
        ? `{"type":"user.updated","data":${DEEP}}`
        : JSON.stringify(choices.pick(VALUES));
    default:
      return withOddParts(base, choices);
  }
}

function withOddParts(base: string, choices: Choices): string {
  let json: unknown;
  try {
    json = JSON.parse(base);
  } catch {
    return base;
  }
  for (let n = 1 + choices.below(3); n > 0; n--) json = changed(json, choices);
  return JSON.stringify(json);
}

/** One part, in the envelope or anywhere below it, becomes another value or goes away. */
function changed(json: unknown, choices: Choices): unknown {
  if (typeof json !== 'object' || json === null) return oddValue(choices);
  const entries = Object.entries(json);
  const key =
    choices.below(6) === 0 ? choices.pick(KEYS) : (entries[choices.below(entries.length)]?.[0] ?? 'data');
  const own = entries.find(([name]) => name === key)?.[1];
  const rest = entries.filter(([name]) => name !== key);
  if (choices.below(8) === 0) return Object.fromEntries(rest);
  const inside = typeof own === 'object' && own !== null && choices.below(5) > 0;
  return Object.fromEntries([...rest, [key, inside ? changed(own, choices) : oddValue(choices)]]);
}

function oddValue(choices: Choices): unknown {
  return choices.below(40) === 0 ? LONG : choices.pick(VALUES);
}

/**
 * A record as a source might meet it: its columns, most of them with a value that is likely in a column of this name,
 * the others with any.
 */
export function oddSourceRecord(
  source: SourceSchema,
  origin: RawRecord['origin'],
  likely: ReadonlyMap<string, readonly unknown[]>,
  choices: Choices,
): RawRecord {
  const columns = choices.shuffled(columnsOf(source));
  const drawFor = (path: ColumnPath): unknown => {
    if (choices.below(ODD_ONE_IN) === 0) return oddValue(choices);
    const values = likely.get(path.join('.')) ?? [];
    return values.length === 0 ? null : choices.pick(values);
  };
  if (source.format === 'csv') {
    const header = columns.map((path) => path.join('.'));
    const cells = columns.map((path) => cellText(drawFor(path)));
    // Rows may be shorter or longer than their header.
    if (choices.below(10) === 0) cells.pop();
    if (choices.below(10) === 0) cells.push('x');
    return { kind: 'csv', header, cells, origin };
  }
  const json: Record<string, unknown> = {};
  for (const path of columns) setAt(json, path, drawFor(path));
  return { kind: 'json', text: JSON.stringify(json), origin };
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function columnsOf({ attributes, mappings }: SourceSchema): ColumnPath[] {
  return [
    ...attributes.map(({ column }) => column),
    ...mappings.flatMap(({ conditions, fields }) => [
      ...conditions.map(({ column }) => column),
      ...fields.flatMap(({ from }) => ('column' in from ? [from.column] : [])),
    ]),
  ];
}

function setAt(json: Record<string, unknown>, path: ColumnPath, value: unknown): void {
  let at = json;
  path.forEach((part, i) => {
    if (i === path.length - 1) at[part] = value;
    else {
      const next = at[part];
      const inner: Record<string, unknown> =
        typeof next === 'object' && next !== null ? (next as Record<string, unknown>) : {};
      at[part] = inner;
      at = inner;
    }
  });
}
