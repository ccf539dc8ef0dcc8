import type { Related } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../syntax/span.ts';
import type { Entry, NamedDecl } from '../names/entry.ts';
import type { Reporter } from '../reporter.ts';
import type { Tables } from '../tables.ts';

/** What each of some declarations refers to among them. */
export function usedBy(entries: readonly Entry[], tables: Tables): (entry: Entry) => Entry[] {
  const byDecl = new Map(entries.map((entry) => [entry.decl, entry]));
  return (entry) => {
    const found: Entry[] = [];
    for (const decl of usesOf(entry, tables).keys()) {
      const target = byDecl.get(decl);
      if (target !== undefined) found.push(target);
    }
    return found;
  };
}

/**
 * Refuses declarations that refer to themselves, once for each circle, and returns all that take part in one: who
 * follows references further must leave them alone. `groups` are the strongly connected components of the entries.
 */
export function findCycles(
  entries: readonly Entry[],
  groups: readonly (readonly Entry[])[],
  tables: Tables,
  reporter: Reporter,
): ReadonlySet<NamedDecl> {
  const targets = usedBy(entries, tables);
  const cyclic = new Set<NamedDecl>();
  for (const component of groups) {
    const [first] = component;
    if (first === undefined || (component.length === 1 && !targets(first).includes(first))) continue;
    for (const entry of component) if (entry.decl.kind !== 'unbuiltDecl') cyclic.add(entry.decl);
    const members = new Set(component);
    const start = entries.find((entry) => members.has(entry)) ?? first;
    reportCycle(
      shortestCycle(start, (entry) => targets(entry).filter((each) => members.has(each))),
      tables,
      reporter,
    );
  }
  return cyclic;
}

const NO_USES: ReadonlyMap<NamedDecl, Span> = new Map();

function usesOf(entry: Entry, tables: Tables): ReadonlyMap<NamedDecl, Span> {
  return (entry.decl.kind === 'unbuiltDecl' ? undefined : tables.uses.get(entry.decl)) ?? NO_USES;
}

/** From the start back to it, breadth first; the start stands at the front only. */
function shortestCycle(start: Entry, targets: (entry: Entry) => readonly Entry[]): Entry[] {
  const from = new Map<Entry, Entry>();
  const queue = [start];
  for (const entry of queue) {
    for (const target of targets(entry)) {
      if (target === start) {
        const path = [entry];
        for (let at = entry; at !== start; ) {
          at = from.get(at) ?? start;
          path.push(at);
        }
        return path.reverse();
      }
      if (from.has(target)) continue;
      from.set(target, entry);
      queue.push(target);
    }
  }
  return [start];
}

function reportCycle(path: readonly Entry[], tables: Tables, reporter: Reporter): void {
  const [first] = path;
  if (first === undefined) return;
  const related: Related[] = path.flatMap((entry, i) => {
    const next = path[(i + 1) % path.length];
    const span =
      next?.decl.kind === 'unbuiltDecl' || next === undefined
        ? undefined
        : usesOf(entry, tables).get(next.decl);
    return span === undefined ? [] : [{ span, message: `\`${entry.name}\` uses \`${next?.name}\`` }];
  });
  const names = [...path, first].map((entry) => `\`${entry.name}\``);
  const shown = names.length > 9 ? [...names.slice(0, 5), '…', ...names.slice(-3)] : names;
  reporter.report('N2015', first.nameSpan, `\`${first.name}\` refers to itself: ${shown.join(' → ')}`, {
    help: path.length === 1 ? 'take itself out of it' : 'take one of these uses out',
    related: related.slice(0, 8),
  });
}
