import type { EventSchema, FieldSchema, Manifest } from '@nudge/engine';

/**
 * Two sources for rules that have none, so that all their events can come as CSV and as foreign JSON. Columns are called
 * as fields; `kind` says what a record is. CSV holds no lists.
 */
export function sourcesFor(manifest: Manifest): string {
  return `${sourceText('law_csv', 'csv', manifest)}\n${sourceText('law_json', 'json', manifest)}`;
}

/** The columns of the envelope, by attribute. */
export const COLUMNS = {
  user: 'user_id',
  at: 'happened_at',
  id: 'record_id',
  tenant: 'shop',
  session: 'session_id',
  device: 'device_id',
} as const;

function sourceText(name: string, format: 'csv' | 'json', { events, user, purposes }: Manifest): string {
  const isFit = ({ type }: FieldSchema): boolean => format === 'json' || type.kind !== 'list';
  const lines = Object.entries(COLUMNS).map(([attribute, column]) =>
    attribute === 'at' ? `at = ${column} in "Europe/Berlin"` : `${attribute} = ${column}`,
  );
  const mapping = (target: string, fields: readonly FieldSchema[]): void => {
    const inits = fields.filter(isFit).map((field) => `${field.name}: ${field.name}`);
    lines.push(`on kind = "${target}" -> ${target} { ${inits.join(', ')} }`);
  };
  const canCome = ({ fields }: EventSchema): boolean =>
    fields.every((field) => isFit(field) || field.optional);
  for (const event of events.filter(canCome)) mapping(event.name, event.fields);
  if (user.some(isFit)) mapping('user.updated', user);
  if (purposes.length > 0) {
    lines.push('on kind = "user.consent" -> user.consent { purpose: purpose, granted: granted }');
  }
  return `source ${name} {\n  format ${format}\n${lines.map((line) => `  ${line}\n`).join('')}}\n`;
}
