import { type Bundle, type Effect, Engine, RecordDecoder, type UserState } from '@nudge/engine';
import type { SourceRecord } from '../../../packages/runtime/src/ports/event-source.ts';
import { userKey } from '../../../packages/runtime/src/ports/user-key.ts';
import type { CommitFact } from '../store/commit-history.ts';
import { deadLetter, type ExpectedRow, rowOfEffect, sha256 } from './expected-row.ts';

/** What the log and the facts of the commits come to. */
export interface OracleRun {
  readonly rows: readonly ExpectedRow[];
  /** By user: the state as bytes. */
  readonly states: ReadonlyMap<string, Uint8Array>;
  readonly duplicates: number;
  /** Where the facts contradict what is worked out here; empty when all is well. */
  readonly problems: readonly string[];
}

export interface OracleInput {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly SourceRecord[];
  readonly bundles: ReadonlyMap<string, Bundle>;
  readonly recordBytes: number;
}

/** A user: ready under the rules that hold, or as bytes of the last rules that looked at them. */
interface Person {
  state: UserState | null;
  bytes: Uint8Array | null;
  /** When something happens to them, as it was known when they were last looked at. */
  dueMs: number;
}

/**
 * What a partition comes to, worked out plainly: record after record in the order of the log, after each the watermark,
 * then the timers. It knows nothing of outboxes, owners and crashes. From the commits it takes only what no log tells:
 * when the clock moved the watermark, which rules held from where on, and who was brought under them by when.
 */
export class PartitionOracle {
  private readonly input: OracleInput;
  private readonly people = new Map<string, Person>();
  private readonly rows: ExpectedRow[] = [];
  private readonly problems: string[] = [];
  private engine: Engine | null = null;
  private decoder: RecordDecoder | null = null;
  private heldAs = '';
  private watermarkMs = -Infinity;
  private duplicates = 0;
  /** Index of the record that is next. */
  private at = 0;

  constructor(input: OracleInput) {
    this.input = input;
  }

  replay(facts: readonly CommitFact[]): OracleRun {
    for (const fact of facts) this.follow(fact);
    const rest = this.input.records.length - this.at;
    if (rest > 0) this.problems.push(`${rest} records were never applied`);
    // Who is told to end while the clock fires timers leaves the rest to the next owner.
    if (!endsByClock(facts)) this.checkTimers('at the end');
    const states = new Map<string, Uint8Array>();
    for (const [key, { state, bytes }] of this.people) {
      const held = state === null ? bytes : this.engine?.encode(state);
      if (held !== null && held !== undefined) states.set(key, held);
    }
    const { rows, duplicates, problems } = this;
    return { rows, states, duplicates, problems };
  }

  private follow({ progress, users }: CommitFact): void {
    const { nextOffset, watermarkMs, activations, states } = progress;
    const activation = activations.at(-1);
    const isOther = activation !== undefined && this.activate(activation.version, activation.fromOffset);
    // All states are stored before, by the rules before.
    if (isOther) return;
    // Without all states a commit says nothing that the log does not: then whatever is due by then has fired.
    const isAll = states.every((group) => group.nextOffset === nextOffset);
    const named = isAll ? new Map(users.map(({ key, dueMs }) => [key, dueMs])) : null;
    const { records } = this.input;
    const isNext = (): boolean => (records[this.at]?.offset ?? Infinity) < nextOffset;
    if (!isNext()) {
      // Whoever changes without a record has a timer that is due, or is brought under the rules that hold now.
      for (const key of named?.keys() ?? []) this.look(key);
      if (watermarkMs > this.watermarkMs) this.watermarkMs = watermarkMs;
    }
    this.fireTimers(named, !isNext());
    while (isNext()) {
      const record = records[this.at] as SourceRecord;
      this.checkTimers(`before offset ${record.offset}`);
      this.apply(record);
      this.at++;
      this.fireTimers(named, !isNext());
    }
    if (this.watermarkMs === watermarkMs) return;
    this.problems.push(
      `the watermark before offset ${nextOffset} is ${watermarkMs}, not ${this.watermarkMs}`,
    );
    this.watermarkMs = watermarkMs;
  }

  /** Whether other rules hold from now on. */
  private activate(version: string, fromOffset: number): boolean {
    const held = `${version} ${fromOffset}`;
    if (held === this.heldAs) return false;
    this.heldAs = held;
    const bundle = this.input.bundles.get(version);
    if (bundle === undefined) throw new Error(`rules of an unknown version ${version} were activated`);
    for (const person of this.people.values()) {
      // Who was not looked at since the last change is still what the rules before that made of them.
      if (person.state !== null) person.bytes = this.engine?.encode(person.state) ?? null;
      person.state = null;
    }
    this.engine = new Engine(bundle, { sha256 });
    this.decoder = new RecordDecoder(bundle.manifest, null);
    return true;
  }

  private apply(record: SourceRecord): void {
    const { topic, partition, recordBytes } = this.input;
    if (this.engine === null || this.decoder === null) throw new Error('a record was applied under no rules');
    const { value, offset, arrivalMs } = record;
    if (value === null) return;
    const origin = { input: `${topic}:${String(partition).padStart(5, '0')}`, line: offset, idDigits: 20 };
    if (value.length > recordBytes) {
      this.rows.push(deadLetter(record, origin, 'oversize'));
      return;
    }
    const decoded = this.decoder.decode(Buffer.from(value).toString('utf8'), origin, arrivalMs);
    if (decoded.kind === 'rejected') this.rows.push(deadLetter(record, origin, decoded.rejection.code));
    if (decoded.kind !== 'events') return;
    const { settings } = this.engine.rules.manifest;
    for (const event of decoded.events) {
      const { tenant, user, at } = event.row;
      const key = userKey(tenant, user);
      const known = this.people.get(key);
      const state = this.stateOf(known) ?? this.engine.newUser(tenant, user);
      const verdict = this.engine.accept(state, event, this.emitAt(offset));
      if (verdict === 'duplicate') this.duplicates++;
      // Nothing is kept of looking at somebody for nothing.
      if (verdict !== 'accepted') continue;
      this.people.set(key, { state, bytes: null, dueMs: this.engine.nextDue(state) });
      this.watermarkMs = Math.max(this.watermarkMs, at - settings.delayMs);
    }
  }

  /**
   * All timers of the named (`null`: of all) that are due fire, each at its instant; of one instant in the order of the users. The last
   * thing in a commit is to fire those that it says have fired: what is left for the next one may meet other rules there.
   */
  private fireTimers(named: ReadonlyMap<string, number> | null, isLast: boolean): void {
    const { engine } = this;
    for (
      let key = this.nextKey(named, isLast);
      key !== null && engine !== null;
      key = this.nextKey(named, isLast)
    ) {
      const person = this.look(key) as Person & { state: UserState };
      if (person.dueMs > this.watermarkMs) continue;
      const offset = this.input.records[this.at - 1]?.offset ?? -1;
      engine.advance(person.state, Math.max(person.dueMs, person.state.position), true, this.emitAt(offset));
      person.dueMs = engine.nextDue(person.state);
    }
  }

  private nextKey(named: ReadonlyMap<string, number> | null, isLast: boolean): string | null {
    let first: string | null = null;
    let firstMs = this.watermarkMs;
    for (const [key, { dueMs }] of this.people) {
      const left = named === null ? Infinity : named.get(key);
      if (dueMs > firstMs || left === undefined || (isLast && dueMs >= left)) continue;
      if (first !== null && dueMs === firstMs && key > first) continue;
      first = key;
      firstMs = dueMs;
    }
    return first;
  }

  /** Brings somebody under the rules that hold. */
  private look(key: string): Person | undefined {
    const person = this.people.get(key);
    if (person === undefined || person.state !== null) return person;
    person.state = this.stateOf(person);
    person.dueMs = person.state === null ? Infinity : (this.engine?.nextDue(person.state) ?? Infinity);
    return person;
  }

  private stateOf(person: Person | undefined): UserState | null {
    if (person === undefined) return null;
    if (person.state !== null || person.bytes === null) return person.state;
    return this.engine?.decode(person.bytes) ?? null;
  }

  private emitAt(offset: number): (effect: Effect) => void {
    return (effect) => {
      if (effect.type !== 'event.rejected') this.rows.push(rowOfEffect(effect, offset));
    };
  }

  private checkTimers(when: string): void {
    for (const [key, { dueMs }] of this.people) {
      if (dueMs > this.watermarkMs) continue;
      const user = key.replace('\u001f', ':');
      this.problems.push(
        `${when}: a timer of ${user} was due at ${dueMs}, the watermark is ${this.watermarkMs}`,
      );
      return;
    }
  }
}

/** Whether the clock moved the watermark after the last record. */
function endsByClock(facts: readonly CommitFact[]): boolean {
  const last = facts.at(-1)?.progress;
  const firstThere = facts.find(({ progress }) => progress.nextOffset === last?.nextOffset)?.progress;
  return last !== undefined && firstThere !== undefined && last.watermarkMs > firstThere.watermarkMs;
}
