/**
 * Plays records through acceptance and the engine for any number of users held in memory: what `nudgec run` and
 * `nudgec test` do, and what a law compares with. The order of what is emitted is that of semantics (Output, Order).
 */
import { type CloudEventDecoder, createCloudEventDecoder } from './acceptance/cloud-events.ts';
import type { DecodeCounters, Decoded, RawRecord, Rejection } from './acceptance/decoded.ts';
import { DEFAULT_TENANT } from './acceptance/envelope.ts';
import { judge } from './acceptance/judge.ts';
import { createSourceDecoder, type SourceDecoder } from './acceptance/source-records.ts';
import { decodeUserRow, type UserBase } from './acceptance/user-rows.ts';
import type { AcceptedEvent } from './contract/accepted-event.ts';
import type { Bundle } from './contract/bundle.ts';
import type { EventSchema, MetricSpec, SegmentSpec, SourceSchema, Value } from './contract/manifest.ts';
import type { Row } from './contract/rules.ts';
import type { Emit } from './effects/effect.ts';
import { valueToJson } from './effects/json-value.ts';
import { createByteReader, createByteWriter } from './snapshot/bytes.ts';
import {
  consentHistory,
  createUserState,
  hasBegun,
  profileHistory,
  type UserState,
} from './state/user-state.ts';
import { Engine, type EngineOptions } from './step/engine.ts';
import { type Sha256, sha256Hex, sha256Hex32 } from './values/hashes.ts';
import { compareUtf8 } from './values/strings.ts';

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

export class Playback {
  readonly engine: Engine;
  private readonly users = new Map<string, UserState>();
  private readonly untilMs: number;
  private readonly sha256: Sha256;
  private readonly decodeCounters: DecodeCounters = { unknownFields: 0, missingFields: 0 };
  private readonly tally = { records: 0, accepted: 0, ignored: 0, duplicates: 0, late: 0, rejected: 0 };
  private readonly cloudEvents: CloudEventDecoder;
  private readonly sources = new Map<SourceSchema, SourceDecoder>();
  private queued: { readonly decoded: Decoded; readonly raw: RawRecord }[] = [];
  private greatestMs = -Infinity;

  constructor(bundle: Bundle, options: PlaybackOptions = {}) {
    this.engine = new Engine(bundle, options);
    this.untilMs = options.untilMs ?? Infinity;
    this.sha256 = options.sha256 ?? sha256Hex;
    this.cloudEvents = createCloudEventDecoder(bundle.manifest, this.decodeCounters);
  }

  get counts(): PlaybackCounts {
    const clamped = this.engine.rules.counters.clamped;
    return { ...this.tally, ...this.decodeCounters, clamped, users: this.users.size };
  }

  /** The end of the playback: `untilMs`, else the greatest instant accepted so far (`-Infinity` if there is none). */
  get endMs(): number {
    return this.untilMs === Infinity ? this.greatestMs : this.untilMs;
  }

  /** A row of the users file. All rows come before the events; what they cause is emitted by `begin`. */
  userRow(raw: RawRecord): void {
    this.tally.records++;
    const decoded = decodeUserRow(this.engine.rules.manifest, raw, this.untilMs, this.decodeCounters);
    // What holds since ever holds for every row, so it is put in place before the first step.
    if (decoded.kind === 'base') this.setBase(decoded);
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
      decoder = createSourceDecoder(this.engine.rules.manifest, source, this.decodeCounters);
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
    const { row } = event;
    const state = this.userState(row.tenant, row.user);
    const { manifest } = this.engine.rules;
    const { clock } = state;
    switch (judge(state, row.id, row.at, manifest.settings.lateMs)) {
      case 'duplicate':
        this.tally.duplicates++;
        return;
      case 'late':
        this.tally.late++;
        emit({
          type: 'event.late',
          id: sha256Hex32(['late', row.tenant, row.user, row.id], this.sha256),
          subject: row.user,
          tenant: row.tenant,
          timeMs: row.at,
          data: { eventId: row.id, eventType: typeName(event, manifest.events), clockMs: clock },
        });
        return;
      case 'accepted':
        this.tally.accepted++;
        if (row.at > this.greatestMs) this.greatestMs = row.at;
        this.engine.apply(state, event, emit);
    }
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

  private userState(tenant: string, user: string): UserState {
    const key = keyOf(tenant, user);
    let state = this.users.get(key);
    if (state === undefined) {
      state = createUserState(this.engine.rules, tenant, user);
      this.users.set(key, state);
    }
    return state;
  }

  private setBase({ tenant, user, writes, purposes }: UserBase): void {
    const state = this.userState(tenant, user);
    for (const [field, value] of writes) profileHistory(state, field).base = value;
    for (const purpose of purposes) consentHistory(state, purpose).base = true;
  }

  /** The clock of every user moves to T, users in the order of (tenant, user). */
  finish(emit: Emit): void {
    if (this.queued.length > 0) this.begin(emit);
    if (Number.isFinite(this.endMs)) this.moveTo(this.endMs, true, emit);
  }

  /** `segment.member` lines as of T, by (segment, tenant, user). */
  members(emit: Emit): void {
    const { rules } = this.engine;
    const users = this.usersInOrder().filter(hasBegun);
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
    const { rules } = this.engine;
    const users = this.usersInOrder().filter(hasBegun);
    for (const metric of rules.metricsByName) {
      const { name, kind } = rules.manifest.metrics[metric] as MetricSpec;
      for (const state of users) {
        const json = valueToJson(this.engine.metric(state, metric, this.endMs), kind);
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

  private usersInOrder(): UserState[] {
    return [...this.users.values()].sort(
      (a, b) => compareUtf8(a.tenant, b.tenant) || compareUtf8(a.user, b.user),
    );
  }

  /** The state of all users as bytes; records that wait for `begin` must have been taken. */
  snapshot(): Uint8Array {
    const out = createByteWriter();
    out.instant(this.greatestMs);
    const users = this.usersInOrder();
    out.varint(users.length);
    for (const state of users) out.bytes(this.engine.encode(state));
    return out.finish();
  }

  /** Goes on where a snapshot was taken; this playback must be new. Counts begin anew. */
  restore(bytes: Uint8Array): void {
    const input = createByteReader(bytes);
    this.greatestMs = input.instant();
    for (let n = input.varint(); n > 0; n--) {
      const state = this.engine.decode(input.bytes());
      this.users.set(keyOf(state.tenant, state.user), state);
    }
  }

  // ---- for tests: the clock is the host's ---------------------------------------------------------------------------

  /** What holds of a user since ever. */
  given(user: string, fields: ReadonlyMap<string, Value>, purposes: readonly string[]): void {
    const { manifest } = this.engine.rules;
    const writes = [...fields].map(
      ([name, value]) => [manifest.user.findIndex((f) => f.name === name), value] as const,
    );
    const ids = purposes.map((purpose) => manifest.purposes.indexOf(purpose));
    this.setBase({ kind: 'base', user, tenant: DEFAULT_TENANT, writes, purposes: ids });
  }

  /** An event at an instant; fields that are not given are missing, `null` clears a profile field. */
  happens(
    user: string,
    event: number | 'user.updated' | 'user.consent',
    fields: ReadonlyMap<string, Value>,
    at: number,
    emit: Emit,
  ): void {
    const { manifest } = this.engine.rules;
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
    for (const state of this.usersInOrder()) this.engine.advance(state, ms, inclusive, emit);
  }

  isMember(user: string, segment: number): boolean {
    const state = this.users.get(keyOf(DEFAULT_TENANT, user));
    return state !== undefined && !Number.isNaN(state.since[segment] as number);
  }

  metricValue(user: string, metric: number, now: number): Value {
    return this.engine.metric(this.userState(DEFAULT_TENANT, user), metric, now);
  }
}

export function createPlayback(bundle: Bundle, options: PlaybackOptions = {}): Playback {
  return new Playback(bundle, options);
}

/** Ids hold no control characters, so the separator cannot be part of one. */
function keyOf(tenant: string, user: string): string {
  return `${tenant}\u001f${user}`;
}

function typeName(event: AcceptedEvent, schemas: readonly EventSchema[]): string {
  switch (event.kind) {
    case 'event':
      return schemas[event.event]?.name ?? '';
    case 'profile':
      return 'user.updated';
    case 'consent':
      return 'user.consent';
  }
}
