import { GenMapping, maybeAddMapping, setSourceContent, toEncodedMap } from '@jridgewell/gen-mapping';
import type { SourceFile, Span } from '@nudge/dsl';
import { positionAt } from '@nudge/dsl';

/** Writes generated lines and remembers which place of which `.nudge` file each came from. */
export interface ModuleWriter {
  line(text: string, from?: Span): void;
  text(): string;
  /** The source map (version 3) as JSON. */
  map(): string;
}

export function createModuleWriter(file: string, sources: readonly SourceFile[]): ModuleWriter {
  const lines: string[] = [];
  const mapping = new GenMapping({ file });
  const byPath = new Map(sources.map((source) => [source.path, source]));
  return {
    line(text, from) {
      const source = from === undefined ? undefined : byPath.get(from.file);
      if (from !== undefined && source !== undefined) {
        const { line, column } = positionAt(source, from.start);
        maybeAddMapping(mapping, {
          generated: { line: lines.length + 1, column: text.length - text.trimStart().length },
          source: source.path,
          original: { line, column: column - 1 },
        });
        setSourceContent(mapping, source.path, source.text);
      }
      lines.push(text);
    },
    text: () => `${lines.join('\n')}\n`,
    map: () => JSON.stringify(toEncodedMap(mapping)),
  };
}
