interface Visit<T> {
  readonly node: T;
  readonly edges: Iterator<T>;
  readonly index: number;
  low: number;
}

/**
 * The strongly connected components of a graph, each behind those that it points to (Tarjan, 1972; without
 * recursion). A component of one node may point to itself.
 */
export function components<T>(nodes: readonly T[], edgesOf: (node: T) => Iterable<T>): T[][] {
  const indexes = new Map<T, number>();
  const onStack = new Set<T>();
  const stack: T[] = [];
  const result: T[][] = [];
  const path: Visit<T>[] = [];

  const open = (node: T): void => {
    const index = indexes.size;
    indexes.set(node, index);
    stack.push(node);
    onStack.add(node);
    path.push({ node, edges: edgesOf(node)[Symbol.iterator](), index, low: index });
  };

  const close = (visit: Visit<T>): void => {
    path.pop();
    const parent = path.at(-1);
    if (parent !== undefined) parent.low = Math.min(parent.low, visit.low);
    if (visit.low !== visit.index) return;
    const component = stack.splice(stack.lastIndexOf(visit.node));
    for (const node of component) onStack.delete(node);
    result.push(component);
  };

  for (const root of nodes) {
    if (indexes.has(root)) continue;
    open(root);
    for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
      const next = visit.edges.next();
      if (next.done === true) close(visit);
      else if (!indexes.has(next.value)) open(next.value);
      else if (onStack.has(next.value)) visit.low = Math.min(visit.low, indexes.get(next.value) ?? visit.low);
    }
  }
  return result;
}
