import { displayLine } from '@nudge/dsl';
import type { IntakeCounts, Manifest, PlaybackCounts } from '@nudge/engine';
import type { Paint } from '../paint.ts';
import { countOf, grouped } from '../session.ts';
import type { LoadedFrom, LoadedRules } from './load-rules.ts';
import { tableText } from './table.ts';
import type { Tally } from './tally.ts';

export interface RunFacts {
  readonly rulesPath: string;
  readonly rules: LoadedRules;
  readonly counts: PlaybackCounts;
  readonly tally: Tally;
  readonly elapsedMs: number;
  readonly output: OutputFacts;
}

export interface OutputFacts {
  readonly place: string;
  readonly lines: number;
  readonly bytes: number;
}

/** What a run did, for people. */
export function summaryText(facts: RunFacts, paint: Paint): string {
  const { counts, elapsedMs, output } = facts;
  const perSecond = grouped((counts.records / Math.max(1, elapsedMs)) * 1000);
  const rejected = [...facts.tally.rejections]
    .sort()
    .map(([code, count]) => [`rejected: ${code}`, count] as const);
  const compiled = compiledText({
    rulesPath: facts.rulesPath,
    manifest: facts.rules.bundle.manifest,
    ...facts.rules,
  });
  const parts = [
    `${paint.bold(compiled)}\n`,
    nudgesTable(facts.tally, paint),
    segmentsTable(facts.tally, paint),
    recordsTable(counts, rejected, paint),
    `${countOf(counts.records, 'record')} of ${countOf(counts.users, 'user')} in ${secondsText(elapsedMs)}: ` +
      `${paint.bold(`${perSecond} events/s`)}\n${outputText(output, paint)}`,
  ];
  return parts.filter((part) => part !== '').join('\n');
}

export interface CompiledFacts {
  readonly rulesPath: string;
  readonly manifest: Manifest;
  readonly from: LoadedFrom;
  readonly elapsedMs: number;
}

export function compiledText({ rulesPath, manifest, from, elapsedMs }: CompiledFacts): string {
  const { events, sources, segments, metrics, nudges, templates } = manifest;
  const parts = [
    countOf(events.length, 'event'),
    countOf(sources.length, 'source'),
    countOf(segments.length, 'segment'),
    countOf(metrics.length, 'metric'),
    countOf(nudges.length, 'nudge'),
    countOf(templates.length, 'template'),
  ];
  return `${from === 'bundle' ? 'loaded' : 'compiled'} ${displayLine(rulesPath)} in ${secondsText(elapsedMs)}: ${parts.join(', ')}`;
}

/** One row a nudge, one column for each reason that occurred. */
function nudgesTable({ nudges }: Tally, paint: Paint): string {
  if (nudges.size === 0) return '';
  const reasons = [
    ...new Set([...nudges.values()].flatMap(({ suppressed }) => [...suppressed.keys()])),
  ].sort();
  const rows = [...nudges].map(([name, { generated, suppressed }]) => {
    const byReason = reasons.map((reason) => suppressed.get(reason) ?? 0);
    const all = byReason.reduce((sum, count) => sum + count, 0);
    return [name, ...[generated, all, ...byReason].map(grouped)];
  });
  return tableText(
    ['nudge', 'generated', 'suppressed', ...reasons.map((reason) => `by ${reason}`)],
    rows,
    paint,
  );
}

function segmentsTable({ segments }: Tally, paint: Paint): string {
  if (segments.size === 0) return '';
  const rows = [...segments].map(([name, { entered, exited, members }]) => [
    name,
    grouped(entered),
    grouped(exited),
    grouped(members),
  ]);
  return tableText(['segment', 'entered', 'exited', 'members now'], rows, paint);
}

/** What became of the records; what did not occur is left out, save the first. */
export function recordsTable(
  counts: IntakeCounts & { readonly clamped?: number },
  rejected: readonly (readonly [name: string, count: number])[],
  paint: Paint,
): string {
  const rows: (readonly [string, number])[] = [
    ['accepted', counts.accepted],
    ['ignored: no rule speaks of them', counts.ignored],
    ['duplicate', counts.duplicates],
    ['late', counts.late],
    ...rejected,
    ['fields that no schema names', counts.unknownFields],
    ['optional fields that were bad', counts.missingFields],
    ['results outside their range', counts.clamped ?? 0],
  ];
  const shown = rows.filter(([, count], i) => i === 0 || count > 0);
  return tableText(
    ['records', ''],
    shown.map(([name, count]) => [name, grouped(count)]),
    paint,
  );
}

export function outputText({ lines, bytes, place }: OutputFacts, paint: Paint): string {
  return `${countOf(lines, 'line')} (${bytesText(bytes)}) in ${paint.cyan(displayLine(place))}\n`;
}

export function secondsText(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`;
}

function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
