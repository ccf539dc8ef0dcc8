import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { catalogue, checkProject, parseFile, printText, type SourceFile } from '../src/index.ts';

/*
 * Every mistake that the language knows, as a folder of plain files: `*.nudge` is the project and `expected.txt` what
 * is printed about it. `UPDATE_GOLDEN=1` writes the latter anew; read the difference before you commit it.
 */
const root = join(import.meta.dirname, 'diagnostics');
const docs = join(import.meta.dirname, '../../../docs/diagnostics.md');
const update = process.env['UPDATE_GOLDEN'] === '1';

const fixtures = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

/** `repeat.json` stands for a file too long to keep: `{ "text": …, "times": … }`. */
function projectOf(fixture: string): readonly SourceFile[] {
  const folder = join(root, fixture);
  const recipe = join(folder, 'repeat.json');
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.nudge'))
    .sort()
    .map((name) => ({ path: name, text: readFileSync(join(folder, name), 'utf8') }));
  if (!existsSync(recipe)) return files;
  const { text, times } = JSON.parse(readFileSync(recipe, 'utf8')) as { text: string; times: number };
  return [...files, { path: 'input.nudge', text: text.repeat(times) }];
}

describe('the diagnostics of', () => {
  test.each(fixtures)('%s are as expected', (fixture) => {
    const files = projectOf(fixture);
    const { diagnostics } = checkProject(files);
    const printed = printText(diagnostics, files);
    const golden = join(root, fixture, 'expected.txt');
    if (update) writeFileSync(golden, printed);
    expect(printed).toBe(existsSync(golden) ? readFileSync(golden, 'utf8') : '');
    expect(diagnostics.map((d) => d.code)).toContain(fixture.slice(0, 5));
  });
});

/** The sections about syntax; their examples need not make sense, so they are only parsed. */
const sections = readFileSync(docs, 'utf8')
  .split(/^(?=## )/m)
  .filter((section) => section.startsWith('## N1'))
  .map((section) => ({
    code: section.slice(3, 8),
    examples: [...section.matchAll(/^```nudge\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? ''),
  }))
  .filter(({ examples }) => examples.length > 0);

describe('docs/diagnostics.md', () => {
  test.each(sections)('has for $code an example that gets it and one that does not', ({ code, examples }) => {
    const codes = examples.map((text) => parseFile({ path: 'a.nudge', text }).diagnostics.map((d) => d.code));
    expect(codes.map((list) => [...new Set(list)])).toEqual([[code], []]);
  });
});

describe('every code', () => {
  const codes = Object.keys(catalogue).sort();

  test('has a fixture that provokes it, and every fixture a code', () => {
    // N91 is said when a project is compiled for a target: packages/compiler/test/sql-diagnostics.test.ts.
    const checked = codes.filter((code) => !code.startsWith('N91'));
    expect([...new Set(fixtures.map((name) => name.slice(0, 5)))]).toEqual(checked);
  });

  test('has a section in docs/diagnostics.md, and every section a code', () => {
    const headings = [...readFileSync(docs, 'utf8').matchAll(/^## (N\d{4})\b/gm)].map((match) => match[1]);
    expect(headings).toEqual(codes);
  });
});
