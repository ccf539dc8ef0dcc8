import {
  type AcceptedEvent,
  type Bundle,
  type Decoded,
  type Effect,
  Engine,
  eventRejected,
  RecordDecoder,
  type RecordOrigin,
  type Rejection,
  type Verdict,
} from '@nudge/engine';
import type { SourceRecord } from '../ports/event-source.ts';
import { earliest, groupOf, STATE_GROUPS } from '../ports/state-groups.ts';
import type { StatesPosition, UserEntry } from '../ports/state-store.ts';
import { namesOf, userKey } from '../ports/user-key.ts';
import { BytePages } from './byte-pages.ts';
import { type Evaluated, Findings } from './findings.ts';
import { sha256, sourceOf } from './fitness.ts';
import { type DeadLetterCode, deadLetterRow, effectRow } from './rows.ts';
import type { TimerQueue } from './timer-queue.ts';
import { traceHeaders } from './trace-headers.ts';
import { UnsavedUsers } from './unsaved-users.ts';
import { type CachedUser, UserCache } from './user-cache.ts';

export interface EvaluatorOptions {
  readonly bundle: Bundle;
  readonly mapping: string | null;
  /** The source's name. */
  readonly topic: string;
  readonly isFile: boolean;
  readonly partition: number;
  readonly cachedUsers: number;
  readonly recordBytes: number;
  /** What the states hold that it begins with. */
  readonly states: readonly StatesPosition[];
  /** Their timers do not fire: that went wrong before. */
  readonly failedUsers: ReadonlySet<string>;
}

/** A record that was decoded, or why it was not. */
export interface Prepared {
  readonly record: SourceRecord;
  readonly decoded: Decoded;
  /** Whom the events are about, one for each. */
  readonly keys: readonly string[];
  /** Those of them who are ready, as `missing` found them: looked up once. */
  readonly users: (CachedUser | undefined)[];
}

const NO_KEYS: readonly string[] = [];
const NO_USERS: (CachedUser | undefined)[] = [];

/** Evaluating a record, or a user's timers, went wrong: a bug in the rules or the engine. */
export class EvaluationError extends Error {
  override readonly name = 'EvaluationError';
  /** The record; `null`: timers. */
  readonly offset: number | null;
  readonly key: string | null;

  constructor(cause: unknown, offset: number | null, key: string | null) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.offset = offset;
    this.key = key;
  }
}

/** A batch that grows beyond it is ended early. */
const ROWS_AT_ONCE = 20_000;

/**
 * One partition's rules at work: records and timers in, rows and changed states out. No I/O: whoever calls it loads
 * the users before and commits the result after.
 *
 * After each record the watermark is the greatest accepted instant less `delay`, and all timers due at or before it
 * fire before the next record, by (instant, user). So what comes out is a function of the log, however it is cut into
 * batches.
 */
export class Evaluator {
  readonly version: string;
  readonly delayMs: number;
  readonly timers: TimerQueue;
  /** Timers up to it fire. */
  watermarkMs: number;
  nextOffset: number;
  /** Whether the timers that are due now are so by the clock or by other rules, not by the last record. */
  private dueByItself = false;
  /** Whether a record would raise the watermark in the eyes of one who does not look at the user whom it is about. */
  private isMisleading = false;
  /** From there on every user's state is new to every record. */
  private readonly knownTo: number;
  private readonly options: EvaluatorOptions;
  private readonly engine: Engine;
  private readonly decoder: RecordDecoder;
  private readonly cache: UserCache;
  private readonly input: string;
  private readonly pages = new BytePages();
  private readonly unsaved = new UnsavedUsers();
  private findings = new Findings();

  constructor(options: EvaluatorOptions, timers: TimerQueue) {
    const { bundle, mapping, topic, partition, states } = options;
    this.options = options;
    this.engine = new Engine(bundle, { sha256 });
    const { manifest } = bundle;
    this.decoder = new RecordDecoder(manifest, sourceOf(manifest, mapping));
    this.cache = new UserCache(options.cachedUsers);
    this.version = manifest.hash;
    this.delayMs = manifest.settings.delayMs;
    this.input = `${topic}:${String(partition).padStart(5, '0')}`;
    this.timers = timers;
    const { nextOffset, watermarkMs } = earliest(states);
    this.watermarkMs = watermarkMs;
    this.nextOffset = nextOffset;
    this.knownTo = Math.max(...states.map((group) => group.nextOffset));
  }

  /** Users who are kept ready. */
  get cachedUsers(): number {
    return this.cache.size;
  }

  isReady(key: string): boolean {
    return this.cache.get(key) !== undefined;
  }

  /** Whether the records since the last states do not tell how those came to be, unless they are of one place. */
  get mustTakeAll(): boolean {
    return this.isMisleading || this.hasDueTimers;
  }

  /** Whether timers are due that no record waits for. */
  get hasDueTimers(): boolean {
    return this.timers.nextMs <= this.watermarkMs;
  }

  decode(records: readonly SourceRecord[], failed: ReadonlyMap<number, string>): readonly Prepared[] {
    return records.map((record) => {
      const decoded = this.decodeOne(record, failed);
      if (decoded.kind !== 'events') return { record, decoded, keys: NO_KEYS, users: NO_USERS };
      const keys = decoded.events.map(({ row }) => userKey(row.tenant, row.user));
      return { record, decoded, keys, users: [] };
    });
  }

  private decodeOne(
    { value, offset, arrivalMs }: SourceRecord,
    failed: ReadonlyMap<number, string>,
  ): Decoded {
    if (value === null) return { kind: 'ignored' };
    // Why it is refused is said when its turn comes.
    if (value.length > this.options.recordBytes || (failed.size > 0 && failed.has(offset))) {
      return { kind: 'absent' };
    }
    const text = textOf(value);
    return this.decoder.decode(text, this.origin(offset), arrivalMs);
  }

  private origin(offset: number): RecordOrigin {
    return this.options.isFile
      ? { input: this.options.topic, line: offset }
      : { input: this.input, line: offset, idDigits: 20 };
  }

  /** The users that a batch needs and that are not ready: those of its records, and those whose timers it may fire. */
  missing(batch: readonly Prepared[], timers: number): readonly string[] {
    const missing = new Set<string>();
    let latest = this.watermarkMs;
    for (const { decoded, keys, users } of batch) {
      if (decoded.kind !== 'events') continue;
      for (const key of keys) {
        const user = this.cache.get(key);
        users.push(user);
        if (user === undefined) missing.add(key);
      }
      for (const { row } of decoded.events) {
        if (row.at - this.delayMs > latest) latest = row.at - this.delayMs;
      }
    }
    if (this.timers.nextMs > latest) return [...missing];
    for (const key of this.timers.upTo(latest, timers))
      if (this.cache.get(key) === undefined) missing.add(key);
    return [...missing];
  }

  /** Puts users in place; `null`: nothing is known of them. */
  loaded(keys: readonly string[], states: readonly (Uint8Array | null)[]): void {
    keys.forEach((key, i) => {
      const bytes = states[i] ?? null;
      if (bytes !== null) this.cache.add(key, this.engine.decode(bytes));
      else this.cache.add(key, this.engine.newUser(...namesOf(key)));
    });
  }

  /**
   * Steps through a batch whose users are ready. It may end before the last record, where more timers are due than were
   * made ready: the rest comes again.
   */
  evaluate(batch: readonly Prepared[], failed: ReadonlyMap<number, string>): Evaluated {
    // What the last record left due belongs to it.
    let more = this.fireTimers(null, this.dueByItself ? this.nextOffset : this.nextOffset - 1);
    for (const prepared of batch) {
      if (more || this.findings.rows.length > ROWS_AT_ONCE) break;
      this.judge(prepared, failed);
      this.nextOffset = prepared.record.offset + 1;
      this.dueByItself = false;
      more = this.fireTimers(prepared.record, prepared.record.offset);
    }
    return this.finish();
  }

  /** Time itself goes on while nothing comes. */
  raiseWatermark(ms: number): void {
    if (ms > this.watermarkMs) this.watermarkMs = ms;
    this.dueByItself = true;
  }

  /** Takes over how far others have come with these states: records that are gone from the log, or were ruled otherwise. */
  resume({ nextOffset, watermarkMs }: StatesPosition): void {
    if (nextOffset > this.nextOffset) this.nextOffset = nextOffset;
    // What is due by it has fired: it belongs to the records before.
    this.watermarkMs = Math.max(this.watermarkMs, watermarkMs);
  }

  /** Brings users who are ready under the rules that hold now: their next instants may be others. */
  sweep(keys: readonly string[]): void {
    this.dueByItself = true;
    for (const key of keys) {
      const user = this.cache.get(key);
      if (user === undefined) continue;
      this.touch(user);
    }
  }

  // ---- states for the store ----------------------------------------------------------------------------------------

  /** Whether the store has all states of a group as they are. */
  isStored(group: number): boolean {
    return this.unsaved.hasNone(group);
  }

  /** The users of a group who have changed since they were taken before. */
  take(group: number): readonly UserEntry[] {
    return this.unsaved.take(group).map(({ key, state, dueMs }) => ({
      key,
      bytes: this.pages.copy(this.engine.encoded(state)),
      dueMs,
    }));
  }

  /** Those of all groups. */
  takeAll(): readonly UserEntry[] {
    this.isMisleading = false;
    const users = Array.from({ length: STATE_GROUPS }, (_, group) => this.take(group)).flat();
    this.age();
    return users;
  }

  /** Whether more users are kept ready than should be for long. */
  get isFull(): boolean {
    return this.cache.isFull;
  }

  /** To be called when all groups were stored since it was called before: lets go of users. */
  age(): void {
    this.cache.age();
  }

  // ---- record after record -----------------------------------------------------------------------------------------

  private judge({ record, decoded, keys, users }: Prepared, failed: ReadonlyMap<number, string>): void {
    this.findings.counts.records++;
    switch (decoded.kind) {
      case 'ignored':
        this.findings.counts.ignored++;
        return;
      case 'absent': {
        const message = failed.get(record.offset);
        if (message !== undefined) this.isMisleading = true;
        this.refuse(record, message === undefined ? 'oversize' : 'failed', null, message ?? null);
        return;
      }
      case 'rejected':
        this.refuse(record, decoded.rejection.code, decoded.rejection, null);
        return;
      case 'events': {
        const trace = traceHeaders(record.headers);
        const emit = (effect: Effect): void => {
          this.emit(effect, record, trace);
        };
        for (let i = 0; i < decoded.events.length; i++) {
          const event = decoded.events[i] as AcceptedEvent;
          const raisesTo = event.row.at - this.delayMs;
          if (this.isKnown(record.offset, keys[i] as string)) {
            this.watermarkMs = Math.max(this.watermarkMs, raisesTo);
            continue;
          }
          const cached = users[i] ?? (this.cache.get(keys[i] as string) as CachedUser);
          let verdict: Verdict;
          try {
            verdict = this.engine.accept(cached.state, event, emit);
          } catch (error) {
            throw new EvaluationError(error, record.offset, cached.key);
          }
          this.findings.counts[COUNT_OF[verdict]]++;
          if (verdict !== 'accepted') {
            // Whoever evaluates it again may have the user's state from later, and takes it for accepted.
            if (raisesTo > this.watermarkMs) this.isMisleading = true;
            continue;
          }
          this.watermarkMs = Math.max(this.watermarkMs, raisesTo);
          this.touch(cached);
        }
      }
    }
  }

  /** Whether a user's state holds the record already, as far as it is about them. */
  private isKnown(offset: number, key: string): boolean {
    if (offset >= this.knownTo) return false;
    return offset < (this.options.states[groupOf(key)] as StatesPosition).nextOffset;
  }

  private refuse(
    record: SourceRecord,
    code: DeadLetterCode,
    rejection: Rejection | null,
    message: string | null,
  ): void {
    this.findings.counts.rejected++;
    const origin = this.origin(record.offset);
    const { id } = eventRejected(
      origin,
      rejection ?? { code: 'bad_json', field: null, eventId: null, user: null, tenant: null },
      sha256,
    );
    const { topic, partition, recordBytes } = this.options;
    const refusal = { id, code, field: rejection?.field ?? null, message };
    this.findings.refused.push(code);
    this.findings.add(deadLetterRow(record, { topic, partition }, refusal), record, recordBytes);
  }

  /** Fires what is due; true if more is due whose users are not ready. */
  private fireTimers(record: SourceRecord | null, offset: number): boolean {
    const { timers } = this;
    const emit = (effect: Effect): void => {
      this.emit(effect, record, [], offset);
    };
    while (timers.nextMs <= this.watermarkMs) {
      const next = timers.first(this.watermarkMs);
      if (next === null) return false;
      const user = this.cache.get(next.key);
      if (user === undefined || this.findings.rows.length > ROWS_AT_ONCE) return true;
      // Under other rules than those that it was found by, the instant may be another.
      if (this.engine.nextDue(user.state) !== next.dueMs) {
        this.touch(user);
        continue;
      }
      try {
        this.engine.advance(user.state, Math.max(next.dueMs, user.state.position), true, emit);
      } catch (error) {
        throw new EvaluationError(error, null, user.key);
      }
      this.findings.counts.timers++;
      this.findings.firedMs.push(next.dueMs);
      this.touch(user);
    }
    return false;
  }

  private emit(
    effect: Effect,
    record: SourceRecord | null,
    trace: readonly (readonly [string, string])[],
    offset = record?.offset ?? this.nextOffset,
  ): void {
    if (effect.type === 'event.rejected') return;
    if (effect.type === 'nudge.suppressed') this.findings.suppressed.push(effect.data.reason);
    this.findings.add(effectRow(effect, offset, trace), record, this.options.recordBytes);
  }

  private touch(user: CachedUser): void {
    const dueMs = this.engine.nextDue(user.state);
    if (dueMs !== user.dueMs) {
      user.dueMs = dueMs;
      if (!this.options.failedUsers.has(user.key)) this.timers.set(user.key, dueMs);
    }
    this.unsaved.add(user);
  }

  private finish(): Evaluated {
    const evaluated = this.findings;
    this.findings = new Findings();
    return evaluated;
  }
}

const COUNT_OF = { accepted: 'accepted', duplicate: 'duplicates', late: 'late' } as const;

function textOf(value: Uint8Array): string {
  if (Buffer.isBuffer(value)) return value.toString('utf8');
  return Buffer.from(value.buffer, value.byteOffset, value.length).toString('utf8');
}
