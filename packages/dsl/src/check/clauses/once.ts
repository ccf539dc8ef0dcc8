import type { Span } from '../../syntax/span.ts';
import type { Reporter } from '../reporter.ts';

interface Clause {
  readonly kind: string;
  readonly span: Span;
}

/** The first clause of each kind; a second one is refused. `word` is how the author writes a kind. */
export function eachOnce<C extends Clause>(
  clauses: readonly C[],
  reporter: Reporter,
  wordOf: (clause: C) => string,
): Map<C['kind'], C> {
  const byKind = new Map<C['kind'], C>();
  for (const clause of clauses) {
    if (clause.kind === 'unbuilt') continue;
    const first = byKind.get(clause.kind);
    if (first === undefined) {
      byKind.set(clause.kind, clause);
      continue;
    }
    reporter.report(
      'N4008',
      firstWord(clause.span, wordOf(clause)),
      `there is a second \`${wordOf(clause)}\``,
      {
        help:
          clause.kind === 'when'
            ? 'put both conditions into one, with `and` between them'
            : 'leave one of the two out',
        related: [{ span: firstWord(first.span, wordOf(first)), message: 'the first one' }],
      },
    );
  }
  return byKind;
}

export function firstWord(span: Span, word: string): Span {
  return { ...span, end: Math.min(span.end, span.start + word.length) };
}
