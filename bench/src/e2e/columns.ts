import { type Column, figure, percent, ratio } from '../table.ts';
import type { ProfileRow } from './cpu-profile.ts';
import type { GateRow, LatencyRow, StageRow, SteadyRow, ThroughputRow } from './rows.ts';

export const GATE_COLUMNS: readonly Column<GateRow>[] = [
  { title: 'output', cell: ({ output }) => output, left: true },
  { title: 'rules', cell: ({ rules }) => whole(rules) },
  { title: 'events', cell: ({ events }) => whole(events) },
  { title: 'expected', cell: ({ expected }) => whole(expected) },
  { title: 'received', cell: ({ received }) => whole(received) },
  { title: 'distinct', cell: ({ distinct }) => whole(distinct) },
  { title: 'missing', cell: ({ missing }) => whole(missing) },
  { title: 'strange', cell: ({ strange }) => whole(strange) },
];

/** Each stands beside the bounds of the same run. */
export function throughputColumns(rows: readonly ThroughputRow[]): readonly Column<ThroughputRow>[] {
  const beside = (kind: 'raw' | 'parse' | 'engine'): Column<ThroughputRow> => ({
    title: `÷ ${kind}`,
    cell: (row) => {
      const bounds = rows.filter(
        (one) => one.kind === kind && (kind !== 'engine' || one.rules === row.rules),
      );
      const best = bounds.map(({ eventsPerSecond }) => eventsPerSecond);
      if (row.kind === kind) return '–';
      return ratio(row.eventsPerSecond, best.length === 0 ? undefined : Math.max(...best));
    },
  });
  return [
    { title: '', cell: ({ kind, client }) => (client === null ? kind : `${kind}, ${client}`), left: true },
    { title: 'rules', cell: ({ rules }) => whole(rules) },
    { title: 'workers', cell: ({ kind, workers }) => (kind === 'worker' ? whole(workers) : '–') },
    { title: 'store', cell: ({ store }) => store ?? '–', left: true },
    { title: 'events/s', cell: ({ eventsPerSecond }) => whole(eventsPerSecond) },
    { title: 'spread', cell: ({ spread }) => percent(spread) },
    { title: 'windows', cell: ({ windows }) => whole(windows) },
    { title: 'messages/event', cell: ({ messagesPerEvent }) => figure(messagesPerEvent) },
    { title: 'cores', cell: ({ cpu }) => figure(cpu) },
    {
      title: 'µs/event',
      cell: ({ cpu, eventsPerSecond }) => figure(((cpu ?? Number.NaN) * 1e6) / eventsPerSecond),
    },
    { title: 'process MB', cell: ({ rssMB }) => figure(rssMB) },
    beside('raw'),
    beside('parse'),
    beside('engine'),
  ];
}

export const STAGE_COLUMNS: readonly Column<StageRow>[] = [
  { title: 'stage', cell: ({ stage }) => stage, left: true },
  { title: 'rules', cell: ({ rules }) => whole(rules) },
  { title: 'µs/event', cell: ({ usPerEvent }) => figure(usPerEvent) },
  { title: 'of the time', cell: ({ share }) => percent(share) },
  { title: '', cell: ({ busy }) => (busy ? 'works' : 'may wait'), left: true },
  { title: 'items/call', cell: ({ itemsPerCall }) => figure(itemsPerCall) },
  { title: 'calls/s', cell: ({ callsPerSecond }) => figure(callsPerSecond) },
];

export const LATENCY_COLUMNS: readonly Column<LatencyRow>[] = [
  { title: 'rules', cell: ({ rules }) => whole(rules) },
  { title: 'workers', cell: ({ workers }) => whole(workers) },
  { title: 'store', cell: ({ store }) => store, left: true },
  { title: 'client', cell: ({ client }) => client, left: true },
  { title: 'events/s', cell: ({ produced }) => whole(produced) },
  { title: 'wanted', cell: ({ wanted }) => whole(wanted) },
  { title: 'nudges', cell: ({ nudges }) => whole(nudges) },
  { title: 'p50 ms', cell: ({ p50Ms }) => whole(p50Ms) },
  { title: 'p99 ms', cell: ({ p99Ms }) => whole(p99Ms) },
  { title: 'usual p99', cell: ({ usualP99Ms }) => whole(usualP99Ms) },
  { title: 'max ms', cell: ({ maxMs }) => whole(maxMs) },
  { title: 'events/commit', cell: ({ eventsPerCommit }) => figure(eventsPerCommit) },
  { title: 'commit ms', cell: ({ commitMs }) => figure(commitMs) },
  { title: 'publish ms', cell: ({ publishMs }) => figure(publishMs) },
  { title: 'greatest lag', cell: ({ lagMax }) => whole(lagMax) },
  { title: 'stolen', cell: ({ stolen }) => (stolen === null ? '–' : percent(stolen)) },
  { title: 'cores', cell: ({ cpu }) => figure(cpu) },
];

export const STEADY_COLUMNS: readonly Column<SteadyRow>[] = [
  ...LATENCY_COLUMNS,
  { title: 'minutes', cell: ({ minutes }) => figure(minutes) },
  { title: 'process MB', cell: ({ samples }) => thirds(samples.map(({ rssMB }) => rssMB)) },
  { title: 'MB/h', cell: ({ rssSlope }) => figure(rssSlope) },
  {
    title: 'heap MB',
    cell: ({ samples }) => thirds(samples.map(({ heapMB, externalMB }) => heapMB + externalMB)),
  },
  { title: 'MB/h', cell: ({ heapSlope }) => figure(heapSlope) },
  { title: 'state MB', cell: ({ samples }) => thirds(samples.map(({ stateMB }) => stateMB)) },
  { title: 'disk MB', cell: ({ samples }) => thirds(samples.map(({ diskMB }) => diskMB ?? Number.NaN)) },
  { title: 'memory', cell: ({ isFlat }) => (isFlat === null ? '–' : isFlat ? 'flat' : 'grows') },
];

export const PROFILE_COLUMNS: readonly Column<ProfileRow>[] = [
  { title: 'rules', cell: ({ rules }) => whole(rules) },
  { title: '', cell: ({ kind }) => kind, left: true },
  { title: 'name', cell: ({ name }) => name, left: true },
  { title: 'share', cell: ({ share }) => percent(share) },
];

/** After a third, after two, and at the end. */
function thirds(values: readonly number[]): string {
  const at = [values.length / 3, (values.length * 2) / 3, values.length - 1].map(Math.floor);
  return at.map((i) => figure(values[i])).join(', ');
}

function whole(value: number | null): string {
  return value === null || Number.isNaN(value) ? '–' : Math.round(value).toLocaleString('en');
}
