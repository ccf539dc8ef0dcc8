import type { Span } from '../../syntax/span.ts';
import type { EventSymbol } from '../program.ts';
import type { Reporter } from '../reporter.ts';

/** The type names that the product itself reads. */
const builtInTypes: readonly string[] = ['user.updated', 'user.consent', 'user.erased'];

/** An incoming record must be one event at most, so no two events may answer to one name. */
export function checkWireNames(events: readonly EventSymbol[], reporter: Reporter): void {
  const owners = new Map<string, EventSymbol>();
  for (const event of events) {
    for (const name of event.wireNames) {
      const first = owners.get(name);
      if (first !== undefined && first.qualified !== event.qualified) {
        reportClash(event, first, name, reporter);
        break;
      }
      owners.set(name, event);
    }
    const builtIn = event.wireNames.find((name) => builtInTypes.includes(name));
    if (builtIn !== undefined) {
      reporter.report('N4006', nameSpan(event), `\`${builtIn}\` has a meaning of its own on the wire`, {
        help: 'choose another name behind `as`',
      });
    }
  }
}

function reportClash(event: EventSymbol, first: EventSymbol, name: string, reporter: Reporter): void {
  const other = event.decl.wireName === undefined || first.decl.wireName !== undefined ? event : first;
  const suggestion = other.module === '' ? `${other.name}2` : other.qualified;
  reporter.report('N4006', nameSpan(event), `two events are called \`${name}\` on the wire`, {
    help: `give one of them a name of its own there: \`event ${other.name} as "${suggestion}"\``,
    related: [{ span: nameSpan(first), message: `\`${first.qualified}\` has this name as well` }],
  });
}

function nameSpan(event: EventSymbol): Span {
  return (event.decl.wireName ?? event.decl.name).span;
}
