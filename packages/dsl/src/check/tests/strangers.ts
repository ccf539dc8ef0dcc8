import { closest } from '../../diagnostics/did-you-mean.ts';
import type { TestDecl } from '../../syntax/tree.ts';
import type { Reporter } from '../reporter.ts';

/**
 * Says once of each user that a test expects something of, but that nothing in it happens to: with a misspelt name
 * `expect no nudge` holds whatever the rules do. It is no error, as nothing may be just what such a user is to show.
 */
export function warnOfStrangers({ steps }: TestDecl, reporter: Reporter): void {
  const known = new Set(
    steps.flatMap((step) => (step.kind === 'given' || step.kind === 'happens' ? [step.user.text] : [])),
  );
  const told = new Set<string>();
  for (const step of steps) {
    if (step.kind !== 'expect' || step.expectation.kind === 'unbuilt') continue;
    const { text, span } = step.expectation.user;
    if (text === '' || known.has(text) || told.has(text)) continue;
    told.add(text);
    const meant = closest(text, known);
    reporter.report('N8008', span, `nothing happens to \`${text}\` in this test`, {
      help:
        meant === undefined
          ? `if that is what is meant, say so: \`given ${text} {}\``
          : `did you mean \`${meant}\`?`,
    });
  }
}
