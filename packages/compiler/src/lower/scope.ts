import type { EventSymbol, FieldSymbol, ParamSymbol, Program, SegmentSymbol } from '@nudge/dsl';
import type { EventFieldRef } from '@nudge/engine';
import type { IrAggregate, IrExpr } from '../ir.ts';

/** Where the ids of a program come from, and what lowering collects on its way. */
export interface LowerState {
  readonly program: Program;
  readonly eventIds: ReadonlyMap<EventSymbol, number>;
  readonly userFieldIds: ReadonlyMap<FieldSymbol, number>;
  readonly segmentIds: ReadonlyMap<SegmentSymbol, number>;
  readonly aggregates: IrAggregate[];
}

/** What the parameters of the functions being inlined stand for. */
export type Bindings = ReadonlyMap<ParamSymbol, IrExpr>;

export const NO_BINDINGS: Bindings = new Map();

export function eventId(state: LowerState, event: EventSymbol): number {
  return state.eventIds.get(event) ?? gap(`event ${event.qualified}`);
}

export function segmentId(state: LowerState, segment: SegmentSymbol): number {
  return state.segmentIds.get(segment) ?? gap(`segment ${segment.qualified}`);
}

export function fieldRef(event: EventSymbol, field: FieldSymbol | string): EventFieldRef {
  return typeof field === 'string' ? (field as EventFieldRef) : event.fields.indexOf(field);
}

export function known<T>(value: T | undefined, what: string): T {
  return value === undefined ? gap(what) : value;
}

/** The checker fills its tables completely when it reports no error; a gap is a bug, not a mistake of the author. */
export function gap(what: string): never {
  throw new Error(`the checked program has no ${what}`);
}
