import type { ParamSymbol, Program, SegmentSymbol } from '@nudge/dsl';
import type { Happening, History } from '../history.ts';
import type { Datum } from '../values/datum.ts';

/** All that an expression can look at. */
export interface Sight {
  readonly program: Program;
  /** The instant at which it is judged. */
  readonly now: number;
  readonly history: History;
  isIn(segment: SegmentSymbol): boolean;
  /** `event.x`. */
  readonly trigger: Happening | null;
  /** What a bare field is of: the event that is being counted. */
  readonly row: Happening | null;
  /** Of the function that is being called. */
  readonly params: ReadonlyMap<ParamSymbol, Datum>;
}

export const NO_PARAMS: ReadonlyMap<ParamSymbol, Datum> = new Map();
