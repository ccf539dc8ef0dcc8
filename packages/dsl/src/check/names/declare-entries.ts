import type { FileTree, Name, UnbuiltDecl } from '../../syntax/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { Entry, FileScope, Module, NamedDecl } from './entry.ts';
import { checkNameStyle } from './name-style.ts';

export interface Declared {
  readonly modules: ReadonlyMap<string, Module>;
  /** One for each file, in the order given. */
  readonly scopes: readonly FileScope[];
  /** Every named declaration, second ones of a name included: they are checked, though nobody can refer to them. */
  readonly entries: readonly Entry[];
}

/** Makes the modules and what they declare. The order of files and declarations never matters, save for blame. */
export function declareEntries(trees: readonly FileTree[], reporter: Reporter): Declared {
  const modules = new Map<string, Module>([['', { name: '', entries: new Map() }]]);
  const scopes: FileScope[] = [];
  const entries: Entry[] = [];
  for (const tree of trees) {
    const scope = openScope(tree, modules);
    scopes.push(scope);
    for (const decl of tree.declarations) {
      if (!hasName(decl)) continue;
      const { name } = decl;
      if (name === undefined || name.text === '') continue;
      const entry = makeEntry(name, decl, scope);
      entries.push(entry);
      if (decl.kind !== 'unbuiltDecl') checkNameStyle(name, decl.kind, reporter);
      enter(scope.module, entry, reporter);
    }
  }
  return { modules, scopes, entries };
}

function openScope(tree: FileTree, modules: Map<string, Module>): FileScope {
  const name = (tree.module?.path.parts ?? []).map((part) => part.text).join('.');
  let module = modules.get(name);
  if (module === undefined) {
    module = { name, entries: new Map() };
    modules.set(name, module);
  }
  return { file: tree.path, module, modules, named: new Map(), open: [], incomplete: false };
}

function hasName(decl: FileTree['declarations'][number]): decl is NamedDecl | UnbuiltDecl {
  switch (decl.kind) {
    case 'user':
    case 'channel':
    case 'purpose':
    case 'setting':
    case 'test':
      return false;
    case 'event':
    case 'source':
    case 'const':
    case 'fn':
    case 'metric':
    case 'segment':
    case 'nudge':
    case 'template':
    case 'unbuiltDecl':
      return true;
    default: {
      const never: never = decl;
      return never;
    }
  }
}

function makeEntry(name: Name, decl: NamedDecl | UnbuiltDecl, scope: FileScope): Entry {
  const module = scope.module.name;
  return {
    name: name.text,
    nameSpan: name.span,
    module,
    qualified: module === '' ? name.text : `${module}.${name.text}`,
    decl,
    scope,
    opaque: decl.broken === true || decl.kind === 'unbuiltDecl',
  };
}

function enter(module: Module, entry: Entry, reporter: Reporter): void {
  const first = module.entries.get(entry.name);
  if (first === undefined) {
    module.entries.set(entry.name, entry);
    return;
  }
  const where = module.name === '' ? 'in this module' : `in module \`${module.name}\``;
  reporter.report('N2004', entry.nameSpan, `\`${entry.name}\` is already declared ${where}`, {
    help: 'give one of the two another name',
    related: [{ span: first.nameSpan, message: 'first declared here' }],
  });
}
