import type { BatchCounts, Observer } from '../../ports/observer.ts';
import type { Instruments } from './instruments.ts';

const STAGE_SECONDS = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5,
];
const LATENCY_SECONDS = [0.005, 0.01, 0.02, 0.03, 0.04, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10, 60];
const LATENESS_SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600];

const VERDICTS = [
  'accepted',
  'duplicates',
  'late',
  'rejected',
  'ignored',
] as const satisfies readonly (keyof BatchCounts)[];

/** What the worker tells, as metrics. Labels are bounded: partitions, and words of ours. */
export function workerMetrics(make: Instruments): Observer {
  const records = make.counter(
    'nudge_records_total',
    'Records that were evaluated, by what became of them.',
    ['partition', 'verdict'],
  );
  const batches = make.counter('nudge_batches_total', 'Batches that were evaluated.', ['partition']);
  const stored = make.counter('nudge_stored_users_total', 'Users whose states were stored.', ['partition']);
  const stages = make.histogram('nudge_stage_seconds', 'What a batch takes in a stage.', STAGE_SECONDS, [
    'stage',
  ]);
  const items = make.counter('nudge_stage_items_total', 'What a stage did: records, users or rows.', [
    'stage',
  ]);
  const published = make.counter('nudge_published_rows_total', 'Rows that were published.', ['partition']);
  const latency = make.histogram(
    'nudge_latency_seconds',
    'From the arrival of a record to the publishing of what it caused.',
    LATENCY_SECONDS,
  );
  const timers = make.counter('nudge_timers_fired_total', 'Timers that fired.', ['partition']);
  const lateness = make.histogram(
    'nudge_timer_lateness_seconds',
    'How long after its instant a timer fired.',
    LATENESS_SECONDS,
  );
  const retries = make.counter('nudge_retries_total', 'What failed and was tried again.', ['what']);
  const rebalances = make.counter(
    'nudge_assignments_total',
    'How often the partitions of this worker changed.',
  );
  const assigned = make.gauge('nudge_partitions_assigned', 'Partitions of this worker.');
  const paused = make.gauge(
    'nudge_partition_paused',
    'Whether the source holds the partition back: 1 or 0.',
    ['partition'],
  );
  const activations = make.counter('nudge_activations_total', 'Partitions that went over to other rules.');
  const stateBytes = make.gauge('nudge_state_bytes', 'Bytes of the states of all users.', ['partition']);
  const stateUsers = make.gauge('nudge_ready_users', 'Users that are kept ready in memory.', ['partition']);
  let mine: readonly number[] = [];
  return {
    suppressed: make.tally('nudge_suppressed_total', 'Nudges that were held back.', 'reason'),
    emitted: make.tally('nudge_emitted_rows_total', 'Rows that were decided, by where they go.', 'output'),
    rejected: byCode(
      make.tally('nudge_dead_letters_total', 'Records that went to the dead letters.', 'code'),
    ),
    batch: (number, counts) => {
      const partition = String(number);
      batches.inc({ partition });
      for (const verdict of VERDICTS)
        if (counts[verdict] > 0) records.inc({ partition, verdict }, counts[verdict]);
      if (counts.timers > 0) timers.inc({ partition }, counts.timers);
    },
    stored: (partition, users) => stored.inc({ partition: String(partition) }, users),
    stage: (stage, _, ms, count) => {
      stages.observe({ stage }, ms / 1000);
      items.inc({ stage }, count);
    },
    published: (partition, rows) => published.inc({ partition: String(partition) }, rows),
    latency: (ms) => latency.observe(Math.max(0, ms) / 1000),
    timerFired: (_, ms) => lateness.observe(Math.max(0, ms) / 1000),
    retry: (what) => retries.inc({ what }),
    assigned: (partitions) => {
      rebalances.inc();
      assigned.set(partitions.length);
      // What is said of a partition is the next owner's to say.
      for (const lost of mine.filter((one) => !partitions.includes(one)))
        for (const gauge of [paused, stateBytes, stateUsers]) gauge.remove(String(lost));
      mine = partitions;
    },
    paused: (partition, is) => paused.set({ partition: String(partition) }, is ? 1 : 0),
    activated: () => activations.inc(),
    stateBytes: (number, bytes, count) => {
      const partition = String(number);
      stateBytes.set({ partition }, bytes);
      stateUsers.set({ partition }, count);
    },
  };
}

function byCode(tally: (code: string) => void): NonNullable<Observer['rejected']> {
  return (_, code) => tally(code);
}
