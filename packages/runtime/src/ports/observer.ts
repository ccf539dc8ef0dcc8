import type { RejectionCode } from '@nudge/engine';
import type { Output } from './effect-sink.ts';

/** The named points of the commit protocol, at which a crash must do no harm. */
export const STEPS = [
  'claimed',
  'recovered',
  'replayed',
  'evaluated',
  'before-commit',
  'after-commit',
  'before-publish',
  'after-publish',
  'before-trim',
  'activated',
  'drained',
] as const;
export type Step = (typeof STEPS)[number];

/** Where the time of a batch goes; `encode`: the states that a commit holds to bytes. */
export type Stage = 'decode' | 'load' | 'step' | 'encode' | 'commit' | 'publish';

/**
 * Is told what the worker does: metrics, logs, traces, and the simulator's crashes. Calls must be cheap and must not
 * throw; nothing that they do decides a result.
 */
export interface Observer {
  /** A point of the protocol was reached. */
  reached?(step: Step, partition: number): void;
  stage?(stage: Stage, partition: number, ms: number, items: number): void;
  /** Before `batch`: the W3C `traceparent` of a record in it that caused rows. Contexts are looked for only where this is. */
  caused?(partition: number, traceparent: string): void;
  batch?(partition: number, counts: BatchCounts): void;
  /** Users whose states were committed. */
  stored?(partition: number, users: number): void;
  published?(partition: number, rows: number): void;
  /** From the arrival of a record to the publishing of what it caused. */
  latency?(ms: number, rows: number): void;
  timerFired?(partition: number, latenessMs: number): void;
  rejected?(partition: number, code: RejectionCode | 'failed' | 'oversize'): void;
  suppressed?(reason: string): void;
  emitted?(output: Output): void;
  assigned?(partitions: readonly number[]): void;
  paused?(partition: number, paused: boolean): void;
  retry?(what: string, partition: number, error: Error): void;
  /** Records are evaluated again by the rules that hold now, since nobody has those any more that held then. */
  rulesMissing?(partition: number, version: string): void;
  activated?(partition: number, version: string, fromOffset: number): void;
  /** Of all users' states as bytes, and how many users are kept ready. */
  stateBytes?(partition: number, bytes: number, readyUsers: number): void;
}

export interface BatchCounts {
  readonly records: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly late: number;
  readonly rejected: number;
  readonly ignored: number;
  readonly timers: number;
}
