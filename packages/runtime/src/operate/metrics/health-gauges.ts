import type { PartitionHealth, WorkerHealth } from '../../worker/options.ts';
import type { Instruments } from './instruments.ts';

/** What the worker says of itself when somebody looks: of the partitions that it has now, and of no others. */
export function healthGauges(make: Instruments, health: () => WorkerHealth | null): void {
  const of = (name: string, help: string, read: (one: PartitionHealth) => number | null): void =>
    make.asked(name, help, ['partition'], (set) => {
      for (const one of health()?.partitions ?? []) {
        const value = read(one);
        if (value !== null) set(value, { partition: String(one.partition) });
      }
    });
  of('nudge_lag_records', 'Records that are known to lie ahead.', ({ lag }) => lag);
  of('nudge_next_offset', 'The offset that is to be applied next.', ({ nextOffset }) => nextOffset);
  of('nudge_unpublished_rows', 'Rows that are committed and not published.', (one) => one.unpublishedRows);
  of('nudge_watermark_seconds', 'How far event time has come, in seconds since 1970.', ({ watermarkMs }) =>
    watermarkMs === null ? null : watermarkMs / 1000,
  );
  of('nudge_partition_running', 'Whether the partition is recovered and at work: 1 or 0.', ({ phase }) =>
    phase === 'running' ? 1 : 0,
  );
  make.asked('nudge_ready', 'Whether every partition is recovered and at work: 1 or 0.', [], (set) =>
    set(health()?.ready === true ? 1 : 0, {}),
  );
  make.asked('nudge_rules_info', 'The versions of the rules that partitions run by.', ['version'], (set) => {
    for (const version of new Set(health()?.partitions.map((one) => one.version) ?? []))
      set(1, { version: version.slice(0, 12) });
  });
}
