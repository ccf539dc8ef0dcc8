import { positionAt, type SourceFile, type Span } from '../syntax/span.ts';
import type { Diagnostic } from './diagnostic.ts';
import { displayLine, displayText } from './display-text.ts';
import { excerptOf } from './excerpt.ts';

export interface TextOptions {
  /** Colours by ANSI codes, for a terminal. */
  readonly color?: boolean;
  /** The count as the last line; false where the caller has a count of its own. */
  readonly summary?: boolean;
}

type Paint = (text: string) => string;

/** `2 errors, 1 warning` */
export function summarize(diagnostics: readonly Diagnostic[]): string {
  const count = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;
  const errors = diagnostics.filter((d) => d.severity === 'error').length;
  const warnings = diagnostics.length - errors;
  const parts: string[] = [];
  if (errors > 0) parts.push(count(errors, 'error'));
  if (warnings > 0) parts.push(count(warnings, 'warning'));
  return parts.join(', ');
}

/**
 * For people at a terminal: each diagnostic with its place, its source line underlined, other places that belong to it
 * and its help, then the count. Ends with a line end; nothing at all when there is nothing to say.
 */
export function printText(
  diagnostics: readonly Diagnostic[],
  files: readonly SourceFile[],
  options: TextOptions = {},
): string {
  if (diagnostics.length === 0) return '';
  const byPath = new Map(files.map((file) => [file.path, file]));
  const printer = new Printer(byPath, options.color === true);
  const blocks = diagnostics.map((diagnostic) => `${printer.print(diagnostic)}\n`);
  if (options.summary !== false) blocks.push(`${summarize(diagnostics)}\n`);
  return blocks.join('\n');
}

class Printer {
  readonly #files: ReadonlyMap<string, SourceFile>;
  readonly #strong: Paint;
  readonly #frame: Paint;
  readonly #error: Paint;
  readonly #warning: Paint;
  readonly #note: Paint;

  constructor(files: ReadonlyMap<string, SourceFile>, color: boolean) {
    const paint =
      (code: string): Paint =>
      (text) =>
        color ? `\u001b[${code}m${text}\u001b[0m` : text;
    this.#files = files;
    this.#strong = paint('1');
    this.#frame = paint('1;34');
    this.#error = paint('1;31');
    this.#warning = paint('1;33');
    this.#note = paint('1;36');
  }

  print({ code, severity, message, span, help, related = [] }: Diagnostic): string {
    const color = severity === 'error' ? this.#error : this.#warning;
    const margin = this.#margin([span, ...related.map((r) => r.span)]);
    const lines = [
      color(`${severity}[${code}]`) + this.#strong(`: ${displayText(message)}`),
      ...this.#place(span, margin, '^', color),
    ];
    for (const other of related) {
      lines.push(`${this.#note('note')}: ${displayText(other.message)}`);
      lines.push(...this.#place(other.span, margin, '-', this.#note));
    }
    if (help !== undefined) {
      const indented = displayText(help).replaceAll('\n', `\n${' '.repeat(margin + 9)}`);
      lines.push(`${' '.repeat(margin)} ${this.#frame('=')} ${this.#note('help')}: ${indented}`);
    }
    return lines.join('\n');
  }

  /** The `-->` line and the source line with its underline. */
  #place(span: Span, margin: number, mark: string, color: Paint): string[] {
    const file = this.#files.get(span.file);
    const pad = ' '.repeat(margin);
    const path = displayLine(span.file);
    if (file === undefined) return [`${pad}${this.#frame('-->')} ${path}`];
    const { line, column } = positionAt(file, span.start);
    const { text, before, width } = excerptOf(file, span);
    const bar = this.#frame('|');
    return [
      `${pad}${this.#frame('-->')} ${path}:${line}:${column}`,
      `${pad} ${bar}`,
      `${this.#frame(String(line).padStart(margin))} ${bar}${text === '' ? '' : ` ${text}`}`,
      `${pad} ${bar} ${' '.repeat(before)}${color(mark.repeat(width))}`,
    ];
  }

  /** As wide as the largest line number that is shown. */
  #margin(spans: readonly Span[]): number {
    const widths = spans.map((span) => {
      const file = this.#files.get(span.file);
      return file === undefined ? 1 : String(positionAt(file, span.start).line).length;
    });
    return Math.max(1, ...widths);
  }
}
