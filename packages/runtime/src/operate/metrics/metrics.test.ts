import { expect, test } from 'vitest';
import type { Observer } from '../../ports/observer.ts';
import type { PartitionHealth } from '../../worker/options.ts';
import { createMetrics } from './metrics.ts';

const COUNTS = {
  records: 10,
  accepted: 6,
  duplicates: 1,
  late: 1,
  rejected: 1,
  ignored: 1,
  timers: 2,
  users: 4,
};

function tellAll(observer: Observer): void {
  observer.assigned?.([0, 1]);
  observer.batch?.(0, COUNTS);
  observer.stage?.('decode', 0, 20, 10);
  observer.stage?.('step', 0, 30, 10);
  observer.stage?.('commit', 0, 500, 4);
  observer.published?.(0, 3);
  observer.latency?.(40, 3);
  observer.timerFired?.(0, 250);
  observer.rejected?.(0, 'bad_json');
  observer.rejected?.(1, 'bad_json');
  observer.suppressed?.('cooldown');
  observer.emitted?.('nudges');
  observer.retry?.('publish', 0, new Error('no'));
  observer.paused?.(1, true);
  observer.activated?.(0, 'abc', 7);
  observer.stateBytes?.(1, 4096, 2);
}

const partition: PartitionHealth = {
  partition: 1,
  phase: 'running',
  nextOffset: 100,
  lag: 7,
  watermarkMs: 1_500,
  unpublishedRows: 3,
  version: '0123456789abcdef',
};

test('what the worker tells is counted, in base units', async () => {
  const { registry, observer } = createMetrics(() => 0.05);
  tellAll(observer);
  const text = await registry.metrics();
  for (const line of [
    'nudge_records_total{partition="0",verdict="accepted"} 6',
    'nudge_records_total{partition="0",verdict="duplicates"} 1',
    'nudge_busy_seconds_total 0.05',
    'nudge_stage_seconds_sum{stage="commit"} 0.5',
    'nudge_latency_seconds_bucket{le="0.05"} 1',
    'nudge_timer_lateness_seconds_sum 0.25',
    'nudge_dead_letters_total{code="bad_json"} 2',
    'nudge_suppressed_total{reason="cooldown"} 1',
    'nudge_emitted_rows_total{output="nudges"} 1',
    'nudge_published_rows_total{partition="0"} 3',
    'nudge_retries_total{what="publish"} 1',
    'nudge_state_bytes{partition="1"} 4096',
    'nudge_partitions_assigned 2',
  ])
    expect(text).toContain(`${line}\n`);
  // Asked twice it says the same.
  expect(await registry.metrics()).toContain('nudge_dead_letters_total{code="bad_json"} 2\n');
});

test('of a partition that was lost nothing is said any more', async () => {
  const { registry, observer, watch } = createMetrics();
  let partitions: readonly PartitionHealth[] = [partition];
  watch(() => ({ live: true, ready: true, problems: [], partitions }));
  tellAll(observer);
  expect(await registry.metrics()).toContain('nudge_lag_records{partition="1"} 7\n');
  expect(await registry.metrics()).toContain('nudge_rules_info{version="0123456789ab"} 1\n');
  observer.assigned?.([0]);
  partitions = [];
  const text = await registry.metrics();
  expect(text).not.toContain('nudge_state_bytes{partition="1"}');
  expect(text).not.toContain('nudge_lag_records{');
  expect(text).not.toContain('nudge_rules_info{');
});

test('names have our prefix and their unit, and no label can grow without bound', () => {
  const { registry } = createMetrics();
  const metrics = registry.getMetricsAsArray() as unknown as {
    name: string;
    type: string;
    labelNames?: string[];
  }[];
  const ours = metrics.filter(({ name }) => !/^(process|nodejs)_/.test(name));
  for (const { name, type, labelNames = [] } of ours) {
    expect(name).toMatch(/^nudge_[a-z_]+$/);
    expect(name.endsWith('_total')).toBe(`${type}` === 'counter');
    for (const label of labelNames)
      expect([
        'partition',
        'stage',
        'output',
        'reason',
        'code',
        'verdict',
        'what',
        'version',
        'outcome',
      ]).toContain(label);
  }
});
