import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CONFIG_CODES, problemText } from '../src/config/config-problem.ts';
import { loadConfig } from '../src/config/load-config.ts';

/*
 * Each folder holds a configuration, `nudge.yaml` and `variables.env`, and what is said about it, `expected.txt`. Its name
 * begins with a code that it gets.
 */
const cases = join(import.meta.dirname, 'golden/config');
const names = readdirSync(cases);

function variablesOf(folder: string): Record<string, string> {
  const path = join(folder, 'variables.env');
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
  return Object.fromEntries(
    lines.filter((line) => line.startsWith('NUDGE_')).map((line) => line.split(/=(.*)/s).slice(0, 2)),
  );
}

function said(folder: string): string {
  const { problems, warnings } = loadConfig({
    file: join(folder, 'nudge.yaml'),
    env: variablesOf(folder),
    cwd: folder,
  });
  const text = (all: typeof problems): string[] => all.map((one) => problemText(one, 'nudge.yaml'));
  return `${[...text(problems), ...text(warnings).map((line) => `warning: ${line}`)].join('\n')}\n`;
}

describe('a configuration that is wrong', () => {
  test.each(names)('%s', (name) => {
    const folder = join(cases, name);
    const expected = join(folder, 'expected.txt');
    const actual = said(folder);
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(expected, actual);
    expect(actual).toBe(readFileSync(expected, 'utf8'));
    expect(actual).toContain(name.slice(0, 5));
    expect(actual).not.toContain('hunter2');
  });

  test('every code has a case', () => {
    expect(Object.keys(CONFIG_CODES).filter((code) => !names.some((name) => name.startsWith(code)))).toEqual(
      [],
    );
  });
});
