import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bugs as lawBugs } from '../law-trial/bugs.mjs';
import { mutations } from '../mutation-trial/mutations.mjs';
import { bugs as simulatorBugs } from '../simulate-trial/bugs.mjs';

const ROOT = join(import.meta.dirname, '../..');

/* The trials themselves take long and run by hand: without this a bug whose code has changed would be found out late. */
test.each([
  ['law-trial', lawBugs],
  ['mutation-trial', mutations],
  ['simulate-trial', simulatorBugs],
])('every bug of %s can be planted: its text stands once in its file', (_, bugs) => {
  const texts = new Map<string, string>();
  const textOf = (file: string): string => {
    const known = texts.get(file) ?? readFileSync(join(ROOT, file), 'utf8');
    texts.set(file, known);
    return known;
  };
  const lost = bugs.filter(({ file, find }) => textOf(file).split(find).length !== 2);
  expect(lost.map(({ file, find }) => `${file}: ${find}`)).toEqual([]);
});
