import type { ColumnPath, FieldType, Manifest, SourceSchema } from '@nudge/engine';

/** An event that these rules take, to be changed and posted: the first type that they declare, with all it needs. */
export function exampleEvent(manifest: Manifest): object {
  const [event] = manifest.events;
  if (event === undefined) {
    return {
      type: 'user.consent',
      subject: 'ann',
      data: { purpose: manifest.purposes[0] ?? '', granted: true },
    };
  }
  const fields = event.fields.filter(({ optional }) => !optional);
  return {
    type: event.wireNames[0] ?? event.name,
    subject: 'ann',
    data: Object.fromEntries(fields.map(({ name, type }) => [name, example(type)])),
  };
}

/** A record that a source of these rules maps; `time` stands where the source has it. */
export function exampleRecord(
  { attributes, mappings }: SourceSchema,
  { events }: Manifest,
  time: string,
): object {
  const record: Record<string, unknown> = {};
  const [mapping] = mappings;
  for (const { name, from } of mapping?.fields ?? []) {
    if (!('column' in from)) continue;
    const fields = typeof mapping?.target === 'number' ? events[mapping.target]?.fields : [];
    const type = fields?.find((field) => field.name === name)?.type;
    put(record, from.column, type === undefined ? 'x' : example(type));
  }
  for (const { column, test, values } of mapping?.conditions ?? []) {
    const [value = 'x'] = values;
    if (test === '!=' || test === 'missing') continue;
    put(record, column, typeof value === 'object' ? Number(value.number) : value);
  }
  for (const { name, column } of attributes) {
    if (name === 'user') put(record, column, 'ann');
    if (name === 'at') put(record, column, time);
  }
  return record;
}

function put(record: Record<string, unknown>, path: ColumnPath, value: unknown): void {
  const [head = '', ...rest] = path;
  if (rest.length === 0) {
    record[head] = value;
    return;
  }
  const inner = record[head];
  const into = typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : {};
  record[head] = into;
  put(into, rest, value);
}

function example(type: FieldType): unknown {
  switch (type.kind) {
    case 'bool':
      return true;
    case 'int':
      return 1;
    case 'decimal':
      return 9.5;
    case 'string':
      return 'x';
    case 'timestamp':
      return '2026-03-02T10:00:00Z';
    case 'timezone':
      return 'Europe/Berlin';
    case 'enum':
      return type.members[0];
    case 'list':
      return [example(type.of)];
  }
}
