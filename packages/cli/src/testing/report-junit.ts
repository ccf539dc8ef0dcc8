import { positionAt, type SourceFile } from '@nudge/dsl';
import { formatInstant } from '@nudge/engine';
import type { TestResult } from './test-result.ts';

/** JUnit's XML as CI systems read it: a suite for each file, a case for each test. */
export function reportJunit(results: readonly TestResult[]): string {
  const byFile = Map.groupBy(results, ({ file }) => file);
  const suites = [...byFile].map(([file, tests]) => suiteText(file, tests)).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${countsOf(results)}>\n${suites}</testsuites>\n`;
}

function suiteText(file: SourceFile, results: readonly TestResult[]): string {
  const cases = results.map(caseText).join('');
  return `  <testsuite name=${quoted(file.path)}${countsOf(results)}>\n${cases}  </testsuite>\n`;
}

function caseText({ title, module, file, span, elapsedMs, failure }: TestResult): string {
  const { line } = positionAt(file, (failure?.span ?? span).start);
  const head =
    `    <testcase name=${quoted(title)} classname=${quoted(module === '' ? file.path : module)}` +
    ` file=${quoted(file.path)} line="${line}" time="${seconds(elapsedMs)}"`;
  if (failure === undefined) return `${head}/>\n`;
  const lines = [
    `expected: ${failure.expected}`,
    ...failure.happened.map((text) => `happened: ${text}`),
    ...failure.timeline.map(({ atMs, kind, text }) => {
      return `${atMs === null ? 'before' : formatInstant(atMs)} ${failure.user} ${kind} ${text}`;
    }),
  ];
  const message = quoted(`expected ${failure.expected}`);
  return `${head}>\n      <failure type="expectation" message=${message}>${escaped(lines.join('\n'))}</failure>\n    </testcase>\n`;
}

function countsOf(results: readonly TestResult[]): string {
  const failures = results.filter(({ failure }) => failure !== undefined).length;
  const elapsedMs = results.reduce((sum, result) => sum + result.elapsedMs, 0);
  return ` tests="${results.length}" failures="${failures}" errors="0" time="${seconds(elapsedMs)}"`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

function quoted(text: string): string {
  return `"${escaped(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')}"`;
}

/** What XML 1.0 has no way to write (control characters, lone surrogates) becomes U+FFFD. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
