import type { AggregateFunction, EventSchema, LogSpec } from '../contract/manifest.ts';
import { KEY_BYTES } from '../snapshot/bytes.ts';
import { DISTINCT_LIMIT } from '../state/folded.ts';
import { createLogFor } from '../state/log.ts';
import { type CostBasis, rateOf, shareOf } from './assumptions.ts';
import type { PartCost } from './part-cost.ts';
import { keptOver } from './poisson.ts';
import { fieldBytes, greatest, rowBytes, textBytes, typeOf, valueBytes, valuesOf } from './value-bytes.ts';
import { varintBytes } from './varint-bytes.ts';

export interface LogCost extends PartCost {
  readonly event: string;
  readonly keeps: LogSpec['keeps'];
  /** For how long an event is kept; `null`: for ever. */
  readonly keptMs: number | null;
  /** Events that are kept at the rates that were given. */
  readonly expectedEvents: number;
  /** By how much the bytes of users differ: one standard deviation. */
  readonly deviationBytes: number;
}

/** As `writeLog` writes it. Every event of the type is taken to pass the filter. */
export function logCost(basis: CostBasis, spec: LogSpec): LogCost {
  const { manifest, assumptions } = basis;
  const event = manifest.events[spec.event] as EventSchema;
  const rate = rateOf(spec.event, basis);
  const keptMs = keptSpan(spec, manifest.settings.lateMs);
  const kept = keptOver(Math.min(keptMs ?? Infinity, assumptions.ageMs), rate, shareOf(rate, basis));
  const known = spec.ever ? -Math.expm1(-rate * assumptions.ageMs) : kept.some;
  const entryBytes = bytesOfEntry(basis, spec, event);
  const head = (entries: number): number => KEY_BYTES + 1 + varintBytes(entries);
  const folds = spec.ever && spec.keeps !== 'row';
  const eventsBytes = kept.instantBytes + kept.entries * entryBytes;
  const folded = (events: number): number => (folds ? foldedBytes(basis, spec, event, events) : 0);
  return {
    event: event.name,
    keeps: spec.keeps,
    keptMs,
    expectedEvents: kept.entries,
    deviationBytes: kept.entries === 0 ? 0 : eventsBytes / Math.sqrt(kept.entries),
    fixedBytes: head(0) + folded(Infinity),
    bytesPerEvent: varintBytes(keptMs ?? assumptions.ageMs) + entryBytes,
    expectedBytes:
      known * (head(kept.entries) + folded(rate * Math.max(0, assumptions.ageMs - (keptMs ?? 0)))) +
      eventsBytes,
  };
}

/** As `UserLogs` trims it. */
function keptSpan(spec: LogSpec, lateMs: number): number | null {
  if (spec.ever && spec.keeps === 'row') return null;
  return spec.windowMs > 0 ? spec.windowMs + lateMs : lateMs + 1;
}

/** Without its instant. */
function bytesOfEntry({ assumptions }: CostBasis, spec: LogSpec, event: EventSchema): number {
  if (spec.keeps === 'row') return rowBytes(event, assumptions);
  const { ids, values, width } = createLogFor(spec);
  const value = spec.field === null ? 1 : fieldBytes(event, spec.field, assumptions);
  return (
    (ids === null ? 0 : textBytes(assumptions.eventIdBytes)) + (values === null && width === 1 ? 0 : value)
  );
}

/** What so many events that are no longer kept have left; see `Folded`. */
function foldedBytes({ assumptions }: CostBasis, spec: LogSpec, event: EventSchema, events: number): number {
  const many = Number.isFinite(events) ? events : 2 ** 27;
  const { values, width } = createLogFor(spec);
  const type = typeOf(event, spec.field ?? 'id');
  const isNumber = type.kind === 'int' || type.kind === 'decimal';
  const sum = width === 2 && isNumber ? (greatest(type.kind, assumptions) / 2) * many : 0;
  const begins = varintBytes(many) + 1 + varintBytes(sum);
  // A byte for each of least, greatest, first, last, and for the count of different ones, where there is none.
  if (values === null || events < 1) return begins + 5;
  const singles = spec.functions.filter((fn) => SINGLE.has(fn)).length;
  const different = spec.functions.includes('distinct')
    ? Math.min(DISTINCT_LIMIT, differentOf(events, valuesOf(type, assumptions)))
    : 0;
  const kept = (singles + different) * valueBytes(type, assumptions);
  return begins + kept + (SINGLE.size - singles) + varintBytes(different);
}

/** Functions of which one value is kept. */
const SINGLE: ReadonlySet<AggregateFunction> = new Set(['min', 'max', 'first', 'last']);

/** How many different ones are among so many values, each of which is one of `values` by chance. */
function differentOf(count: number, values: number): number {
  return values === Infinity ? count : values * -Math.expm1(-count / values);
}
