import type { Diagnostic } from './diagnostic.ts';

/** By file (as first met, or by path), place, code and message; what is said twice of one place is said once. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const sorted = [...diagnostics].sort(
    (a, b) =>
      compareText(a.span.file, b.span.file) ||
      a.span.start - b.span.start ||
      a.span.end - b.span.end ||
      compareText(a.code, b.code) ||
      compareText(a.message, b.message),
  );
  return sorted.filter((d, i) => {
    const before = sorted[i - 1];
    return (
      before === undefined ||
      before.code !== d.code ||
      before.message !== d.message ||
      before.span.file !== d.span.file ||
      before.span.start !== d.span.start ||
      before.span.end !== d.span.end
    );
  });
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
