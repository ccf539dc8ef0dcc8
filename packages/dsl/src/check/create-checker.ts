import { sortDiagnostics } from '../diagnostics/sort.ts';
import { ChunkCache } from '../parse/chunk-cache.ts';
import { type ParsedFile, parseFile } from '../parse/parse-file.ts';
import type { SourceFile } from '../syntax/span.ts';
import type { CheckOptions } from './check-project.ts';
import type { Memory } from './memory.ts';
import type { Program } from './program.ts';
import { Reporter } from './reporter.ts';
import { runStages } from './run-stages.ts';

/** Checks one project again and again, as its files change. */
export interface Checker {
  /**
   * The same as `checkProject`, but what has not changed since the last call is not looked at again. Nothing that the
   * last call gave must be used any more: its tables and trees are gone on with.
   */
  check(files: readonly SourceFile[]): Program;
}

interface KnownFile {
  readonly text: string;
  readonly parsed: ParsedFile;
  readonly chunks: ChunkCache;
}

export function createChecker(options: CheckOptions = {}): Checker {
  let known = new Map<string, KnownFile>();
  let memory: Memory | undefined;
  return {
    check(files) {
      const now = new Map<string, KnownFile>();
      const moved = new Set<string>();
      const parsed = files.map((file) => {
        const before = now.has(file.path) ? undefined : known.get(file.path);
        const read = before?.text === file.text ? before : readAgain(file, before?.chunks);
        now.set(file.path, read);
        if (read !== before && read.chunks.moved) moved.add(file.path);
        return read.parsed;
      });
      known = now;
      const before = memory && { ...memory, moved };
      // Should a stage throw, then nobody knows what holds.
      memory = undefined;
      const trees = parsed.map(({ tree }) => tree);
      const reporter = new Reporter(files);
      const stages = runStages(trees, reporter, options.isZone ?? (() => true), before);
      memory = stages.memory;
      const diagnostics = [...parsed.flatMap((each) => each.diagnostics), ...reporter.diagnostics];
      return { files, trees, diagnostics: sortDiagnostics(diagnostics), ...stages.checked };
    },
  };
}

function readAgain(file: SourceFile, chunks = new ChunkCache()): KnownFile {
  return { text: file.text, parsed: parseFile(file, chunks), chunks };
}
