import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/*
 * Correct programs for the tests of the parser and the formatter: the example projects, the examples of the language
 * reference, and one that holds every form of the grammar on as few lines as it can.
 */
const repository = join(import.meta.dirname, '../../../..');

function nudgeFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.nudge'))
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8'));
}

function codeBlocks(page: string): string[] {
  const text = readFileSync(join(repository, page), 'utf8');
  return [...text.matchAll(/^```nudge\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? '');
}

export const everyForm: string = readFileSync(join(import.meta.dirname, 'every-form.nudge'), 'utf8');

export const samples: readonly string[] = [
  everyForm,
  ...nudgeFiles(join(repository, 'examples')),
  ...codeBlocks('docs/language.md'),
];
