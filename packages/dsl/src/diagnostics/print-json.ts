import type { SourceFile } from '../syntax/span.ts';
import type { Diagnostic } from './diagnostic.ts';
import { placesIn } from './places.ts';

/** One JSON object with all diagnostics, and a line end. Lines and columns are from 1; `end` is exclusive. */
export function printJson(diagnostics: readonly Diagnostic[], files: readonly SourceFile[]): string {
  const placeOf = placesIn(files);
  const list = diagnostics.map(({ code, severity, message, span, help }) => ({
    code,
    severity,
    message,
    span: placeOf(span),
    ...(help === undefined ? {} : { help }),
  }));
  return `${JSON.stringify({ diagnostics: list })}\n`;
}
