import { positionAt, type SourceFile, type Span } from '@nudge/dsl';
import { formatInstant } from '@nudge/engine';
import type { TestResult } from './test-result.ts';

/**
 * One object; places are as in `check --format json`:
 *
 * ```
 * {"tests":[{"title","module","status":"passed"|"failed","elapsedMs","span":{"file","start","end"},
 *            "failure"?:{"span","source","expected","happened":[…],"user","timeline":[{"at"?,"kind","text"}]}}],
 *  "summary":{"passed","failed"}}
 * ```
 */
export function reportJson(results: readonly TestResult[]): string {
  const tests = results.map(({ title, module, file, span, elapsedMs, failure }) => ({
    title,
    module,
    status: failure === undefined ? 'passed' : 'failed',
    elapsedMs: Math.round(elapsedMs * 1000) / 1000,
    span: placeOf(file, span),
    ...(failure === undefined
      ? {}
      : {
          failure: {
            span: placeOf(file, failure.span),
            source: file.text.slice(failure.span.start, failure.span.end),
            expected: failure.expected,
            happened: failure.happened,
            user: failure.user,
            timeline: failure.timeline.map(({ atMs, kind, text }) => ({
              ...(atMs === null ? {} : { at: formatInstant(atMs) }),
              kind,
              text,
            })),
          },
        }),
  }));
  const failed = tests.filter(({ status }) => status === 'failed').length;
  return `${JSON.stringify({ tests, summary: { passed: tests.length - failed, failed } }, null, 2)}\n`;
}

function placeOf(file: SourceFile, span: Span): object {
  return { file: file.path, start: positionAt(file, span.start), end: positionAt(file, span.end) };
}
