import { closest } from '@nudge/dsl';
import type { Manifest, SourceSchema } from '@nudge/engine';
import type { RecordFormat } from '@nudge/runtime';
import { WrongUsage } from '../exit-status.ts';

/** How to read the records of one input. */
export interface Reading {
  readonly format: RecordFormat;
  /** Null: CloudEvents. */
  readonly source: SourceSchema | null;
}

/** What a file's name says about its format; null for standard input and for names that say nothing. */
export function formatByName(path: string): RecordFormat | null {
  const name = path.toLowerCase().replace(/\.gz$/, '');
  if (name.endsWith('.csv')) return 'csv';
  return /\.(?:ndjson|jsonl|json)$/.test(name) ? 'ndjson' : null;
}

/** The format of an input with users; where the name says nothing, JSON is known by its first character. */
export function usersFormat(path: string, firstCharacter: string): RecordFormat {
  return formatByName(path) ?? (firstCharacter === '{' ? 'ndjson' : 'csv');
}

/** Finds the source that `--source` names, by its name with or without the module. */
export function namedSource(manifest: Manifest, name: string): SourceSchema {
  const { sources } = manifest;
  const found = sources.filter((source) => source.name === name);
  const byLastPart = found.length > 0 ? found : sources.filter((source) => source.name.endsWith(`.${name}`));
  const [source, another] = byLastPart;
  if (source === undefined) {
    const meant = closest(
      name,
      sources.flatMap((one) => [one.name, one.name.slice(one.name.lastIndexOf('.') + 1)]),
    );
    const hint =
      meant === undefined ? listed(sources) || 'the rules declare none' : `did you mean \`${meant}\`?`;
    throw new WrongUsage(`there is no source \`${name}\`; ${hint}`);
  }
  if (another !== undefined) throw new WrongUsage(`\`${name}\` may be one of several; ${listed(byLastPart)}`);
  return source;
}

/**
 * CSV goes through a csv source: the one that was named, or the only one there is. NDJSON goes through a json source
 * that was named, else it is CloudEvents. Where the name of the input says nothing, what begins with `{` is NDJSON,
 * and anything else is what the named source reads.
 */
export function readingOf(
  path: string,
  firstCharacter: string,
  manifest: Manifest,
  named: SourceSchema | null,
): Reading {
  const likely = firstCharacter !== '{' && named?.format === 'csv' ? 'csv' : 'ndjson';
  const format = formatByName(path) ?? likely;
  if (format === 'ndjson') return { format, source: named?.format === 'json' ? named : null };
  return { format, source: csvSource(path, manifest, named) };
}

function csvSource(path: string, manifest: Manifest, named: SourceSchema | null): SourceSchema {
  if (named?.format === 'json') {
    throw new WrongUsage(
      `${path} is CSV, and \`${named.name}\` reads json; name a source with \`format csv\``,
    );
  }
  if (named !== null) return named;
  const sources = manifest.sources.filter(({ format }) => format === 'csv');
  const [source, another] = sources;
  if (source === undefined) {
    throw new WrongUsage(`${path} is CSV, and the rules declare no source with \`format csv\` to map it`);
  }
  if (another !== undefined)
    throw new WrongUsage(`${path} is CSV: say with --source what maps it; ${listed(sources)}`);
  return source;
}

function listed(sources: readonly SourceSchema[]): string {
  return sources.length === 0 ? '' : `there are ${sources.map(({ name }) => `\`${name}\``).join(', ')}`;
}

/** What is odd about a CSV header, for people: records are then rejected or ignored one by one, all for one reason. */
export function headerWarnings(header: readonly string[], needed: readonly string[]): string[] {
  const seen = new Set<string>();
  const twice = header.filter((name) => seen.has(name) || !seen.add(name));
  return [
    ...needed.filter((name) => !seen.has(name)).map((name) => `there is no column \`${name}\``),
    ...[...new Set(twice)]
      .filter((name) => needed.includes(name))
      .map((name) => `there are two columns \`${name}\`; the first one counts`),
  ];
}

/** The columns that a source reads. */
export function columnsOf({ attributes, mappings }: SourceSchema): string[] {
  const paths = [
    ...attributes.map(({ column }) => column),
    ...mappings.flatMap(({ conditions, fields }) => [
      ...conditions.map(({ column }) => column),
      ...fields.flatMap(({ from }) => ('column' in from ? [from.column] : [])),
    ]),
  ];
  return [...new Set(paths.map((path) => path.join('.')))];
}
