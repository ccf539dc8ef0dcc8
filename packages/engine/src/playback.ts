/**
 * Plays records through acceptance and the engine for any number of users held in memory: what `nudgec run` and
 * `nudgec test` do, and what a law compares with. The order of what is emitted is that of semantics (Output, Order).
 */
import { type CloudEventDecoder, createCloudEventDecoder } from './acceptance/cloud-events.ts';
import type { DecodeCounters, Decoded, RawRecord, Rejection } from './acceptance/decoded.ts';
import { DEFAULT_TENANT } from './acceptance/envelope.ts';
import { createSourceDecoder, type SourceDecoder } from './acceptance/source-records.ts';
import { decodeUserRow } from './acceptance/user-rows.ts';
import type { AcceptedEvent } from './contract/accepted-event.ts';
import type { Bundle } from './contract/bundle.ts';
import type { EventSchema, MetricSpec, SegmentSpec, SourceSchema, Value } from './contract/manifest.ts';
import type { Row } from './contract/rules.ts';
import type { Emit } from './effects/effect.ts';
import { valueToJson } from './effects/json-value.ts';
import { Population } from './population.ts';
import { hasBegun, type UserState } from './state/user-state.ts';
import type { EngineOptions } from './step/engine.ts';
import { type Sha256, sha256Hex, sha256Hex32 } from './values/hashes.ts';

export interface PlaybackOptions extends EngineOptions {
  /** T: records after it are as if absent, and the clocks end there. Default: the greatest accepted instant. */
  readonly untilMs?: number;
}

/** What came in, by what became of it. */
export interface PlaybackCounts {
  records: number;
  accepted: number;
  ignored: number;
  duplicates: number;
  late: number;
  rejected: number;
  /** Data fields that no schema names. */
  unknownFields: number;
  /** Optional fields whose value was bad. */
  missingFields: number;
  /** Results of arithmetic outside their range. */
  clamped: number;
  users: number;
}

const TALLY_OF = { accepted: 'accepted', duplicate: 'duplicates', late: 'late' } as const;

export class Playback {
  private readonly population: Population;
  private readonly untilMs: number;
  private readonly sha256: Sha256;
  private readonly decodeCounters: DecodeCounters = { unknownFields: 0, missingFields: 0 };
  private readonly tally = { records: 0, accepted: 0, ignored: 0, duplicates: 0, late: 0, rejected: 0 };
  private readonly cloudEvents: CloudEventDecoder;
  private readonly sources = new Map<SourceSchema, SourceDecoder>();
  private queued: { readonly decoded: Decoded; readonly raw: RawRecord }[] = [];

  constructor(bundle: Bundle, options: PlaybackOptions = {}) {
    this.population = new Population(bundle, options);
    this.untilMs = options.untilMs ?? Infinity;
    this.sha256 = options.sha256 ?? sha256Hex;
    this.cloudEvents = createCloudEventDecoder(bundle.manifest, this.decodeCounters);
  }

  get counts(): PlaybackCounts {
    const clamped = this.population.engine.rules.counters.clamped;
    return { ...this.tally, ...this.decodeCounters, clamped, users: this.population.size };
  }

  /** The end of the playback: `untilMs`, else the greatest instant accepted so far (`-Infinity` if there is none). */
  get endMs(): number {
    return this.untilMs === Infinity ? this.population.greatestMs : this.untilMs;
  }

  /** A row of the users file. All rows come before the events; what they cause is emitted by `begin`. */
  userRow(raw: RawRecord): void {
    this.tally.records++;
    const decoded = decodeUserRow(
      this.population.engine.rules.manifest,
      raw,
      this.untilMs,
      this.decodeCounters,
    );
    // What holds since ever holds for every row, so it is put in place before the first step.
    if (decoded.kind === 'base') this.population.setBase(decoded);
    else this.queued.push({ decoded, raw });
  }

  /** Takes the user rows that are events, in file order. `record` calls it if the host did not. */
  begin(emit: Emit): void {
    const { queued } = this;
    this.queued = [];
    for (const { decoded, raw } of queued) this.take(decoded, raw, emit);
  }

  /** One record; with a source it is mapped by it, without it is a CloudEvent. */
  record(raw: RawRecord, source: SourceSchema | null, emit: Emit): void {
    if (this.queued.length > 0) this.begin(emit);
    this.tally.records++;
    this.take(this.decode(raw, source), raw, emit);
  }

  private decode(raw: RawRecord, source: SourceSchema | null): Decoded {
    if (source === null) {
      if (raw.kind !== 'json') throw new Error('a CSV record needs a source');
      return this.cloudEvents(raw.text, raw.origin, this.untilMs);
    }
    let decoder = this.sources.get(source);
    if (decoder === undefined) {
      decoder = createSourceDecoder(this.population.engine.rules.manifest, source, this.decodeCounters);
      this.sources.set(source, decoder);
    }
    return decoder(raw, this.untilMs);
  }

  private take(decoded: Decoded, raw: RawRecord, emit: Emit): void {
    switch (decoded.kind) {
      case 'absent':
        this.tally.records--;
        return;
      case 'ignored':
        this.tally.ignored++;
        return;
      case 'rejected':
        this.reject(decoded.rejection, raw, emit);
        return;
      case 'events':
        for (const event of decoded.events) this.accept(event, emit);
    }
  }

  private accept(event: AcceptedEvent, emit: Emit): void {
    const verdict = this.population.accept(event, emit);
    this.tally[TALLY_OF[verdict]]++;
  }

  private reject(rejection: Rejection, raw: RawRecord, emit: Emit): void {
    this.tally.rejected++;
    const { input, line } = raw.origin;
    const { code, field, eventId, user, tenant } = rejection;
    emit({
      type: 'event.rejected',
      id: sha256Hex32(['rejected', input, String(line)], this.sha256),
      subject: user,
      tenant,
      data: { input, line, code, field, eventId },
    });
  }

  /** The clock of every user moves to T, users in the order of (tenant, user). */
  finish(emit: Emit): void {
    if (this.queued.length > 0) this.begin(emit);
    if (Number.isFinite(this.endMs)) this.population.moveTo(this.endMs, true, emit);
  }

  /** `segment.member` lines as of T, by (segment, tenant, user). */
  members(emit: Emit): void {
    const { rules } = this.population.engine;
    const users = this.population.inOrder().filter(hasBegun);
    for (const segment of rules.segmentsByName) {
      const name = (rules.manifest.segments[segment] as SegmentSpec).name;
      for (const state of users) {
        const sinceMs = state.since[segment] as number;
        if (Number.isNaN(sinceMs)) continue;
        emit({
          type: 'segment.member',
          ...this.snapshotOf('member', state, name),
          data: { segment: name, sinceMs },
        });
      }
    }
  }

  /** `metric.value` lines as of T, by (metric, tenant, user), one for each user who has begun. */
  metrics(emit: Emit): void {
    const { rules } = this.population.engine;
    const users = this.population.inOrder().filter(hasBegun);
    for (const metric of rules.metricsByName) {
      const { name, kind, of } = rules.manifest.metrics[metric] as MetricSpec;
      for (const state of users) {
        const json = valueToJson(this.population.engine.metric(state, metric, this.endMs), kind, of);
        emit({
          type: 'metric.value',
          ...this.snapshotOf('metric', state, name),
          data: { metric: name, json },
        });
      }
    }
  }

  private snapshotOf(
    kind: string,
    { tenant, user }: UserState,
    name: string,
  ): { id: string; subject: string; tenant: string; timeMs: number } {
    const timeMs = this.endMs;
    const id = sha256Hex32([kind, tenant, user, name, String(timeMs)], this.sha256);
    return { id, subject: user, tenant, timeMs };
  }

  /** The state of all users as bytes; user rows that wait must have been taken (`begin`). */
  snapshot(): Uint8Array {
    return this.population.snapshot();
  }

  /** Goes on where a snapshot was taken; this playback must be new. Counts begin anew. */
  restore(bytes: Uint8Array): void {
    this.population.restore(bytes);
  }

  // ---- for tests: the clock is the host's ---------------------------------------------------------------------------

  /** What holds of a user since ever. */
  given(user: string, fields: ReadonlyMap<string, Value>, purposes: readonly string[]): void {
    const { manifest } = this.population.engine.rules;
    const writes = [...fields].map(
      ([name, value]) => [manifest.user.findIndex((f) => f.name === name), value] as const,
    );
    const ids = purposes.map((purpose) => manifest.purposes.indexOf(purpose));
    this.population.setBase({ kind: 'base', user, tenant: DEFAULT_TENANT, writes, purposes: ids });
  }

  /** An event at an instant; fields that are not given are missing, `null` clears a profile field. */
  happens(
    user: string,
    event: number | 'user.updated' | 'user.consent',
    fields: ReadonlyMap<string, Value>,
    at: number,
    emit: Emit,
  ): void {
    const { manifest } = this.population.engine.rules;
    this.tally.records++;
    const id = `test:${String(this.tally.records).padStart(12, '0')}`;
    const base = { id, at, user, tenant: DEFAULT_TENANT, session: null, device: null };
    if (event === 'user.updated') {
      const writes = [...fields].map(
        ([name, value]) => [manifest.user.findIndex((f) => f.name === name), value] as const,
      );
      this.accept({ kind: 'profile', row: { ...base, values: [] }, writes }, emit);
    } else if (event === 'user.consent') {
      const purpose = manifest.purposes.indexOf(String(fields.get('purpose')));
      this.accept(
        { kind: 'consent', row: { ...base, values: [] }, purpose, granted: fields.get('granted') === true },
        emit,
      );
    } else {
      const schema = manifest.events[event] as EventSchema;
      const row: Row = { ...base, values: schema.fields.map((field) => fields.get(field.name) ?? null) };
      this.accept({ kind: 'event', event, row }, emit);
    }
  }

  /** All users' timers before `ms` fire, with `inclusive` those at it too. */
  moveTo(ms: number, inclusive: boolean, emit: Emit): void {
    this.population.moveTo(ms, inclusive, emit);
  }

  isMember(user: string, segment: number): boolean {
    const state = this.population.find(DEFAULT_TENANT, user);
    return state !== undefined && !Number.isNaN(state.since[segment] as number);
  }

  metricValue(user: string, metric: number, now: number): Value {
    return this.population.engine.metric(this.population.user(DEFAULT_TENANT, user), metric, now);
  }
}

export function createPlayback(bundle: Bundle, options: PlaybackOptions = {}): Playback {
  return new Playback(bundle, options);
}
