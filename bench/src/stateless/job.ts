import type { StageName } from '../stages/stage.ts';
import type { Pace } from '../windows.ts';
import type { EngineName } from './engines.ts';

export type StatelessJob = {
  readonly section: 'stateless';
  readonly rules: number;
  /** The folder of the compiled rules. */
  readonly bundle: string;
  readonly pace: Pace;
} & (
  | { readonly kind: 'match'; readonly name: EngineName }
  | { readonly kind: 'stage'; readonly name: StageName }
);

export interface StatelessRow {
  readonly name: string;
  readonly rules: number;
  readonly nsPerEvent: number;
  /** (Greatest − least) ÷ median of the windows. */
  readonly spread: number;
  /** Five windows had agreed before. */
  readonly settled: boolean;
  readonly warmedMs: number;
  readonly matchesPerEvent?: number;
  /** Ours only: of an event that none of the rules matches. */
  readonly nsNoMatch?: number;
  /** To make the engine from the rules. */
  readonly buildMs?: number;
  readonly heapMB?: number;
  readonly rssMB?: number;
  readonly peakMB?: number;
  /** Stages only: what the nanoseconds are of, and the row of this list that bounds it. */
  readonly per?: string;
  readonly bound?: string;
}
