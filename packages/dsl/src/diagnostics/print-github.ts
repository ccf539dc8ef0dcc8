import type { SourceFile } from '../syntax/span.ts';
import type { Diagnostic } from './diagnostic.ts';
import { displayText } from './display-text.ts';
import { placesIn } from './places.ts';

/** Workflow commands, one a line, that GitHub Actions shows beside the changed lines. */
export function printGithub(diagnostics: readonly Diagnostic[], files: readonly SourceFile[]): string {
  const placeOf = placesIn(files);
  return diagnostics
    .map(({ code, severity, message, span, help }) => {
      const { file, start, end } = placeOf(span);
      const place =
        `file=${property(file)},line=${start.line},col=${start.column},` +
        `endLine=${end.line},endColumn=${end.column},title=${property(code)}`;
      const text = help === undefined ? message : `${message}\nhelp: ${help}`;
      return `::${severity} ${place}::${data(text)}\n`;
    })
    .join('');
}

/** The escapes of the commands' own syntax; the commands stand in a log that shows colours. */
function data(text: string): string {
  return displayText(text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A'));
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
