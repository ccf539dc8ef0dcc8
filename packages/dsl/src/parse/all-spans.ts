import type { Span } from '../syntax/span.ts';

export type MovableSpan = { -readonly [K in keyof Span]: Span[K] };

/** The spans of a tree, each once: nodes may share one. Nothing else in it knows of places. */
export function allSpans(root: object): MovableSpan[] {
  const spans = new Set<MovableSpan>();
  const look = (node: object): void => {
    if (isSpan(node)) {
      spans.add(node);
      return;
    }
    for (const part of Object.values(node) as readonly unknown[]) {
      if (typeof part === 'object' && part !== null) look(part);
    }
  };
  look(root);
  return [...spans];
}

function isSpan(node: object): node is Span {
  return 'start' in node && 'end' in node && 'file' in node;
}
