import { displayLine, displayWidth, durationText, positionAt, type SourceFile, type Span } from '@nudge/dsl';
import { formatInstant } from '@nudge/engine';
import type { Paint } from '../paint.ts';
import type { Failure, Moment, TestResult } from './test-result.ts';

/**
 * For people: what passed by file, then each failure in full, then one line with the counts. What stems from a file is
 * shown, never obeyed: a title or a comment may hold the escapes of a terminal.
 */
export function reportText(results: readonly TestResult[], paint: Paint): string {
  const failures = results.filter(({ failure }) => failure !== undefined);
  const parts = [listing(results, paint), ...failures.map((result) => failureText(result, paint))];
  return `${[...parts.filter((part) => part !== ''), countsText(results, paint)].join('\n')}\n`;
}

function listing(results: readonly TestResult[], paint: Paint): string {
  let text = '';
  let file: SourceFile | null = null;
  for (const result of results) {
    if (result.file !== file) text += `${paint.bold(displayLine(result.file.path))}\n`;
    file = result.file;
    text += `  ${result.failure === undefined ? paint.green('✓') : paint.red('✗')} ${displayLine(result.title)}\n`;
  }
  return text;
}

function failureText({ title, file, failure }: TestResult, paint: Paint): string {
  if (failure === undefined) return '';
  const { line, column } = positionAt(file, failure.span.start);
  const [first = '', ...rest] = failure.happened;
  return [
    `${paint.red('✗')} ${paint.bold(displayLine(title))}`,
    `  ${paint.cyan(`${displayLine(file.path)}:${line}:${column}`)}`,
    '',
    ...sourceLines(file, failure.span, paint),
    '',
    `  expected  ${displayLine(failure.expected)}`,
    `  happened  ${displayLine(first)}`,
    ...rest.map((more) => `            ${displayLine(more)}`),
    '',
    ...timelineText(failure, paint),
    '',
  ].join('\n');
}

/** The lines of the expectation, with what it says underlined. */
function sourceLines(file: SourceFile, span: Span, paint: Paint): string[] {
  const start = positionAt(file, span.start);
  const end = positionAt(file, span.end);
  const width = String(end.line).length;
  const lines = file.text.split(/\r\n|\n|\r/).slice(start.line - 1, end.line);
  return lines.flatMap((text, i) => {
    const from = i === 0 ? start.column - 1 : text.length - text.trimStart().length;
    const to = i === lines.length - 1 ? end.column - 1 : text.length;
    const number = String(start.line + i).padStart(width);
    const columnsOf = (part: string): number => displayWidth(displayLine(part));
    const indent = ' '.repeat(columnsOf(text.slice(0, from)));
    const mark = paint.red('~'.repeat(Math.max(1, columnsOf(text.slice(from, to)))));
    return [
      `  ${paint.dim(`${number} |`)} ${displayLine(text)}`,
      `  ${paint.dim(`${' '.repeat(width)} |`)} ${indent}${mark}`,
    ];
  });
}

const words: Readonly<Record<Moment['kind'], string>> = {
  given: 'given',
  does: 'does',
  enters: 'enters',
  leaves: 'leaves',
  gets: 'gets',
  misses: 'misses',
  late: 'late',
};

function timelineText({ user, timeline }: Failure, paint: Paint): string[] {
  if (timeline.length === 0) return [`  ${user} did nothing, and nothing happened to ${user}`];
  let beforeMs: number | null = null;
  const lines = timeline.map(({ atMs, kind, text }) => {
    const instant = atMs === null ? ''.padEnd(24) : formatInstant(atMs);
    // The distance to the moment before is what a rule's durations are about.
    const step =
      atMs !== null && beforeMs !== null && atMs > beforeMs ? `+${durationText(atMs - beforeMs)}` : '';
    beforeMs = atMs ?? beforeMs;
    return `    ${paint.dim(instant)} ${paint.dim(step.padStart(9))}  ${words[kind].padEnd(6)}  ${displayLine(text)}`;
  });
  return [`  ${user}, up to there:`, ...lines];
}

function countsText(results: readonly TestResult[], paint: Paint): string {
  const failed = results.filter(({ failure }) => failure !== undefined).length;
  const passed = `${results.length - failed} passed`;
  return failed === 0 ? paint.green(passed) : `${passed}, ${paint.red(`${failed} failed`)}`;
}
