import { describe, expect, test } from 'vitest';
import type { SourceFile } from '../syntax/span.ts';
import { catalogue } from './catalogue/index.ts';
import type { Diagnostic } from './diagnostic.ts';
import { printGithub } from './print-github.ts';
import { printJson } from './print-json.ts';
import { printSarif } from './print-sarif.ts';
import { printText } from './print-text.ts';
import { sortDiagnostics } from './sort.ts';

const file: SourceFile = {
  path: 'rules/shop, 1.nudge',
  text: 'segment A {\n\twhen 日本語 = "x" // 😀 y\n}\n',
};

function at(words: string, rest: Partial<Diagnostic> = {}, of = file): Diagnostic {
  const start = of.text.indexOf(words);
  const span = { file: of.path, start, end: start + words.length };
  return { code: 'N1101', severity: 'error', message: 'a message', span, ...rest };
}

const text = (diagnostics: readonly Diagnostic[], files: readonly SourceFile[] = [file]): string[] =>
  printText(diagnostics, files).split('\n');

describe('as text', () => {
  test('a diagnostic shows its line, its help and what belongs to it', () => {
    const related = [{ span: at('segment').span, message: 'it began here' }];
    expect(text([at('"x"', { help: 'leave it out', related })])).toEqual([
      'error[N1101]: a message',
      ' --> rules/shop, 1.nudge:2:13',
      '  |',
      '2 |     when 日本語 = "x" // 😀 y',
      '  |                   ^^^',
      'note: it began here',
      ' --> rules/shop, 1.nudge:1:1',
      '  |',
      '1 | segment A {',
      '  | -------',
      '  = help: leave it out',
      '',
      '1 error',
      '',
    ]);
  });

  test('carets stand under wide characters, and one under nothing at all', () => {
    expect(text([at('日本語')])[4]).toBe('  |          ^^^^^^');
    expect(text([at('y')])[4]).toBe('  |                             ^');
    const end = { file: file.path, start: file.text.length, end: file.text.length };
    expect(text([at('y', { span: end })]).slice(3, 5)).toEqual(['4 |', '  | ^']);
  });

  test('of several lines the first is marked', () => {
    expect(text([at(file.text.trimEnd())]).slice(3, 5)).toEqual(['1 | segment A {', '  | ^^^^^^^^^^^']);
  });

  test('a long line is cut around what is marked', () => {
    const long: SourceFile = { path: 'a', text: `${'a'.repeat(5000)}HERE${'b'.repeat(5000)}` };
    const lines = text([at('HERE', {}, long)], [long]);
    expect(lines[3]).toBe(`1 | …${'a'.repeat(40)}HERE${'b'.repeat(65)}…`);
    expect(lines[4]).toBe(`  | ${' '.repeat(41)}^^^^`);
    const all = text([at(long.text, {}, long)], [long]);
    expect(all[3]).toHaveLength(4 + 111);
    expect(all[4]?.trim()).toMatch(/^\| \^+$/);
  });

  test('nothing that a file holds reaches the terminal as a command', () => {
    const evil: SourceFile = { path: 'a\u001b[2J', text: 'a \u001b[31m\u202e\u0007 b\ud800' };
    const printed = printText([at('b', { message: 'it is `\u001b[31m`' }, evil)], [evil]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(printed).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\ud800]/);
  });

  test('counts errors and warnings, and says nothing about nothing', () => {
    const three = [at('y'), at('y'), at('y', { severity: 'warning' })];
    expect(text(three).at(-2)).toBe('2 errors, 1 warning');
    expect(printText(three, [file], { summary: false })).not.toContain('2 errors');
    expect(printText([], [file])).toBe('');
  });

  test('paints when asked to', () => {
    const painted = printText([at('y')], [file], { color: true });
    expect(painted).toContain('\u001b[1;31merror[N1101]\u001b[0m');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the codes are made of them
    expect(painted.replaceAll(/\u001b\[[\d;]*m/g, '')).toBe(printText([at('y')], [file]));
  });

  test('a place in a file that is not there is named all the same', () => {
    expect(text([at('y')], [])).toEqual([
      'error[N1101]: a message',
      ' --> rules/shop, 1.nudge',
      '',
      '1 error',
      '',
    ]);
  });
});

test('as JSON it is one object with lines and columns', () => {
  const printed = printJson([at('y', { help: 'h', related: [] }), at('segment')], [file]);
  expect(printed.endsWith('}\n')).toBe(true);
  expect(JSON.parse(printed)).toEqual({
    diagnostics: [
      {
        code: 'N1101',
        severity: 'error',
        message: 'a message',
        span: { file: file.path, start: { line: 2, column: 23 }, end: { line: 2, column: 24 } },
        help: 'h',
      },
      {
        code: 'N1101',
        severity: 'error',
        message: 'a message',
        span: { file: file.path, start: { line: 1, column: 1 }, end: { line: 1, column: 8 } },
      },
    ],
  });
  expect(printJson([], [])).toBe('{"diagnostics":[]}\n');
});

test('for GitHub it is a command a line, with what commands are made of escaped', () => {
  const diagnostic = at('y', { message: '100% wrong:\r\nreally', help: 'a, b', severity: 'warning' });
  expect(printGithub([diagnostic], [file])).toBe(
    '::warning file=rules/shop%2C 1.nudge,line=2,col=23,endLine=2,endColumn=24,title=N1101' +
      '::100%25 wrong:%0D%0Areally%0Ahelp: a, b\n',
  );
});

test('as SARIF it is one run with the rules that were broken', () => {
  const related = [{ span: at('segment').span, message: 'it began here' }];
  const log = JSON.parse(printSarif([at('y', { related, help: 'h' }), at('A', { code: 'N1002' })], [file]));
  expect(log.version).toBe('2.1.0');
  const [run] = log.runs;
  expect(run.tool.driver.rules.map((rule: { id: string }) => rule.id)).toEqual(['N1002', 'N1101']);
  expect(run.tool.driver.rules[1].help.text).toBe(catalogue['N1101']?.explanation);
  expect(run.results.map((r: { ruleIndex: number }) => r.ruleIndex)).toEqual([1, 0]);
  expect(run.results[0]).toEqual({
    ruleId: 'N1101',
    ruleIndex: 1,
    level: 'error',
    message: { text: 'a message\nhelp: h' },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'rules/shop%2C%201.nudge' },
          region: { startLine: 2, startColumn: 23, endLine: 2, endColumn: 24 },
        },
      },
    ],
    relatedLocations: [
      {
        id: 1,
        message: { text: 'it began here' },
        physicalLocation: {
          artifactLocation: { uri: 'rules/shop%2C%201.nudge' },
          region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 8 },
        },
      },
    ],
  });
});

test('sorted by file, place and code, and said once', () => {
  const other = at('y', { span: { file: 'a', start: 9, end: 9 } });
  const sorted = sortDiagnostics([at('y'), at('A'), at('y', { code: 'N1002' }), at('y'), other]);
  expect(sorted.map((d) => `${d.code} ${d.span.file} ${d.span.start}`)).toEqual([
    'N1101 a 9',
    'N1101 rules/shop, 1.nudge 8',
    'N1002 rules/shop, 1.nudge 34',
    'N1101 rules/shop, 1.nudge 34',
  ]);
});
