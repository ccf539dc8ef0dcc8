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

const NOTHING: readonly Diagnostic[] = [];

/** Collects what is to be said, and quotes the source. */
export class Reporter {
  readonly diagnostics: Diagnostic[] = [];
  readonly #texts: ReadonlyMap<string, string>;
  readonly #errorsOf = new Map<string, Span[]>();
  #muted = 0;

  constructor(files: readonly SourceFile[]) {
    this.#texts = new Map(files.map((file) => [file.path, file.text]));
  }

  report(code: CheckCode, span: Span, message: string, details: Details = {}): void {
    if (this.#muted > 0) return;
    const { help, related } = details;
    const { severity } = checkCatalogue[code];
    if (severity === 'error') this.#noteError(span);
    this.diagnostics.push({
      code,
      severity,
      message,
      span,
      ...(help === undefined ? {} : { help }),
      ...(related === undefined || related.length === 0 ? {} : { related }),
    });
  }

  /** Does something, and gives its result with what was said meanwhile. */
  during<T>(work: () => T): { readonly result: T; readonly said: readonly Diagnostic[] } {
    const before = this.diagnostics.length;
    const result = work();
    return { result, said: this.diagnostics.length === before ? NOTHING : this.diagnostics.slice(before) };
  }

  /** Says again what an earlier check has said. */
  repeat(said: readonly Diagnostic[]): void {
    for (const diagnostic of said) {
      if (diagnostic.severity === 'error') this.#noteError(diagnostic.span);
      this.diagnostics.push(diagnostic);
    }
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

  /** Whether an error was found at a place: what else could be said about it may be wrong or said already. */
  hasErrorWithin(span: Span): boolean {
    const errors = this.#errorsOf.get(span.file) ?? [];
    return errors.some((each) => each.start >= span.start && each.end <= span.end);
  }

  #noteError(span: Span): void {
    const errors = this.#errorsOf.get(span.file);
    if (errors === undefined) this.#errorsOf.set(span.file, [span]);
    else errors.push(span);
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
