import { compileProgram, instantiate } from '@nudge/compiler';
import { checkProject, positionAt } from '@nudge/dsl';
import {
  type Bundle,
  createPlayback,
  type Effect,
  effectLine,
  isZone,
  type Manifest,
  type Playback,
  type PlaybackCounts,
  type RawRecord,
  type SourceSchema,
} from '@nudge/engine';
import { START } from './records.ts';
import { storyOf } from './story.ts';

/** A `.nudge` text, or several by path. */
export type RulesText = string | Readonly<Record<string, string>>;

/** A record: an object becomes a line of JSON, a text is the line as it stands (an empty one is skipped). */
export type RecordLine = object | string;

export interface PlayOptions {
  /** T, in ms after `START`. */
  readonly until?: number;
  /** Rows of `--users`: as records, or as lines of CSV with their header. */
  readonly users?: readonly RecordLine[];
  readonly usersCsv?: readonly string[];
  /** The source that maps the records. */
  readonly source?: string;
  /** The records are lines of CSV with their header (needs a source). */
  readonly csv?: boolean;
  /** The base name of the input; default `events.ndjson`, `events.csv`. */
  readonly input?: string;
  readonly members?: boolean;
  readonly metrics?: boolean;
  /** Leave the clocks where the records left them. */
  readonly unfinished?: boolean;
}

export interface Played {
  /** The lines of output, without line ends. */
  readonly lines: readonly string[];
  /** The same, parsed. */
  readonly effects: readonly Line[];
  /** The same in short: see `story.ts`. */
  readonly story: readonly string[];
  readonly counts: PlaybackCounts;
  readonly playback: Playback;
}

/** A line of output, parsed. */
export interface Line {
  readonly specversion: string;
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject?: string;
  readonly time?: string;
  readonly tenant?: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into data of any shape
  readonly data: any;
}

const bundles = new Map<string, Promise<Bundle>>();

/** Checks and compiles rules that must be without errors; equal texts are compiled once. */
export function compile(rules: RulesText, options: { readonly optimise?: boolean } = {}): Promise<Bundle> {
  const key = JSON.stringify([rules, options]);
  let bundle = bundles.get(key);
  if (bundle === undefined) {
    bundle = compileAnew(rules, options);
    bundles.set(key, bundle);
  }
  return bundle;
}

async function compileAnew(rules: RulesText, options: { readonly optimise?: boolean }): Promise<Bundle> {
  const problems = errorsOf(rules);
  if (problems.length > 0) throw new Error(`the rules have errors:\n${problems.join('\n')}`);
  return await instantiate(compileProgram(checkProject(filesOf(rules), { isZone }), options));
}

/** What the checker says against rules, errors only: `N2003 at 3:14: …`. */
export function errorsOf(rules: RulesText): string[] {
  const files = filesOf(rules);
  return checkProject(files, { isZone }).diagnostics.flatMap(({ severity, code, message, span }) => {
    if (severity !== 'error') return [];
    const file = files.find(({ path }) => path === span.file);
    const place = file === undefined ? undefined : positionAt(file, span.start);
    return [`${code} at ${span.file}:${place?.line}:${place?.column}: ${message}`];
  });
}

export function filesOf(rules: RulesText): { readonly path: string; readonly text: string }[] {
  const texts = typeof rules === 'string' ? { 'rules.nudge': rules } : rules;
  return Object.entries(texts).map(([path, text]) => ({ path, text }));
}

/** Runs records through rules as `nudgec run` does, in memory. */
export async function play(
  rules: RulesText,
  records: readonly RecordLine[],
  options: PlayOptions = {},
): Promise<Played> {
  return playBundle(await compile(rules), records, options);
}

function playBundle(bundle: Bundle, records: readonly RecordLine[], options: PlayOptions = {}): Played {
  const effects: Effect[] = [];
  const emit = (effect: Effect): void => {
    effects.push(effect);
  };
  const { until, csv = false, input = csv ? 'events.csv' : 'events.ndjson' } = options;
  const playback = createPlayback(bundle, until === undefined ? {} : { untilMs: START + until });
  for (const raw of jsonRecords(options.users ?? [], 'users.ndjson')) playback.userRow(raw);
  for (const raw of csvRecords(options.usersCsv ?? [], 'users.csv')) playback.userRow(raw);
  const source = sourceOf(bundle.manifest, options.source);
  const raws = csv ? csvRecords(records as readonly string[], input) : jsonRecords(records, input);
  for (const raw of raws) playback.record(raw, source, emit);
  if (options.unfinished !== true) playback.finish(emit);
  if (options.members === true) playback.members(emit);
  if (options.metrics === true) playback.metrics(emit);
  const lines = effects.map(effectLine);
  const parsed = lines.map((line) => JSON.parse(line) as Line);
  return { lines, effects: parsed, story: parsed.map(storyOf), counts: playback.counts, playback };
}

/** The values of metrics, by name: of the last user where there are several. */
export function metricsOf({ effects }: Played): Record<string, unknown> {
  return Object.fromEntries(
    effects.flatMap(({ type, data }) => (type === 'metric.value' ? [[data.metric, data.value]] : [])),
  );
}

function sourceOf({ sources }: Manifest, name: string | undefined): SourceSchema | null {
  if (name === undefined) return null;
  const source = sources.find((candidate) => candidate.name === name);
  if (source === undefined) throw new Error(`the rules have no source ${name}`);
  return source;
}

/** Lines count from 1; an empty one counts and is no record. */
export function jsonRecords(records: readonly RecordLine[], input: string): RawRecord[] {
  return records.flatMap((record, i): RawRecord[] => {
    const text = typeof record === 'string' ? record : JSON.stringify(record);
    return text === '' ? [] : [{ kind: 'json', text, origin: { input, line: i + 1 } }];
  });
}

/** The header is line 1. Cells hold neither commas nor quotes: reading CSV is tested where it stands. */
function csvRecords(lines: readonly string[], input: string): RawRecord[] {
  const header = (lines[0] ?? '').split(',');
  return lines.flatMap((line, i): RawRecord[] =>
    i === 0 || line === ''
      ? []
      : [{ kind: 'csv', header, cells: line.split(','), origin: { input, line: i + 1 } }],
  );
}
