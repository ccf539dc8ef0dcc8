import { sortDiagnostics } from '../diagnostics/sort.ts';
import { parseFile } from '../parse/parse-file.ts';
import type { SourceFile } from '../syntax/span.ts';
import type { Program } from './program.ts';
import { Reporter } from './reporter.ts';
import { runStages } from './run-stages.ts';

export interface CheckOptions {
  /** Whether a name is in the shipped table of time zones; without it every name counts as one. */
  readonly isZone?: (name: string) => boolean;
}

/** Parses, resolves and checks a project. Never throws: all that is wrong with it is in `diagnostics`, in order. */
export function checkProject(files: readonly SourceFile[], options: CheckOptions = {}): Program {
  const parsed = files.map((file) => parseFile(file));
  const trees = parsed.map(({ tree }) => tree);
  const reporter = new Reporter(files);
  const { checked } = runStages(trees, reporter, options.isZone ?? (() => true));
  const diagnostics = [...parsed.flatMap((each) => each.diagnostics), ...reporter.diagnostics];
  return { files, trees, diagnostics: sortDiagnostics(diagnostics), ...checked };
}
