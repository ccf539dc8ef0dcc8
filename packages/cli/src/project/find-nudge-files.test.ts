import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findNudgeFiles } from './find-nudge-files.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nudgec-find-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(...names: readonly string[]): void {
  for (const name of names) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), '');
  }
}

function found(): string[] {
  return findNudgeFiles(folder).map((path) => relative(folder, path));
}

test('all .nudge files below, sorted; installed packages and dot folders are no part of the project', () => {
  write('b.nudge', 'a/z.nudge', 'a/b/c.nudge', 'README.md', 'x.nudge.bak');
  write('node_modules/p/p.nudge', '.git/g.nudge', 'a/.hidden.nudge');
  expect(found()).toEqual(['a/b/c.nudge', 'a/z.nudge', 'b.nudge']);
});

test('a folder whose name ends in .nudge is a folder', () => {
  write('odd.nudge/a.nudge');
  expect(found()).toEqual(['odd.nudge/a.nudge']);
});

test('links to folders are followed once, loops and links to nowhere end', () => {
  write('real/a.nudge');
  symlinkSync(folder, join(folder, 'real/up'));
  symlinkSync(join(folder, 'real'), join(folder, 'alias'));
  symlinkSync(join(folder, 'self'), join(folder, 'self'));
  symlinkSync(join(folder, 'gone'), join(folder, 'gone.nudge'));
  expect(found()).toEqual(['real/a.nudge']);
});

test('what lies outside comes in by the name of its link', () => {
  const outside = mkdtempSync(join(tmpdir(), 'nudgec-outside-'));
  writeFileSync(join(outside, 'shared.nudge'), '');
  symlinkSync(outside, join(folder, 'lib'));
  symlinkSync(join(outside, 'shared.nudge'), join(folder, 'one.nudge'));
  // Both links lead to one file, which is one file of the project.
  expect(found()).toHaveLength(1);
  rmSync(outside, { recursive: true });
});
