/**
 * Plays records through acceptance and the engine for any number of users held in memory: what `nudgec run` and
 * `nudgec test` do, and what a law compares with. The order of what is emitted is that of semantics (Output, Order).
 */
import type { RawRecord, Rejection } from './acceptance/decoded.ts';
import { DEFAULT_TENANT } from './acceptance/envelope.ts';
import { Intake, type IntakeCounts, type IntakeSink } from './acceptance/intake.ts';
import type { Bundle } from './contract/bundle.ts';
import type { EventSchema, MetricSpec, SegmentSpec, SourceSchema, Value } from './contract/manifest.ts';
import type { Row } from './contract/rules.ts';
import { metricValue, segmentMember, type UserAsOf } from './effects/as-of.ts';
import type { Emit } from './effects/effect.ts';
import { eventRejected } from './effects/rejected.ts';
import { Population, type PopulationOptions } from './population/population.ts';
import type { UserStorage } from './population/user-table.ts';
import { hasBegun, sinceOf, type UserState } from './state/user-state.ts';
import { type Sha256, sha256Hex } from './values/hashes.ts';

export interface PlaybackOptions extends PopulationOptions {
  /** T: records after it are as if absent, and the clocks end there. Default: the greatest accepted instant. */
  readonly untilMs?: number;
}

/** What came in, by what became of it. */
export interface PlaybackCounts extends IntakeCounts {
  /** Results of arithmetic outside their range. */
  clamped: number;
  users: number;
}

export class Playback {
  private readonly population: Population;
  private readonly untilMs: number;
  private readonly sha256: Sha256;
  private readonly intake: Intake;
  private lastSink: { readonly emit: Emit; readonly sink: IntakeSink } | null = null;

  constructor(bundle: Bundle, options: PlaybackOptions = {}) {
    this.population = new Population(bundle, options);
    this.untilMs = options.untilMs ?? Infinity;
    this.sha256 = options.sha256 ?? sha256Hex;
    this.intake = new Intake(bundle.manifest, this.untilMs);
  }

  get counts(): PlaybackCounts {
    const clamped = this.population.engine.rules.counters.clamped;
    return { ...this.intake.counts, clamped, users: this.population.size };
  }

  /** Steps that no event caused. */
  get timersFired(): number {
    return this.population.engine.timersFired;
  }

  /** What the users' states take. */
  get storage(): UserStorage {
    return this.population.storage;
  }

  /** The end of the playback: `untilMs`, else the greatest instant accepted so far (`-Infinity` if there is none). */
  get endMs(): number {
    return this.untilMs === Infinity ? this.population.greatestMs : this.untilMs;
  }

  /** A row of the users file. All rows come before the events; what they cause is emitted by `begin`. */
  userRow(raw: RawRecord): void {
    // Rows only wait here, so that nothing is emitted.
    this.intake.userRow(
      raw,
      this.sink(() => {}),
    );
  }

  /** Takes the user rows that are events, in file order. `record` calls it if the host did not. */
  begin(emit: Emit): void {
    this.intake.begin(this.sink(emit));
  }

  /** One record; with a source it is mapped by it, without it is a CloudEvent. */
  record(raw: RawRecord, source: SourceSchema | null, emit: Emit): void {
    this.intake.record(raw, source, this.sink(emit));
  }

  /** Made anew only when the host's `emit` is another. */
  private sink(emit: Emit): IntakeSink {
    if (this.lastSink?.emit !== emit) {
      const sink: IntakeSink = {
        base: (base) => this.population.setBase(base),
        event: (event) => this.population.accept(event, emit),
        rejected: (rejection, raw) => this.reject(rejection, raw, emit),
      };
      this.lastSink = { emit, sink };
    }
    return this.lastSink.sink;
  }

  private reject(rejection: Rejection, raw: RawRecord, emit: Emit): void {
    emit(eventRejected(raw.origin, rejection, this.sha256));
  }

  /** The clock of every user moves to T, users in the order of (tenant, user). */
  finish(emit: Emit): void {
    this.begin(emit);
    if (Number.isFinite(this.endMs)) this.population.moveTo(this.endMs, true, emit);
  }

  /** `segment.member` lines as of T, by (segment, tenant, user). */
  members(emit: Emit): void {
    const { engine } = this.population;
    const { manifest, segmentsByName } = engine.rules;
    // One pass over the users, who may be many: the lines of a segment wait for those of the segments before it.
    const found = manifest.segments.map((): (UserAsOf & { readonly sinceMs: number })[] => []);
    for (const state of this.population.inOrder()) {
      for (const { segment, sinceMs } of engine.memberships(state)) {
        found[segment]?.push({ ...this.asOf(state), sinceMs });
      }
    }
    for (const segment of segmentsByName) {
      const name = (manifest.segments[segment] as SegmentSpec).name;
      for (const { sinceMs, ...user } of found[segment] ?? []) {
        emit(segmentMember(user, name, sinceMs, this.sha256));
      }
    }
  }

  /** `metric.value` lines as of T, by (metric, tenant, user), one for each user who has begun. */
  metrics(emit: Emit): void {
    const { rules } = this.population.engine;
    for (const metric of rules.metricsByName) {
      const spec = rules.manifest.metrics[metric] as MetricSpec;
      for (const state of this.population.inOrder()) {
        if (!hasBegun(state)) continue;
        const value = this.population.engine.metric(state, metric, this.endMs);
        emit(metricValue(this.asOf(state), spec, value, this.sha256));
      }
    }
  }

  private asOf({ tenant, user }: UserState): UserAsOf {
    return { tenant, user, asOfMs: this.endMs };
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
    this.intake.counts.records++;
    const id = `test:${String(this.intake.counts.records).padStart(12, '0')}`;
    const base = { id, at, user, tenant: DEFAULT_TENANT, session: null, device: null };
    if (event === 'user.updated') {
      const writes = [...fields].map(
        ([name, value]) => [manifest.user.findIndex((f) => f.name === name), value] as const,
      );
      this.intake.event({ kind: 'profile', row: { ...base, values: [] }, writes }, this.sink(emit));
    } else if (event === 'user.consent') {
      const purpose = manifest.purposes.indexOf(String(fields.get('purpose')));
      this.intake.event(
        { kind: 'consent', row: { ...base, values: [] }, purpose, granted: fields.get('granted') === true },
        this.sink(emit),
      );
    } else {
      const schema = manifest.events[event] as EventSchema;
      const row: Row = { ...base, values: schema.fields.map((field) => fields.get(field.name) ?? null) };
      this.intake.event({ kind: 'event', event, row }, this.sink(emit));
    }
  }

  /** All users' timers before `ms` fire, with `inclusive` those at it too. */
  moveTo(ms: number, inclusive: boolean, emit: Emit): void {
    this.population.moveTo(ms, inclusive, emit);
  }

  isMember(user: string, segment: number): boolean {
    const state = this.population.find(DEFAULT_TENANT, user);
    return state !== undefined && !Number.isNaN(sinceOf(state, segment));
  }

  metricValue(user: string, metric: number, now: number): Value {
    return this.population.engine.metric(this.population.user(DEFAULT_TENANT, user), metric, now);
  }
}

export function createPlayback(bundle: Bundle, options: PlaybackOptions = {}): Playback {
  return new Playback(bundle, options);
}
