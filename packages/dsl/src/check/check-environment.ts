import type { FileTree } from '../syntax/tree.ts';
import { checkSource } from './clauses/check-source.ts';
import { declareProject, declareUser, readSettings } from './clauses/declare-project.ts';
import { declareTemplate } from './clauses/declare-template.ts';
import { declareConst, declareFn, declareMetric } from './clauses/declare-values.ts';
import { inDependencyOrder } from './clauses/in-dependency-order.ts';
import type { Typer } from './expressions/typer.ts';
import type { Environment } from './memory.ts';
import type { Entry, FileScope } from './names/entry.ts';
import { linkUses } from './names/link-uses.ts';
import { entriesOf, isOfKind, type Resolved } from './names/resolve-path.ts';
import type { SourceSymbol } from './program.ts';
import { declareEvent } from './types/declare-events.ts';
import { checkWireNames } from './types/wire-names.ts';

/** All that rules refer to; of what follows, each stage relies on those before it. */
export function checkEnvironment(
  trees: readonly FileTree[],
  scopes: readonly FileScope[],
  entries: readonly Entry[],
  typer: Typer,
): Environment {
  const { tables, reporter } = typer;
  const project = reporter.during(() => declareProject(trees, scopes, tables, reporter));
  linkAllUses(trees, scopes, typer);
  const { result, said } = reporter.during(() => {
    // Types of what is declared; constants and functions need nothing else, defaults need constants.
    for (const entry of entriesOf('event', entries)) {
      tables.events.set(entry.decl, declareEvent(entry, reporter));
    }
    checkWireNames([...tables.events.values()], reporter);
    declareValues([...entriesOf('const', entries), ...entriesOf('fn', entries)], typer);
    const { user, settings } = project.result;
    if (user !== undefined) declareUser(user, typer);
    const times = readSettings(settings, typer);
    for (const entry of entriesOf('template', entries)) {
      tables.templates.set(entry.decl, declareTemplate(entry, reporter));
    }
    // In the order in which they use each other.
    declareValues(entriesOf('metric', entries), typer);
    const sources = entriesOf('source', entries).flatMap(
      (entry): SourceSymbol | [] => checkSource(entry, typer) ?? [],
    );
    return { settings: times, sources };
  });
  return { ...result, said: [...project.said, ...said] };
}

/** What the bare names of each file mean. */
export function linkAllUses(
  trees: readonly FileTree[],
  scopes: readonly FileScope[],
  { tables, reporter }: Typer,
): void {
  const names = { purposes: new Set(tables.purposes.keys()), channels: new Set(tables.channels.keys()) };
  trees.forEach((tree, i) => {
    const scope = scopes[i];
    if (scope !== undefined) linkUses(tree, scope, names, reporter);
  });
}

function declareValues(
  entries: readonly (Resolved<'const'> | Resolved<'fn'> | Resolved<'metric'>)[],
  typer: Typer,
): void {
  const { tables } = typer;
  inDependencyOrder(entries, typer, (entry) => {
    if (isOfKind(entry, 'const')) tables.consts.set(entry.decl, declareConst(entry, typer));
    else if (isOfKind(entry, 'fn')) tables.fns.set(entry.decl, declareFn(entry, typer));
    else if (isOfKind(entry, 'metric')) tables.metrics.set(entry.decl, declareMetric(entry, typer));
  });
}
