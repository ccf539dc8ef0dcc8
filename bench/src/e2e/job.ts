import type { LatencyFigures } from './latencies.ts';
import type { ClientName } from './rows.ts';

/** What a process beside the workers is to do. */
export type Job =
  | {
      readonly kind: 'preload';
      readonly brokers: readonly string[];
      readonly topic: string;
      readonly events: number;
    }
  | { readonly kind: 'play'; readonly bundle: string; readonly events: number; readonly seconds: number }
  | ConsumeJob
  | PaceJob
  | ListenJob;

export interface ConsumeJob {
  readonly kind: 'consume';
  readonly brokers: readonly string[];
  readonly topic: string;
  readonly group: string;
  readonly client: ClientName;
  readonly events: number;
  readonly seconds: number;
  /** Where a part of what is parsed goes; `null`: nothing is parsed. */
  readonly produceTo: string | null;
}

export interface PaceJob {
  readonly kind: 'pace';
  readonly brokers: readonly string[];
  readonly topic: string;
  readonly eventsPerSecond: number;
  /** How many events there are already: their time goes on from there. */
  readonly from: number;
}

export interface ListenJob {
  readonly kind: 'listen';
  readonly brokers: readonly string[];
  readonly topic: string;
  readonly group: string;
}

export interface Consumed {
  /** Events a second, window by window. */
  readonly windows: readonly number[];
  readonly events: number;
  readonly cpu: number;
  readonly rssMB: number;
}

export interface Paced {
  readonly events: number;
  readonly seconds: number;
  /** Of all events; a broker that does not answer in time may have them all the same. */
  readonly lost: number;
  readonly whyLost: string | null;
}

export interface Listened extends LatencyFigures {
  readonly nudges: number;
}

/** What such a process says: `ready` and `done` once each, `progress` as it goes. */
export type Said<Result> =
  | { readonly kind: 'ready' }
  | { readonly kind: 'progress'; readonly events: number }
  | { readonly kind: 'done'; readonly result: Result }
  | { readonly kind: 'failure'; readonly message: string };

/** What it is told. `count`: from now on what it sees counts. */
export type Told = 'count' | 'stop';
