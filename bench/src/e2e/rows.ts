import type { Machine } from '../machine.ts';
import type { ProfileRow } from './cpu-profile.ts';
import type { LatencyFigures } from './latencies.ts';

export type ClientName = 'kafkajs' | 'platformatic';
export type StoreKind = 'disk' | 'memory' | 'redis' | 'postgres';

/** `raw` only consumes, `parse` also parses and produces a part, `engine` takes from memory, `worker` is the runtime. */
export interface ThroughputRow {
  readonly kind: 'raw' | 'parse' | 'engine' | 'worker';
  readonly client: ClientName | null;
  readonly rules: number | null;
  readonly workers: number;
  readonly store: StoreKind | null;
  /** Median over windows of the steady middle part. */
  readonly eventsPerSecond: number;
  /** (Greatest − least) ÷ median of the windows. */
  readonly spread: number;
  readonly windows: number;
  readonly messagesPerEvent: number | null;
  /** Cores that the measured processes used, all together; more than one each cannot be where they are pinned. */
  readonly cpu: number | null;
  readonly rssMB: number | null;
  readonly cores: string;
}

/** Where the time of one worker goes. */
export interface StageRow {
  readonly rules: number;
  readonly stage: string;
  /** Busy: the core works; else it may wait for a disk or a broker, and other partitions go on meanwhile. */
  readonly busy: boolean;
  /** Of the time that passed. Waiting of several partitions adds up. */
  readonly share: number;
  readonly usPerEvent: number;
  readonly itemsPerCall: number | null;
  readonly callsPerSecond: number | null;
}

export interface LatencyRow extends LatencyFigures {
  readonly rules: number;
  readonly workers: number;
  readonly store: StoreKind;
  readonly client: ClientName;
  /** Events a second: what was asked for and what was produced. */
  readonly wanted: number;
  readonly produced: number;
  readonly nudges: number;
  /** Records that lay ahead at most, of all partitions. */
  readonly lagMax: number;
  readonly cpu: number;
  /** Of the machine's time, what its host gave to others; `null`: unknown. */
  readonly stolen: number | null;
  /** Events that were committed together, and what the commit and the publishing of them took in the mean. */
  readonly eventsPerCommit: number;
  readonly commitMs: number;
  readonly publishMs: number;
  readonly cores: string;
}

export interface Sample {
  readonly atSeconds: number;
  readonly rssMB: number;
  readonly heapMB: number;
  /** Buffers beside the heap. */
  readonly externalMB: number;
  readonly lag: number;
  readonly stateMB: number;
  readonly diskMB: number | null;
}

export interface SteadyRow extends LatencyRow {
  readonly minutes: number;
  readonly samples: readonly Sample[];
  /** Over the last two thirds. */
  readonly rssSlope: number;
  readonly heapSlope: number;
  /** `null`: it was too short to tell. */
  readonly isFlat: boolean | null;
}

/** Whether what came out is what a playback of the same partitions says. */
export interface GateRow {
  readonly rules: number;
  readonly events: number;
  readonly output: 'nudges' | 'segments';
  readonly expected: number;
  readonly received: number;
  readonly distinct: number;
  readonly missing: number;
  readonly strange: number;
}

/** What a figure also depends on. */
export interface Setting {
  /** How processes were kept apart, in words. */
  readonly pinned: string;
  /** What others were doing when it began. */
  readonly loadAverage: number;
  readonly events: number;
}

export interface E2eResults {
  readonly machine: Machine;
  readonly setting: Setting;
  readonly gate: readonly GateRow[];
  readonly throughput: readonly ThroughputRow[];
  readonly stages: readonly StageRow[];
  readonly latency: readonly LatencyRow[];
  readonly steady: readonly SteadyRow[];
  readonly profile?: readonly ProfileRow[];
}
