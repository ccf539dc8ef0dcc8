import type { SourceFile, Span } from '../syntax/span.ts';
import { catalogue } from './catalogue/index.ts';
import type { Diagnostic } from './diagnostic.ts';
import { placesIn } from './places.ts';

/** For code scanning services: a SARIF 2.1.0 log of one run. */
export function printSarif(diagnostics: readonly Diagnostic[], files: readonly SourceFile[]): string {
  const codes = [...new Set(diagnostics.map((d) => d.code))].sort();
  const placeOf = placesIn(files);
  const locate = (span: Span): object => {
    const { start, end } = placeOf(span);
    return {
      artifactLocation: { uri: uriOf(span.file) },
      region: { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column },
    };
  };
  const results = diagnostics.map(({ code, severity, message, span, help, related = [] }) => ({
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: severity,
    message: { text: help === undefined ? message : `${message}\nhelp: ${help}` },
    locations: [{ physicalLocation: locate(span) }],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map((r, i) => ({
            id: i + 1,
            physicalLocation: locate(r.span),
            message: { text: r.message },
          })),
        }),
  }));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'nudgec', rules: codes.map(ruleOf) } },
        columnKind: 'utf16CodeUnits',
        results,
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function ruleOf(code: string): object {
  const entry = catalogue[code];
  const title = entry?.title ?? code;
  return {
    id: code,
    shortDescription: { text: title },
    fullDescription: { text: entry?.explanation ?? title },
    help: { text: entry?.explanation ?? title },
    defaultConfiguration: { level: entry?.severity ?? 'error' },
  };
}

/** A relative path stays relative, so that the service finds it in the repository. */
function uriOf(path: string): string {
  const parts = path.replaceAll('\\', '/').split('/');
  const encoded = parts
    .map((part, i) => (i === 0 && /^[A-Za-z]:$/.test(part) ? part : encodePart(part)))
    .join('/');
  if (/^[A-Za-z]:/.test(encoded)) return `file:///${encoded}`;
  return encoded.startsWith('/') ? `file://${encoded}` : encoded;
}

/** Half of a surrogate pair has no encoding. */
const encodePart = (part: string): string => encodeURIComponent(part.toWellFormed());
