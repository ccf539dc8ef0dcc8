import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { check, explained } from './support/check-rules.ts';

/*
 * The page that explains the codes has two examples for each code of the checker: one that gets it and one that does
 * not. Both are held to that.
 */
const page = readFileSync(join(import.meta.dirname, '../../../docs/diagnostics.md'), 'utf8');

const preludes = [...page.matchAll(/^```nudge prelude\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? '');

const sections = page
  .split(/^(?=## N\d{4})/m)
  .map((text) => ({
    code: /^## (N\d{4})/.exec(text)?.[1] ?? '',
    examples: [...text.matchAll(/^```nudge\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? ''),
  }))
  .filter(({ code }) => /^N[2-9]/.test(code) && !code.startsWith('N91'));

/** A profile is declared once, so an example with one of its own stands alone. */
function checkExample(example: string): ReturnType<typeof check> {
  return /^user \{/m.test(example) ? check(example) : check(...preludes, example);
}

describe('docs/diagnostics.md', () => {
  test.each(sections)('has for $code an example that gets it and one that does not', ({ code, examples }) => {
    const [bad = '', good = ''] = examples;
    expect(examples).toHaveLength(2);
    const given = checkExample(bad).diagnostics.map((diagnostic) => diagnostic.code);
    expect(given).toContain(code);
    expect([...new Set(given)], explained(checkExample(bad)).join('\n')).toEqual([code]);
    expect(explained(checkExample(good))).toEqual([]);
  });
});
