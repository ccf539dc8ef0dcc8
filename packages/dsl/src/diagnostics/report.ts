import type { Span } from '../syntax/span.ts';
import { catalogue } from './catalogue/index.ts';
import type { Diagnostic, Related } from './diagnostic.ts';

export interface ReportDetails {
  readonly help?: string | undefined;
  readonly related?: readonly Related[] | undefined;
}

/** A diagnostic with the severity that the catalogue gives its code. An unknown code is a bug of ours. */
export function report(code: string, span: Span, message: string, details: ReportDetails = {}): Diagnostic {
  const entry = catalogue[code];
  if (entry === undefined) throw new Error(`the catalogue does not know the code ${code}`);
  return {
    code,
    severity: entry.severity,
    message,
    span,
    ...(details.help === undefined ? {} : { help: details.help }),
    ...(details.related === undefined || details.related.length === 0 ? {} : { related: details.related }),
  };
}
