import { closest } from '../../diagnostics/did-you-mean.ts';
import type { FileTree, UseItem, UseLine } from '../../syntax/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { FileScope, Module } from './entry.ts';
import { contentsHelp } from './resolve-path.ts';

/** Purposes and channels need no `use`; who tries is told so. */
export interface ProjectNames {
  readonly purposes: ReadonlySet<string>;
  readonly channels: ReadonlySet<string>;
}

/** Brings in what the `use` lines of a file say. */
export function linkUses(tree: FileTree, scope: FileScope, project: ProjectNames, reporter: Reporter): void {
  for (const line of tree.uses) {
    const name = line.path.parts.map((part) => part.text).join('.');
    const module = scope.modules.get(name);
    if (module === undefined) {
      reportUnknownModule(line, name, scope, reporter);
      if (line.items === undefined) scope.incomplete = true;
      for (const item of line.items ?? []) scope.named.set((item.as ?? item.name).text, 'opaque');
    } else if (line.items === undefined) {
      if (module !== scope.module) scope.open.push(module);
    } else {
      for (const item of line.items) linkItem(item, module, scope, project, reporter);
    }
  }
}

function reportUnknownModule(line: UseLine, name: string, scope: FileScope, reporter: Reporter): void {
  const known = [...scope.modules.keys()].filter((each) => each !== '');
  const meant = closest(name, known);
  reporter.report('N2002', line.path.span, `there is no module \`${name}\``, {
    help:
      meant !== undefined
        ? `did you mean \`${meant}\`?`
        : known.length === 0
          ? `a file becomes part of a module with \`module ${name}\` in its first line; no file has such a line`
          : `the modules of this project are ${known.map((each) => `\`${each}\``).join(', ')}`,
  });
}

function linkItem(
  item: UseItem,
  module: Module,
  scope: FileScope,
  project: ProjectNames,
  reporter: Reporter,
): void {
  const local = item.as ?? item.name;
  const entry = module.entries.get(item.name.text);
  if (entry === undefined) {
    const names = [...module.entries.keys()];
    const meant = closest(item.name.text, names);
    reporter.report('N2003', item.name.span, `module \`${module.name}\` has no \`${item.name.text}\``, {
      help:
        projectWide(item.name.text, project) ??
        (meant === undefined ? contentsHelp(module.name, names) : `did you mean \`${meant}\`?`),
    });
    if (!scope.named.has(local.text)) scope.named.set(local.text, 'opaque');
    return;
  }
  const taken = scope.module.entries.get(local.text) ?? scope.named.get(local.text);
  if (taken === undefined || taken === 'opaque') {
    scope.named.set(local.text, entry);
  } else if (taken !== entry) {
    reporter.report('N2009', local.span, `this file has another \`${local.text}\` already`, {
      help: `bring it in under another name: \`${item.name.text} as …\``,
      related: [{ span: taken.nameSpan, message: `the other \`${taken.name}\`` }],
    });
  }
}

function projectWide(name: string, project: ProjectNames): string | undefined {
  const kind = project.purposes.has(name) ? 'purposes' : project.channels.has(name) ? 'channels' : undefined;
  return kind && `${kind} are seen in the whole project: leave \`${name}\` out here`;
}
