import type { Entry, FileScope } from './entry.ts';

export type Found =
  | { readonly kind: 'entry'; readonly entry: Entry }
  /** Declared somewhere, but nothing is known of it: stay silent. */
  | { readonly kind: 'opaque' }
  | { readonly kind: 'ambiguous'; readonly entries: readonly Entry[] }
  | { readonly kind: 'noSuchName'; readonly module?: string }
  | { readonly kind: 'noSuchModule'; readonly module: string };

/**
 * What a name, or a path `module.Name`, refers to. A bare name is looked for in the file's own module, then among
 * the names that `use` lists, then in the modules that it brings in as a whole, then in the root module (whose full
 * names are bare).
 */
export function findEntry(scope: FileScope, parts: readonly string[]): Found {
  const name = parts.at(-1) ?? '';
  if (parts.length === 1) return findBare(scope, name);
  const moduleName = parts.slice(0, -1).join('.');
  const module = scope.modules.get(moduleName);
  if (module === undefined) return { kind: 'noSuchModule', module: moduleName };
  return fromEntry(module.entries.get(name)) ?? { kind: 'noSuchName', module: moduleName };
}

function findBare(scope: FileScope, name: string): Found {
  const own = fromEntry(scope.module.entries.get(name));
  if (own !== undefined) return own;
  const named = scope.named.get(name);
  if (named === 'opaque') return { kind: 'opaque' };
  if (named !== undefined) return fromEntry(named) ?? { kind: 'opaque' };
  const brought = new Set<Entry>();
  for (const module of scope.open) {
    const entry = module.entries.get(name);
    if (entry !== undefined) brought.add(entry);
  }
  const [first, ...others] = brought;
  if (others.length > 0) return { kind: 'ambiguous', entries: [...brought] };
  return (
    fromEntry(first) ??
    fromEntry(scope.modules.get('')?.entries.get(name)) ??
    (scope.incomplete ? { kind: 'opaque' } : { kind: 'noSuchName' })
  );
}

function fromEntry(entry: Entry | undefined): Found | undefined {
  if (entry === undefined) return undefined;
  return entry.opaque ? { kind: 'opaque' } : { kind: 'entry', entry };
}

/** Every name that a bare name of this file could mean. */
export function visibleEntries(scope: FileScope): Entry[] {
  const listed = [...scope.named.values()].filter((entry) => entry !== 'opaque');
  const modules = new Set([scope.module, ...scope.open]);
  const root = scope.modules.get('');
  if (root !== undefined) modules.add(root);
  return [...listed, ...[...modules].flatMap((module) => [...module.entries.values()])];
}
