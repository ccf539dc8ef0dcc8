import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { positionAt } from '../src/index.ts';
import { check } from './support/check-rules.ts';

/*
 * The examples of the language reference are one project: the blocks without a `module` line make one file (each on the
 * lines where it stands in the page), the others a file each. A line that is wrong on purpose names its code.
 */
const lines = readFileSync(join(import.meta.dirname, '../../../docs/language.md'), 'utf8').split('\n');

function filesOfPage(): string[] {
  const shared = lines.map(() => '');
  const others: string[] = [];
  let block: { readonly start: number; readonly lines: string[] } | undefined;
  lines.forEach((line, i) => {
    if (block === undefined) {
      if (line.startsWith('```nudge')) block = { start: i + 1, lines: [] };
    } else if (line === '```') {
      const { start, lines: texts } = block;
      if (texts[0]?.startsWith('module ') === true) others.push(texts.join('\n'));
      else for (const [j, text] of texts.entries()) shared[start + j] = text;
      block = undefined;
    } else block.lines.push(line);
  });
  return [shared.join('\n'), ...others];
}

describe('docs/language.md', () => {
  const program = check(...filesOfPage());

  test('has examples that get the codes which their comments name, and no others', () => {
    const announced = (program.files[0]?.text ?? '').split('\n').flatMap((line, i) => {
      const code = /\/\/ (N\d{4})\b/.exec(line)?.[1];
      return code === undefined ? [] : [`${code} on line ${i + 1}`];
    });
    const given = program.diagnostics.map(({ code, span }) => {
      const file = program.files.find((each) => each.path === span.file);
      return `${code} on line ${file === undefined ? '?' : positionAt(file, span.start).line}`;
    });
    expect(given.sort()).toEqual(announced.sort());
    expect(announced.length).toBeGreaterThan(5);
  });
});
