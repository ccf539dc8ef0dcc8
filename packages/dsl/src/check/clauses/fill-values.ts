import type { CheckCode } from '../../diagnostics/catalogue/check.ts';
import { closest } from '../../diagnostics/did-you-mean.ts';
import type { Span } from '../../syntax/span.ts';
import type { Name } from '../../syntax/tree.ts';
import type { Reporter } from '../reporter.ts';

interface Named {
  readonly name: Name;
  readonly span: Span;
}

/** The first of each name; a second one is refused. */
export function firstOfEach<T extends Named>(items: readonly T[], reporter: Reporter): Map<string, T> {
  const byName = new Map<string, T>();
  for (const item of items) {
    const first = byName.get(item.name.text);
    if (first === undefined) byName.set(item.name.text, item);
    else {
      reporter.report('N4026', item.name.span, `\`${item.name.text}\` is given twice`, {
        help: 'leave one of them out',
        related: [{ span: first.name.span, message: 'first given here' }],
      });
    }
  }
  return byName;
}

/** "Did you mean …", or all there is to choose from. */
export function choiceHelp(
  word: string,
  candidates: readonly string[],
  plural: string,
  none: string,
): string {
  const meant = closest(word, candidates);
  if (meant !== undefined) return `did you mean \`${meant}\`?`;
  if (candidates.length === 0) return none;
  const shown = candidates.slice(0, 12).map((each) => `\`${each}\``);
  return `${plural} ${shown.join(', ')}${candidates.length > 12 ? ', …' : ''}`;
}

export interface Missing {
  readonly code: CheckCode;
  readonly span: Span;
  /** "`send`", "this `Order`": what lacks them. */
  readonly subject: string;
  readonly names: readonly string[];
  readonly help: string;
}

/** One message for all that is left out of one place. */
export function reportLeftOut({ code, span, subject, names, help }: Missing, reporter: Reporter): void {
  if (names.length === 0) return;
  reporter.report(code, span, `${subject} leaves out ${names.map((name) => `\`${name}\``).join(', ')}`, {
    help,
  });
}
