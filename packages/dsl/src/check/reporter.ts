import { type CheckCode, checkCatalogue } from '../diagnostics/catalogue/check.ts';
import type { Diagnostic, Related } from '../diagnostics/diagnostic.ts';
import { meantSign } from '../parse/lexer.ts';
import type { SourceFile, Span } from '../syntax/span.ts';

export interface Details {
  readonly help?: string | undefined;
  readonly related?: readonly Related[] | undefined;
}

/** A sign of another language, outside texts. */
const textOrSign = /"(?:[^"\\]|\\.)*"|===?|=>|=<|!==|&&|\|\||<>|[\u2260\u2264\u2265\u2212\u2013\u2014]/g;

/** Collects what is to be said, and quotes the source. */
export class Reporter {
  readonly diagnostics: Diagnostic[] = [];
  readonly #texts: ReadonlyMap<string, string>;
  #muted = 0;

  constructor(files: readonly SourceFile[]) {
    this.#texts = new Map(files.map((file) => [file.path, file.text]));
  }

  report(code: CheckCode, span: Span, message: string, details: Details = {}): void {
    if (this.#muted > 0) return;
    const { help, related } = details;
    this.diagnostics.push({
      code,
      severity: checkCatalogue[code].severity,
      message,
      span,
      ...(help === undefined ? {} : { help }),
      ...(related === undefined || related.length === 0 ? {} : { related }),
    });
  }

  /** Does something whose complaints would only repeat what was said already. */
  muted<T>(work: () => T): T {
    this.#muted++;
    try {
      return work();
    } finally {
      this.#muted--;
    }
  }

  /** Takes back what was said since there were `count` diagnostics. */
  rollBack(count: number): void {
    this.diagnostics.length = count;
  }

  /** Whether an error was found at a place: what else could be said about it may be wrong or said already. */
  hasErrorWithin(span: Span): boolean {
    return this.diagnostics.some(
      (each) =>
        each.severity === 'error' &&
        each.span.file === span.file &&
        each.span.start >= span.start &&
        each.span.end <= span.end,
    );
  }

  /** The author's words at a place, on one line; long ones are cut in the middle. */
  quote(span: Span, lengthMax = 60): string {
    const source = (this.#texts.get(span.file) ?? '').slice(span.start, span.end).replace(/\s+/g, ' ').trim();
    const text = source.replace(textOrSign, (found) => meantSign(found) ?? found);
    if (text.length <= lengthMax) return text;
    const half = Math.floor((lengthMax - 1) / 2);
    return `${text.slice(0, half)}…${text.slice(text.length - half)}`;
  }
}
