import type { Metrics } from './metrics-text.ts';
import type { StageRow } from './rows.ts';

/** In the order in which an event goes through them. */
const STAGES = [
  ['decode', true],
  ['load', false],
  ['step', true],
  ['encode', true],
  ['commit', false],
  ['publish', false],
] as const;

/** Where the time of one worker went between two looks. */
export function stageRows(rules: number, first: Metrics, last: Metrics): readonly StageRow[] {
  const more = (name: string, labels: Readonly<Record<string, string>> = {}): number =>
    last.sum(name, labels) - first.sum(name, labels);
  const seconds = (last.atMs - first.atMs) / 1000;
  const events = more('nudge_next_offset');
  const row = (
    stage: string,
    busy: boolean,
    took: number,
    items: number | null,
    calls: number,
  ): StageRow => ({
    rules,
    stage,
    busy,
    share: took / seconds,
    usPerEvent: (took * 1e6) / events,
    itemsPerCall: items === null ? null : items / calls,
    callsPerSecond: items === null ? null : calls / seconds,
  });
  const stages = STAGES.map(([stage, busy]) => {
    const calls = more('nudge_stage_seconds_count', { stage });
    const items = more('nudge_stage_items_total', { stage });
    return row(stage, busy, more('nudge_stage_seconds_sum', { stage }), calls === 0 ? null : items, calls);
  }).filter(({ share }) => share > 0);
  const busy = stages.filter((stage) => stage.busy).reduce((sum, { share }) => sum + share, 0) * seconds;
  const cpu = more('process_cpu_seconds_total');
  return [
    ...stages,
    row('all of the core', true, cpu, null, 0),
    // Polling, the clients' own work, what a store does beside waiting, collecting garbage on other threads.
    row('outside of stages', true, cpu - busy, null, 0),
    row('garbage', true, more('nodejs_gc_duration_seconds_sum'), null, 0),
  ];
}
