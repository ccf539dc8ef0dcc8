import type { Bundle } from '@nudge/engine';
import type { BundleArchive } from '../ports/bundle-archive.ts';
import type { Clock, RandomSource } from '../ports/clock.ts';
import type { EffectSink } from '../ports/effect-sink.ts';
import type { EventSource } from '../ports/event-source.ts';
import type { Observer } from '../ports/observer.ts';
import type { StateStore } from '../ports/state-store.ts';

/** Bounds of everything that grows with what comes in. */
export interface WorkerLimits {
  /** Records that are evaluated and committed together. */
  readonly batchRecords: number;
  /** So long after a batch began the next one of the partition waits to be full: few large commits cost less than many. */
  readonly lingerMs: number;
  /** Users whose timers are fired and committed together. */
  readonly batchTimers: number;
  /** Of one partition that wait to be evaluated; above it the partition is paused. */
  readonly queuedRecords: number;
  readonly queuedBytes: number;
  /** Rows of one partition that were committed and wait to be published; above it evaluation waits. */
  readonly unpublishedRows: number;
  /** States are stored at least so often; so much may have to be evaluated again after a crash. 0: with every commit. */
  readonly checkpointMs: number;
  /** Users of one partition that are kept ready. */
  readonly cachedUsers: number;
  /** A record with a longer value is dead-lettered, and so is a message: a topic takes 1 MB, headers and all. */
  readonly recordBytes: number;
  /** When a partition has been read to its end and nothing has come for so long, its watermark follows the clock. */
  readonly idleMs: number;
  /** The first wait after something failed; it doubles. */
  readonly retryMs: number;
  readonly retryMaxMs: number;
}

export const DEFAULT_LIMITS: WorkerLimits = {
  batchRecords: 2_000,
  lingerMs: 20,
  batchTimers: 1_000,
  queuedRecords: 20_000,
  queuedBytes: 32 * 1024 * 1024,
  unpublishedRows: 50_000,
  checkpointMs: 10_000,
  cachedUsers: 50_000,
  recordBytes: 768 * 1024,
  idleMs: 1_000,
  retryMs: 50,
  retryMaxMs: 5_000,
};

export interface WorkerOptions {
  readonly source: EventSource;
  readonly sink: EffectSink;
  readonly store: StateStore;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly observer: Observer;
  readonly bundle: Bundle;
  readonly bundles: BundleArchive;
  /** The qualified name of the project's source that maps the records; `null`: they are CloudEvents. */
  readonly mapping: string | null;
  readonly limits: WorkerLimits;
}

/** How a worker is, for probes and people. */
export interface WorkerHealth {
  /** It does its work, or could: the process need not be restarted. */
  readonly live: boolean;
  /** Every partition that it has is recovered and running. */
  readonly ready: boolean;
  /** What is wrong, in words; empty when nothing is. */
  readonly problems: readonly string[];
  readonly partitions: readonly PartitionHealth[];
}

export interface PartitionHealth {
  readonly partition: number;
  readonly phase: 'recovering' | 'running' | 'waiting' | 'stopped';
  readonly nextOffset: number | null;
  /** Records that are known to lie ahead, of where the partition was last if nobody has it now; `null`: unknown. */
  readonly lag: number | null;
  /** Fired timers are at most this far behind; `null` before the first event. */
  readonly watermarkMs: number | null;
  readonly unpublishedRows: number;
  /** The bundle that it runs by. */
  readonly version: string;
}
