import { closest } from '../../diagnostics/did-you-mean.ts';
import { aggregateWords } from '../../syntax/keywords.ts';
import type { Path } from '../../syntax/tree.ts';
import type { Reporter } from '../reporter.ts';
import { type Entry, type EntryKind, entryKind, type FileScope, withArticle } from './entry.ts';
import { type Found, findEntry, visibleEntries } from './find-entry.ts';

export type Resolved<K extends EntryKind> = Entry & { readonly decl: { readonly kind: K } };

export function pathText(path: Path): string {
  return path.parts.map((part) => part.text).join('.');
}

/** The declaration of one kind that a path names; where there is none, that has been said. */
export function resolvePath<K extends EntryKind>(
  path: Path,
  kind: K,
  scope: FileScope,
  reporter: Reporter,
): Resolved<K> | undefined {
  const found = findEntry(
    scope,
    path.parts.map((part) => part.text),
  );
  if (found.kind !== 'entry') {
    reportNotFound(path, found, kind, scope, reporter);
    return undefined;
  }
  if (isOfKind(found.entry, kind)) return found.entry;
  const actual = entryKind(found.entry);
  if (actual !== undefined) {
    const meant = closest(found.entry.name, namesOf(kind, scope));
    reporter.report(
      'N2006',
      path.span,
      `\`${pathText(path)}\` is ${withArticle(actual)}, but ${withArticle(kind)} belongs here`,
      {
        help:
          meant === undefined ? wrongKindHelp(kind, actual, found.entry.name) : `did you mean \`${meant}\`?`,
        related: [{ span: found.entry.nameSpan, message: `declared here as ${withArticle(actual)}` }],
      },
    );
  }
  return undefined;
}

export function isOfKind<K extends EntryKind>(entry: Entry, kind: K): entry is Resolved<K> {
  return entry.decl.kind === kind;
}

/** Those of one kind, in their order; of what is opaque nothing is known. */
export function entriesOf<K extends EntryKind>(kind: K, entries: readonly Entry[]): Resolved<K>[] {
  return entries.filter((entry): entry is Resolved<K> => isOfKind(entry, kind) && !entry.opaque);
}

function namesOf(kind: EntryKind | undefined, scope: FileScope): string[] {
  return visibleEntries(scope)
    .filter((entry) => kind === undefined || entry.decl.kind === kind)
    .map((entry) => entry.name);
}

/** Says why a path leads nowhere. `kind` is what belongs there, if only one kind does. */
export function reportNotFound(
  path: Path,
  found: Exclude<Found, { kind: 'entry' }>,
  kind: EntryKind | undefined,
  scope: FileScope,
  reporter: Reporter,
  moreCandidates: readonly string[] = [],
): void {
  const text = pathText(path);
  const name = path.parts.at(-1)?.text ?? '';
  switch (found.kind) {
    case 'opaque':
      return;
    case 'ambiguous': {
      const [first] = found.entries;
      reporter.report('N2005', path.span, `\`${text}\` could be ${listed(found.entries)}`, {
        help: `write \`${first?.qualified}\`, or \`use ${first?.module} { ${name} as … }\``,
        related: found.entries.map((entry) => ({ span: entry.nameSpan, message: `\`${entry.qualified}\`` })),
      });
      return;
    }
    case 'noSuchModule': {
      const meant = closest(found.module, [...scope.modules.keys()]);
      reporter.report('N2002', path.span, `there is no module \`${found.module}\``, {
        help:
          meant === undefined || meant === ''
            ? `a path is a module and a name in it; fields are written \`user.${name}\` or \`event.${name}\``
            : `did you mean \`${meant}.${name}\`?`,
      });
      return;
    }
    case 'noSuchName': {
      if (found.module !== undefined) {
        const entries = [...(scope.modules.get(found.module)?.entries.values() ?? [])];
        const meant = closest(
          name,
          entries.map((entry) => entry.name),
        );
        reporter.report(
          'N2003',
          path.parts.at(-1)?.span ?? path.span,
          `module \`${found.module}\` has no \`${name}\``,
          {
            help:
              meant === undefined
                ? contentsHelp(
                    found.module,
                    entries.map((entry) => entry.name),
                  )
                : `did you mean \`${found.module}.${meant}\`?`,
          },
        );
        return;
      }
      const elsewhere = declaredElsewhere(name, kind, scope);
      const meant = closest(name, [...moreCandidates, ...namesOf(kind, scope)]);
      const what =
        kind === undefined ? `nothing is called \`${text}\`` : `there is no ${noun(kind)} \`${text}\``;
      reporter.report('N2001', path.span, what, {
        help:
          elsewhere === undefined
            ? meant === undefined
              ? undeclaredHelp(kind, name)
              : `did you mean \`${meant}\`?`
            : `it is declared in module \`${elsewhere.module}\`: add \`use ${elsewhere.module} { ${name} }\``,
        related:
          elsewhere === undefined ? undefined : [{ span: elsewhere.nameSpan, message: 'declared here' }],
      });
      return;
    }
    default:
      found satisfies never;
  }
}

function wrongKindHelp(wanted: EntryKind, actual: EntryKind, name: string): string {
  if (wanted === 'event' && actual === 'segment')
    return `a segment is asked for by its name alone, \`when ${name}\`, and triggers with \`on enter ${name}\``;
  return `put the name of ${withArticle(wanted)} here`;
}

function undeclaredHelp(kind: EntryKind | undefined, name: string): string {
  if (kind !== undefined) {
    return `declare it: \`${kind} ${name} ${kind === 'metric' || kind === 'const' ? '= …' : '{ … }'}\``;
  }
  if (['null', 'nil', 'none', 'undefined', 'NULL'].includes(name))
    return 'ask for it with `is missing` or `is present`';
  if (aggregateWords.includes(name)) return `it needs its event: \`${name}(…) over 24h\``;
  return /^\p{Lu}/u.test(name)
    ? `declare a segment \`${name}\`, or put it in double quotes if it is a text: \`"${name}"\``
    : `fields are written \`user.${name}\` or \`event.${name}\`; a text stands in double quotes: \`"${name}"\``;
}

/** What a module has, for who asked it for something else. */
export function contentsHelp(module: string, names: readonly string[]): string {
  if (names.length === 0) return `\`${module}\` declares nothing`;
  const shown = names.slice(0, 8).map((name) => `\`${name}\``);
  return `it has ${shown.join(', ')}${names.length > 8 ? ', …' : ''}`;
}

function noun(kind: EntryKind): string {
  return withArticle(kind).replace(/^an? /, '');
}

function listed(entries: readonly Entry[]): string {
  return entries.map((entry) => `\`${entry.qualified}\``).join(' or ');
}

function declaredElsewhere(name: string, kind: EntryKind | undefined, scope: FileScope): Entry | undefined {
  for (const module of scope.modules.values()) {
    const entry = module.entries.get(name);
    if (entry !== undefined && module.name !== '' && (kind === undefined || entry.decl.kind === kind))
      return entry;
  }
  return undefined;
}
