import { type Diagnostic, printGithub, printJson, printSarif, printText, type SourceFile } from '@nudge/dsl';
import { countOf, type Session } from './session.ts';

export type DiagnosticFormat = 'text' | 'json' | 'sarif' | 'github';

/** What checking one project found, and the files that it is about. */
export interface Findings {
  readonly diagnostics: readonly Diagnostic[];
  readonly files: readonly SourceFile[];
}

/** As text on standard error. */
export function printDiagnostics({ diagnostics, files }: Findings, { io, err }: Session): void {
  if (diagnostics.length > 0) io.stderr.write(printText(diagnostics, files, { color: err.on }));
}

/** What all projects of one call found, as one report. */
export function printReport(findings: readonly Findings[], format: DiagnosticFormat, session: Session): void {
  const { io, err } = session;
  const diagnostics = findings.flatMap((found) => found.diagnostics);
  const files = findings.flatMap((found) => found.files);
  switch (format) {
    case 'text':
      for (const found of findings) printDiagnostics(found, session);
      // Each project's report ends with its own count.
      if (diagnostics.length === 0) {
        io.stderr.write(`${countOf(files.length, 'file')} checked: ${err.green('no mistakes')}\n`);
      }
      break;
    case 'json':
      io.stdout.write(printJson(diagnostics, files));
      break;
    case 'sarif':
      io.stdout.write(printSarif(diagnostics, files));
      break;
    case 'github':
      io.stdout.write(printGithub(diagnostics, files));
      break;
  }
}
