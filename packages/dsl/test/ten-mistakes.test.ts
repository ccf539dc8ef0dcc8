import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkProject, printText } from '../src/index.ts';

const folder = join(import.meta.dirname, 'ten-mistakes');

test('a program with ten mistakes gets its ten diagnostics, all in one run and no more', () => {
  const files = ['events.nudge', 'rules.nudge'].map((path) => ({
    path,
    text: readFileSync(join(folder, path), 'utf8'),
  }));
  const { diagnostics } = checkProject(files);
  const printed = printText(diagnostics, files);
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(join(folder, 'expected.txt'), printed);
  expect(printed).toBe(readFileSync(join(folder, 'expected.txt'), 'utf8'));
  expect(new Set(diagnostics.map(({ code }) => code)).size).toBe(10);
  expect(diagnostics).toHaveLength(10);
  expect(diagnostics.filter(({ help }) => help === undefined)).toEqual([]);
});
