import { closest } from '../../diagnostics/did-you-mean.ts';
import type { Expr, Name, Path } from '../../syntax/tree.ts';
import { type Entry, entryKind, withArticle } from '../names/entry.ts';
import { findEntry } from '../names/find-entry.ts';
import { pathText, reportNotFound } from '../names/resolve-path.ts';
import type { EventAttribute, FieldSymbol, Ref, Type } from '../program.ts';
import { noteUse } from '../tables.ts';
import { attributeTypes, BOOL, isAttribute, memberText, UNKNOWN } from '../types/type.ts';
import { refuseLeaning } from './missing.ts';
import { permits } from './permission.ts';
import type { EventOrUnreadable, Site } from './site.ts';
import type { Typer } from './typer.ts';

type RefExpr = Extract<Expr, { kind: 'ref' }>;

/** What a name, or a path, in an expression refers to, and the type of that. */
export function inferReference(typer: Typer, expr: RefExpr, site: Site, expected: Type | undefined): Type {
  const { path } = expr;
  const [first, second] = path.parts;
  if (first === undefined || first.text === '') return UNKNOWN;
  if (second === undefined) return inferBare(typer, path, first, site, expected);
  if (first.text === 'user') return inferUserField(typer, path, second, site);
  if (first.text === 'event') return inferTriggerField(typer, path, second, site);
  return inferDeclared(typer, path, site);
}

function inferBare(typer: Typer, path: Path, name: Name, site: Site, expected: Type | undefined): Type {
  const { refs } = typer.tables;
  const text = name.text;
  // A member wins over anything else of its name, so that no new declaration changes what a condition means.
  if (expected?.kind === 'enum' && expected.members.includes(text)) {
    refs.set(path, { kind: 'enumMember', text });
    return { ...expected, optional: false };
  }
  const param = site.params?.get(text);
  if (param !== undefined) {
    refs.set(path, { kind: 'param', symbol: param });
    return param.type;
  }
  if (site.row !== undefined) {
    const field = findField(site.row.event, text);
    if (field !== undefined && site.row.event !== 'unreadable') {
      refs.set(path, {
        kind: site.row.role === 'row' ? 'rowField' : 'triggerField',
        event: site.row.event,
        field: field.field,
      });
      return field.type;
    }
  }
  if (text === 'user' || text === 'event') {
    typer.reporter.report('N3018', path.span, `\`${text}\` alone is not a value`, {
      help: `write which field you mean: \`${text}.…\``,
    });
    return UNKNOWN;
  }
  return inferDeclared(typer, path, site, expected);
}

interface FoundField {
  readonly field: FieldSymbol | EventAttribute;
  readonly type: Type;
}

export function findField(event: EventOrUnreadable, name: string): FoundField | undefined {
  if (event === 'unreadable') return undefined;
  const field = event.fields.find((each) => each.name === name);
  if (field !== undefined) return { field, type: field.type };
  const attribute = attributeTypes.get(name);
  return attribute !== undefined && isAttribute(name) ? { field: name, type: attribute } : undefined;
}

function inferUserField(typer: Typer, path: Path, name: Name, site: Site): Type {
  const { tables, reporter } = typer;
  if (!permits(typer, site, 'user', path.span)) return UNKNOWN;
  if (path.parts.length > 2) {
    reporter.report('N2010', path.span, `\`${pathText(path)}\` goes deeper than a profile does`, {
      help: `a profile has plain fields: \`user.${name.text}\``,
    });
    return UNKNOWN;
  }
  const field = tables.userFields.get(name.text);
  if (field === undefined) {
    if (!tables.user.unreadable) reportUnknownUserField(typer, name);
    return UNKNOWN;
  }
  tables.refs.set(path, { kind: 'userField', field });
  return field.type;
}

/** Also for the profile in tests and sources. */
export function reportUnknownUserField(typer: Pick<Typer, 'tables' | 'reporter'>, name: Name): void {
  const { userFields } = typer.tables;
  const meant = closest(name.text, [...userFields.keys()]);
  typer.reporter.report('N2010', name.span, `\`user\` has no field \`${name.text}\``, {
    help:
      meant === undefined
        ? `declare it in the \`user\` block: \`${name.text}: string?\``
        : `did you mean \`${meant}\`?`,
  });
}

function inferTriggerField(typer: Typer, path: Path, name: Name, site: Site): Type {
  const { tables, reporter } = typer;
  if (!permits(typer, site, 'event', path.span)) return UNKNOWN;
  const { trigger } = site;
  if (trigger === undefined) {
    reporter.report('N4012', path.span, `there is no triggering event here, so no \`${pathText(path)}\``, {
      help: noTriggerHelp(site, name),
    });
    return UNKNOWN;
  }
  if (trigger === 'unreadable') return UNKNOWN;
  const found = path.parts.length === 2 ? findField(trigger, name.text) : undefined;
  if (found === undefined) {
    reportUnknownField(typer, trigger, name);
    return UNKNOWN;
  }
  tables.refs.set(path, { kind: 'triggerField', event: trigger, field: found.field });
  return found.type;
}

function noTriggerHelp(site: Site, name: Name): string {
  if (site.place === 'when' || site.place === 'send') {
    return `after \`on enter\` and \`on exit\` there is no event: ask for the latest one, \`last(SomeEvent.${name.text}) over 1d\``;
  }
  if (site.row !== undefined) return `in a \`where\` the event's fields stand bare: \`${name.text}\``;
  return `ask what the user did: \`last(SomeEvent.${name.text}) over 1d\`, or \`did SomeEvent where … within 1d\``;
}

export function reportUnknownField(
  typer: Pick<Typer, 'reporter'>,
  event: Exclude<EventOrUnreadable, 'unreadable'>,
  name: Name,
): void {
  const meant = closest(name.text, [...event.fields.map((field) => field.name), ...attributeTypes.keys()]);
  typer.reporter.report('N2010', name.span, `\`${event.name}\` has no field \`${name.text}\``, {
    help:
      meant === undefined
        ? `declare it in the event: \`${name.text}: string?\``
        : `did you mean \`${meant}\`?`,
    related: [{ span: event.decl.name.span, message: `\`${event.name}\` is declared here` }],
  });
}

function inferDeclared(typer: Typer, path: Path, site: Site, expected?: Type): Type {
  const parts = path.parts.map((part) => part.text);
  const found = findEntry(site.scope, parts);
  if (found.kind === 'entry') return inferEntry(typer, path, found.entry, site);
  if (parts.length > 1 && explainParts(typer, path, site)) return UNKNOWN;
  if (found.kind === 'noSuchName' && parts.length === 1) {
    reportUnknownBare(typer, path, site, expected);
  } else {
    reportNotFound(path, found, undefined, site.scope, typer.reporter);
  }
  return UNKNOWN;
}

/** `Order.amount` outside an aggregate: a field of which of the user's orders? Other declarations have no parts at all. */
function explainParts(typer: Typer, path: Path, site: Site): boolean {
  const owner = findEntry(
    site.scope,
    path.parts.slice(0, -1).map((part) => part.text),
  );
  if (owner.kind === 'opaque') return true;
  if (owner.kind !== 'entry') return false;
  const kind = entryKind(owner.entry);
  const text = pathText(path);
  const name = owner.entry.name;
  const part = path.parts.at(-1)?.text ?? '';
  if (kind !== undefined && kind !== 'event') {
    typer.reporter.report(
      'N3018',
      path.span,
      `\`${name}\` is ${withArticle(kind)}, so it has no \`${part}\``,
      {
        help: `fields are those of \`user\` and of events; write \`${name}\` alone, or \`user.${part}\``,
      },
    );
    return true;
  }
  const isRow = site.row !== undefined && site.row.event !== 'unreadable' && site.row.event.name === name;
  const isTrigger = site.trigger !== undefined && site.trigger !== 'unreadable' && site.trigger.name === name;
  typer.reporter.report('N3018', path.span, `\`${text}\` does not say which \`${name}\``, {
    help: isRow
      ? `in this \`where\` write \`${part}\` alone`
      : isTrigger
        ? `for the event that triggered write \`event.${part}\``
        : `ask for one of them, such as \`last(${text}) over 30d\``,
  });
  return true;
}

/** A bare name that nothing has: what was meant depends on what could stand here. */
function reportUnknownBare(typer: Typer, path: Path, site: Site, expected: Type | undefined): void {
  const text = pathText(path);
  const { reporter, tables } = typer;
  const event = site.row?.event;
  if (expected?.kind === 'enum') {
    reportUnknownMember(typer, path, text, expected);
    return;
  }
  // It may be a field of an event that could not be read.
  if (event === 'unreadable') return;
  const trigger = site.trigger === 'unreadable' ? undefined : site.trigger;
  const inProfile =
    tables.userFields.has(text) &&
    (site.place === 'metric' ||
      site.place === 'segment' ||
      trigger !== undefined ||
      site.place === 'when' ||
      site.place === 'send');
  const full = inProfile
    ? `user.${text}`
    : trigger !== undefined && findField(trigger, text) !== undefined
      ? `event.${text}`
      : undefined;
  if (full !== undefined) {
    reporter.report('N2001', path.span, `nothing is called \`${text}\``, {
      help: `did you mean \`${full}\`?`,
    });
    return;
  }
  const [name] = path.parts;
  if (event !== undefined && name !== undefined && /^\p{Ll}/u.test(text)) {
    reportUnknownField(typer, event, name);
    return;
  }
  reportNotFound(path, { kind: 'noSuchName' }, undefined, site.scope, reporter, [
    ...(site.params?.keys() ?? []),
  ]);
}

export function reportUnknownMember(
  typer: Pick<Typer, 'reporter'>,
  at: { readonly span: Path['span'] },
  text: string,
  type: Extract<Type, { kind: 'enum' }>,
): void {
  const meant = closest(text, type.members);
  const shown = type.members.slice(0, 12).map((member) => `\`${memberText(member)}\``);
  const all = shown.join(', ') + (type.members.length > 12 ? ', …' : '');
  typer.reporter.report('N2014', at.span, `\`${text}\` is not one of the values that can stand here`, {
    help: meant === undefined ? `the values are ${all}` : `did you mean \`${memberText(meant)}\`?`,
  });
}

function inferEntry(typer: Typer, path: Path, entry: Entry, site: Site): Type {
  const { tables, reporter } = typer;
  const { decl } = entry;
  const refer = (ref: Ref, type: Type): Type => {
    tables.refs.set(path, ref);
    return type;
  };
  switch (decl.kind) {
    case 'const': {
      noteUse(tables, site.owner, decl, path.span);
      const symbol = tables.consts.get(decl);
      if (symbol === undefined) return pending(typer, decl);
      return refer({ kind: 'const', symbol }, symbol.type);
    }
    case 'metric': {
      if (!permits(typer, site, 'metric', path.span)) return UNKNOWN;
      noteUse(tables, site.owner, decl, path.span);
      const symbol = tables.metrics.get(decl);
      if (symbol === undefined) return pending(typer, decl);
      refuseLeaning(typer, symbol, path.span, site);
      return refer({ kind: 'metric', symbol }, symbol.type);
    }
    case 'segment': {
      if (!permits(typer, site, 'segment', path.span)) return UNKNOWN;
      noteUse(tables, site.owner, decl, path.span);
      const symbol = tables.segments.get(decl);
      return symbol === undefined ? UNKNOWN : refer({ kind: 'segment', symbol }, BOOL);
    }
    case 'fn':
      reporter.report('N3018', path.span, `\`${pathText(path)}\` is a function, not a value`, {
        help: `call it: \`${pathText(path)}(${decl.params.map((param) => param.name.text).join(', ')})\``,
      });
      return UNKNOWN;
    case 'event':
      reporter.report('N3018', path.span, `\`${pathText(path)}\` is an event, not a value`, {
        help: `ask whether it happened, \`did ${pathText(path)} within 1d\`, or how often: \`count(${pathText(path)}) over 1d\``,
      });
      return UNKNOWN;
    case 'nudge':
    case 'template':
    case 'source':
      reporter.report('N3018', path.span, `\`${pathText(path)}\` is ${withArticle(decl.kind)}, not a value`, {
        help: 'put a field, a metric, a segment or a constant here',
      });
      return UNKNOWN;
    case 'unbuiltDecl':
      return UNKNOWN;
    default: {
      const never: never = decl;
      return never;
    }
  }
}

function pending(typer: Typer, decl: Parameters<Typer['pending']['add']>[0]): Type {
  typer.pending.add(decl);
  return UNKNOWN;
}
