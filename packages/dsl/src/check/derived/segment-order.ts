import type { SegmentSymbol } from '../program.ts';
import type { Tables } from '../tables.ts';
import { components } from './components.ts';
import { compareText } from './text-order.ts';

/** Each segment behind those that it names; among those of one height by qualified name. */
export function orderSegments(segments: readonly SegmentSymbol[], tables: Tables): SegmentSymbol[] {
  const targets = (segment: SegmentSymbol): SegmentSymbol[] => {
    const found: SegmentSymbol[] = [];
    for (const decl of tables.uses.get(segment.decl)?.keys() ?? []) {
      const target = decl.kind === 'segment' ? tables.segments.get(decl) : undefined;
      if (target !== undefined) found.push(target);
    }
    return found;
  };
  const heights = new Map<SegmentSymbol, number>();
  for (const component of components(segments, targets)) {
    for (const segment of component) {
      const below = targets(segment).map((target) => heights.get(target) ?? 0);
      heights.set(segment, below.reduce((a, b) => Math.max(a, b), 0) + 1);
    }
  }
  const height = (segment: SegmentSymbol): number => heights.get(segment) ?? 0;
  return [...segments].sort((a, b) => height(a) - height(b) || compareText(a.qualified, b.qualified));
}
