import type { EventDecl } from '../../syntax/tree.ts';
import type { Resolved } from '../names/resolve-path.ts';
import type { EventSymbol } from '../program.ts';
import type { Reporter } from '../reporter.ts';
import { readFields } from './read-fields.ts';
import { isAttribute } from './type.ts';

export function declareEvent(entry: Resolved<'event'>, reporter: Reporter): EventSymbol {
  const decl: EventDecl = entry.decl;
  const fields = readFields(decl.fields, 'eventField', reporter);
  for (const field of decl.fields) {
    checkAttribute(field, entry.name, reporter);
    checkNoDefault(field, reporter);
  }
  return {
    kind: 'event',
    name: entry.name,
    module: entry.module,
    qualified: entry.qualified,
    wireNames:
      decl.wireName === undefined
        ? [...new Set([entry.name, entry.qualified])]
        : [decl.wireName.value.normalize('NFC')],
    fields: fields.filter((field) => !isAttribute(field.name)),
    decl,
  };
}

function checkAttribute(field: EventDecl['fields'][number], event: string, reporter: Reporter): void {
  const name = field.name.text;
  if (!isAttribute(name)) return;
  reporter.report('N4002', field.name.span, `every event has \`${name}\` already`, {
    help: `leave the field out and use \`event.${name}\`, or give the field another name, such as \`${event.toLowerCase()}_${name}\``,
  });
}

function checkNoDefault(field: EventDecl['fields'][number], reporter: Reporter): void {
  if (field.defaultValue === undefined) return;
  const name = field.name.text;
  const value = reporter.quote(field.defaultValue.span);
  reporter.report(
    'N4003',
    field.defaultValue.span,
    `\`${name}\` belongs to an event, so it cannot have a default`,
    {
      help: `make it optional, \`${name}: ${field.type.base.text}?\`, and write \`${name} ?? ${value}\` where it is used`,
    },
  );
}
