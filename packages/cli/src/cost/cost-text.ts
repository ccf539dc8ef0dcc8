import { displayLine } from '@nudge/dsl';
import type { LogSpec, Manifest, MatchService, PartCost, SegmentService } from '@nudge/engine';
import type { Paint } from '../paint.ts';
import { tableText } from '../running/table.ts';
import { countOf, grouped } from '../session.ts';
import type { ProjectCost, RuleCost } from './project-cost.ts';
import { durationLabel } from './rate-option.ts';

/** What a project costs, as tables for people. */
export function costText(cost: ProjectCost, paint: Paint): string {
  const parts = [
    partsTable(cost, paint),
    rulesTable(cost, paint),
    logsTable(cost, paint),
    workTable(cost, paint),
  ];
  return [...parts, notes(cost)].filter((part) => part !== '').join('\n');
}

function partsTable({ state, manifest, isRated }: ProjectCost, paint: Paint): string {
  const { lateMs } = manifest.settings;
  const row = (name: string, part: PartCost): string[] => [name, ...figures(part, isRated)];
  const rows = [
    row('names, instants, lengths of lists', state.user),
    row('profile and consents', state.profile),
    row(`ids of events, to know them again for ${durationLabel(lateMs)}`, state.seenIds),
    row(countOf(state.logs.length, 'log of events', 'logs of events'), sum(state.logs)),
    row(countOf(state.segments.length, 'segment'), sum(state.segments)),
    row(countOf(state.nudges.length, 'nudge'), sum(state.nudges)),
    row('in all', state.total),
  ];
  if (isRated)
    rows.push(['in memory, with its slot and its place in the index', '', '', grouped(state.memoryBytes)]);
  return tableText(headings('bytes of a user', isRated), rows, paint);
}

/** Of the parts of one kind; what one event adds to them is said event by event. */
function sum(parts: readonly PartCost[]): PartCost {
  const total = { fixedBytes: 0, bytesPerEvent: 0, expectedBytes: 0 };
  for (const part of parts) {
    total.fixedBytes += part.fixedBytes;
    total.expectedBytes += part.expectedBytes;
  }
  return total;
}

function headings(first: string, isRated: boolean): string[] {
  return [first, 'fixed', 'per event', ...(isRated ? ['expected'] : [])];
}

function figures({ fixedBytes, bytesPerEvent, expectedBytes }: PartCost, isRated: boolean): string[] {
  const perEvent = bytesPerEvent === 0 ? '' : grouped(bytesPerEvent);
  return [grouped(fixedBytes), perEvent, ...(isRated ? [grouped(expectedBytes)] : [])];
}

function rulesTable({ rules, manifest, isRated }: ProjectCost, paint: Paint): string {
  if (rules.length === 0) return '';
  const rows = rules.map((rule) => [
    `${rule.kind} ${rule.name}`,
    serviceText(rule, manifest),
    ...figures(rule, isRated),
    rule.sharedWith === 0 ? '' : grouped(rule.sharedWith),
  ]);
  const [first = '', ...others] = headings('rule', isRated);
  return tableText([first, 'judged by', ...others, 'shares with'], rows, paint, 2);
}

function serviceText({ kind, id, service }: RuleCost, manifest: Manifest): string {
  if (kind === 'metric') return 'when asked';
  if (service !== null) return 'index' in service ? matchText(service) : segmentText(service);
  const trigger = manifest.nudges[id]?.trigger;
  return trigger !== undefined && 'segment' in trigger
    ? `${trigger.kind} ${manifest.segments[trigger.segment]?.name ?? ''}`
    : '';
}

function segmentText({ thresholds, everyEvent, profile, segments, time }: SegmentService): string {
  const parts = [
    ...(thresholds > 0 ? [countOf(thresholds, 'threshold')] : []),
    ...everyEvent.map((event) => `each ${event}`),
    ...profile.map((field) => `user.${field}`),
    ...segments,
    ...(time ? ['now'] : []),
  ];
  return parts.join(', ');
}

function matchText({ index, hashed, bitmaps, function: hasFunction }: MatchService): string {
  if (index === 'none') return 'nothing';
  const parts = [
    ...(hashed.length > 0 ? [`hash on ${hashed.join(', ')}`] : []),
    ...(bitmaps.length > 0 ? [`bitmaps of ${bitmaps.join(', ')}`] : []),
    ...(hasFunction ? ['function'] : []),
  ];
  return parts.length === 0 ? 'each event' : parts.join(', ');
}

function logsTable({ state, manifest, work, readers, isRated }: ProjectCost, paint: Paint): string {
  if (state.logs.length === 0) return '';
  const rows = state.logs.map((log, i) => {
    const spec = manifest.logs[i] as LogSpec;
    const service = work.logs[i];
    return [
      logName(spec, manifest),
      service === undefined ? '' : matchText(service),
      log.keptMs === null ? 'ever' : durationLabel(log.keptMs),
      ...figures(log, isRated),
      ...(isRated ? [log.expectedEvents.toFixed(1)] : []),
      grouped(readers[i]?.length ?? 0),
    ];
  });
  const [first = '', ...others] = headings('log of events', isRated);
  return tableText(
    [first, 'entered by', 'kept for', ...others, ...(isRated ? ['events'] : []), 'rules'],
    rows,
    paint,
    2,
  );
}

/** `Order.amount`: what is kept of which event. */
export function logName({ event, keeps, field, filtered }: LogSpec, manifest: Manifest): string {
  const schema = manifest.events[event];
  const name = typeof field === 'number' ? schema?.fields[field]?.name : field;
  const what = keeps === 'row' ? ', whole' : name === null || name === undefined ? '' : `.${name}`;
  return `${schema?.name ?? ''}${what}${filtered ? ' where …' : ''}`;
}

function workTable({ work, state }: ProjectCost, paint: Paint): string {
  if (work.events.length === 0) return '';
  const rows = work.events.map((event, i) => [
    event.event,
    grouped(state.bytesPerEvent[i] ?? 0),
    grouped(event.logs),
    grouped(event.nudges),
    grouped(event.thresholds),
    grouped(event.segmentsAtThresholds),
    grouped(event.segmentsAtEach),
  ]);
  return tableText(
    ['work of an event', 'bytes', 'logs', 'nudges', 'thresholds', 'of segments', 'segments judged'],
    rows,
    paint,
  );
}

function notes({ state, manifest, unrated, isRated }: ProjectCost): string {
  const { userIdBytes, eventIdBytes, textBytes, numberMax, listItems, ageMs } = state.assumptions;
  const endless = manifest.logs.flatMap((spec, i) =>
    state.logs[i]?.keptMs === null
      ? [`${logName(spec, manifest)}: every event is kept for ever, and the state grows with each.`]
      : [],
  );
  const lines = [
    `Taken to be so: user ids of ${userIdBytes} bytes, event ids of ${eventIdBytes}, other texts of ${textBytes}, ` +
      `numbers from 0 to ${numberMax}, ${listItems} items in a list, users known for ${durationLabel(ageMs)}.`,
    'Every event is taken to pass every filter, every user to have a full profile and all consents.',
    ...endless,
    ...(isRated && unrated.length > 0
      ? [`No rate was given for ${unrated.join(', ')}: counted as none.`]
      : []),
    ...(isRated ? [] : ['With rates (--rate Order=2/d …) the bytes to expect are shown, too.']),
  ];
  return lines.map((line) => `${displayLine(line)}\n`).join('');
}
