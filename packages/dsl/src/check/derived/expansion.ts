import type { Expr } from '../../syntax/tree.ts';
import { childrenOf } from '../expressions/children.ts';
import type { Entry, NamedDecl } from '../names/entry.ts';
import type { Reporter } from '../reporter.ts';
import type { Tables } from '../tables.ts';

/*
 * Functions and metrics are written out where they are used. Ten functions that each call the one before ten times
 * would be ten thousand million steps for each event: the sizes are added up here, and refused in time.
 */
const NODES_MAX = 10_000;
/** Back ends recurse over what they are given. */
const DEPTH_MAX = 1_200;

interface Size {
  readonly nodes: number;
  readonly depth: number;
}

/** Refuses what grows too large, and returns it: nobody should look into it further. `entries` are in order of dependency. */
export function findOversized(
  entries: readonly Entry[],
  cyclic: ReadonlySet<NamedDecl>,
  tables: Tables,
  reporter: Reporter,
): ReadonlySet<NamedDecl> {
  const sizes = new Map<NamedDecl, Size>();
  const oversized = new Set<NamedDecl>();
  for (const { decl, name, nameSpan } of entries) {
    const body = bodyOf(decl);
    if (body === undefined || decl.kind === 'unbuiltDecl' || cyclic.has(decl)) continue;
    const size = measure(body, tables, sizes);
    const large =
      size.nodes > NODES_MAX
        ? `${size.nodes} parts`
        : size.depth > DEPTH_MAX
          ? `${size.depth} levels`
          : undefined;
    if (large === undefined || size.own) {
      sizes.set(decl, size);
      continue;
    }
    oversized.add(decl);
    reporter.report('N3017', nameSpan, `\`${name}\`, written out, grows to ${large}`, {
      help: 'let it use others fewer times',
    });
  }
  return oversized;
}

function bodyOf(decl: Entry['decl']): Expr | undefined {
  switch (decl.kind) {
    case 'fn':
      return decl.body;
    case 'metric':
      return decl.value;
    case 'segment':
      return decl.clauses.find((clause) => clause.kind === 'when')?.condition;
    case 'event':
    case 'source':
    case 'const':
    case 'nudge':
    case 'template':
    case 'unbuiltDecl':
      return undefined;
    default: {
      const never: never = decl;
      return never;
    }
  }
}

/** `own`: it is as large as it is written, so the author knows. */
function measure(
  body: Expr,
  tables: Tables,
  sizes: ReadonlyMap<NamedDecl, Size>,
): Size & { readonly own: boolean } {
  let nodes = 0;
  let depth = 0;
  let own = true;
  const stack: { readonly expr: Expr; readonly depth: number }[] = [{ expr: body, depth: 1 }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { expr } = top;
    nodes++;
    let inner = top.depth;
    const path = expr.kind === 'ref' ? expr.path : expr.kind === 'call' ? expr.callee : undefined;
    const ref = path && tables.refs.get(path);
    const used = ref?.kind === 'fn' || ref?.kind === 'metric' ? sizes.get(ref.symbol.decl) : undefined;
    if (used !== undefined) {
      own = false;
      nodes += used.nodes;
      inner += used.depth;
    }
    depth = Math.max(depth, inner);
    // A list is one constant, however long.
    if (expr.kind === 'list') continue;
    for (const child of childrenOf(expr)) stack.push({ expr: child, depth: inner + 1 });
  }
  return { nodes, depth, own };
}
