import type { Expr, Path } from '../../syntax/tree.ts';
import { components } from '../derived/components.ts';
import { everyExpr } from '../expressions/children.ts';
import type { Typer } from '../expressions/typer.ts';
import type { Entry, NamedDecl } from '../names/entry.ts';
import { findEntry } from '../names/find-entry.ts';

/**
 * Handles declarations so that each comes behind those that it refers to. What a bare name refers to is sure only
 * when it is typed (it may be a field, or a member of an enum), so the order is first guessed from all names; where
 * the guess goes round in a circle, a first, silent pass finds out the true references.
 */
export function inDependencyOrder(
  entries: readonly Entry[],
  typer: Typer,
  handle: (entry: Entry) => void,
): void {
  const members = new Set(entries);
  const guessed = (entry: Entry): Entry[] => {
    const targets: Entry[] = [];
    const body = bodyOf(entry);
    for (const path of body === undefined ? [] : pathsIn(body)) {
      const found = findEntry(
        entry.scope,
        path.parts.map((part) => part.text),
      );
      if (found.kind === 'entry' && members.has(found.entry)) targets.push(found.entry);
    }
    return targets;
  };
  for (const component of components(entries, guessed)) {
    if (component.length > 1) handleCircle(component, typer, handle);
    else component.forEach(handle);
  }
}

function bodyOf({ decl }: Entry): Expr | undefined {
  if (decl.kind === 'const' || decl.kind === 'metric') return decl.value;
  return decl.kind === 'fn' ? decl.body : undefined;
}

function* pathsIn(body: Expr): Generator<Path> {
  for (const expr of everyExpr(body)) {
    if (expr.kind === 'ref') yield expr.path;
    else if (expr.kind === 'call') yield expr.callee;
  }
}

function handleCircle(circle: readonly Entry[], typer: Typer, handle: (entry: Entry) => void): void {
  const { tables, reporter } = typer;
  reporter.muted(() => circle.forEach(handle));
  const byDecl = new Map(circle.map((entry) => [entry.decl, entry]));
  const truly = (entry: Entry): Entry[] =>
    [...(usesOf(entry, typer)?.keys() ?? [])].flatMap((decl) => byDecl.get(decl) ?? []);
  const ordered = components(circle, truly).flat();
  for (const { decl } of circle) {
    if (decl.kind === 'unbuiltDecl') continue;
    tables.uses.delete(decl);
    if (decl.kind === 'const') tables.consts.delete(decl);
    else if (decl.kind === 'fn') tables.fns.delete(decl);
    else if (decl.kind === 'metric') tables.metrics.delete(decl);
  }
  ordered.forEach(handle);
}

function usesOf(entry: Entry, typer: Typer): ReadonlyMap<NamedDecl, unknown> | undefined {
  return entry.decl.kind === 'unbuiltDecl' ? undefined : typer.tables.uses.get(entry.decl);
}
