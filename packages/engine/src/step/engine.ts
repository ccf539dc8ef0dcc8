import { judge, type Verdict } from '../acceptance/judge.ts';
import type { AcceptedEvent } from '../contract/accepted-event.ts';
import type { Bundle } from '../contract/bundle.ts';
import type { Value } from '../contract/manifest.ts';
import type { NudgeRule, Row } from '../contract/rules.ts';
import type { Emit } from '../effects/effect.ts';
import { eventLate } from '../effects/late.ts';
import { ByteWriter } from '../snapshot/bytes.ts';
import { createStateKeys, type StateKeys } from '../snapshot/state-keys.ts';
import { readUser, writeUser } from '../snapshot/user-snapshot.ts';
import { createRuleset, type Ruleset } from '../state/ruleset.ts';
import {
  consentHistory,
  createUserState,
  hasBegun,
  horizonOf,
  nextAlarm,
  profileHistory,
  restsUntil,
  takeAlarms,
  takePending,
  type UserState,
} from '../state/user-state.ts';
import { type Sha256, sha256Hex, sha256Hex32 } from '../values/hashes.ts';
import { StepContext } from './context.ts';
import { type Candidate, decide } from './decide.ts';
import { record, touchAtBegin } from './record.ts';
import { type Change, settleSegments } from './settle.ts';
import { Touched } from './touched.ts';
import { judgeUnless, nudgesTriggered, triggerByEvent } from './trigger.ts';

export interface EngineOptions {
  /** The host's own SHA-256, if it is faster; hex of the UTF-8 bytes. */
  readonly sha256?: Sha256;
  /** Judges every segment in every step: the simple way, which must give the same. */
  readonly judgeAll?: boolean;
}

/**
 * Runs a bundle: `f(user state, input) → (state′, effects)`. No clock, no randomness, no I/O; the state is changed in
 * place and the effects go to `emit`, in the order of semantics (Output, Order).
 */
export class Engine {
  readonly rules: Ruleset;
  /** Steps that no event caused. */
  timersFired = 0;
  private readonly context: StepContext;
  private readonly touched: Touched;
  private readonly sha256: Sha256;
  private readonly judgeAll: boolean;
  private readonly keys: StateKeys;
  private readonly bytes: ByteWriter = new ByteWriter();

  constructor(bundle: Bundle, options: EngineOptions = {}) {
    this.rules = createRuleset(bundle);
    this.context = new StepContext(this.rules);
    this.touched = new Touched(bundle.manifest.segments.length);
    this.sha256 = options.sha256 ?? sha256Hex;
    this.judgeAll = options.judgeAll ?? false;
    this.keys = createStateKeys(bundle.manifest);
  }

  /** The state of a user of whom nothing is known. */
  newUser(tenant: string, user: string): UserState {
    return createUserState(tenant, user);
  }

  /**
   * What holds of a user since ever. Given to a user who has begun it is taken over silently, as after a change of the
   * rules: only later changes are emitted.
   */
  giveBase(
    state: UserState,
    writes: readonly (readonly [number, Value])[],
    purposes: readonly number[],
  ): void {
    for (const [field, value] of writes) {
      profileHistory(state, field).base = value;
      if (hasBegun(state))
        this.touched.addAll(this.rules.watchers.ofProfileField[field] as readonly number[]);
    }
    for (const purpose of purposes) consentHistory(state, purpose).base = true;
    if (!this.touched.isEmpty) this.takeOver(state);
  }

  /** Judges what is touched as far back as a late event may reach, so that all segments have the same past. */
  private takeOver(state: UserState): void {
    this.settle(state, Math.max(state.begin, horizonOf(state, this.rules)), state.position);
  }

  /** Duplicates, then lateness, then a step (semantics, rule 1). */
  accept(state: UserState, event: AcceptedEvent, emit: Emit): Verdict {
    const { row } = event;
    const { events, settings } = this.rules.manifest;
    const { clock } = state;
    const verdict = judge(state, row.id, row.at, settings.lateMs);
    switch (verdict) {
      case 'duplicate':
        break;
      case 'late':
        emit(eventLate(event, clock, events, this.sha256));
        break;
      case 'accepted':
        this.apply(state, event, emit);
    }
    return verdict;
  }

  /** One accepted event is one step. Timers that are due before its instant fire first. */
  apply(state: UserState, input: AcceptedEvent, emit: Emit): void {
    const { row } = input;
    this.advance(state, row.at, false, emit);
    const now = Math.max(row.at, state.position);
    if (row.at > state.clock) state.clock = row.at;
    state.position = now;
    // A late event may show that the user began earlier than was known.
    if (row.at < state.begin) {
      state.begin = row.at;
      touchAtBegin(this.rules, state, this.touched);
    }
    record(this.rules, state, input, this.touched);
    const changes = this.settle(state, row.at, now);
    if (changes.length === 0 && input.kind !== 'event') return;
    const candidates: Candidate[] = [];
    if (changes.length > 0) this.emitChanges(state, changes, `e:${row.at}:${row.id}`, candidates, emit);
    if (input.kind === 'event') {
      triggerByEvent(this.rules, this.context, state, input.event, row, candidates);
    }
    this.decide(state, candidates, emit);
  }

  /**
   * The nudges that an event triggers and whose `where` and `when` hold: what a step finds before it decides. Writes
   * their ids to `out`, which has room for all nudges, in the order of decision, and gives their number.
   */
  triggered(state: UserState, event: number, row: Row, out: Int32Array): number {
    this.context.look(state, row.at);
    const count = nudgesTriggered(this.rules, this.context, event, row, out);
    let kept = 0;
    for (let i = 0; i < count; i++) {
      const nudge = out[i] as number;
      if (this.rules.askedWhen[nudge] === 0 || this.whenHolds(nudge)) out[kept++] = nudge;
    }
    return kept;
  }

  private whenHolds(nudge: number): boolean {
    const { when } = this.rules.rules.nudges[nudge] as NudgeRule;
    return when === null || when(this.context);
  }

  /**
   * Lets the user's timers fire in order, each at its own instant: those before `to`, or with `inclusive` those at it
   * as well, after which the user stands at `to` (semantics, rules 9 and 11).
   */
  advance(state: UserState, to: number, inclusive: boolean, emit: Emit): void {
    if (!hasBegun(state)) return;
    while (!restsUntil(state, to)) {
      const t = Math.max(this.nextDue(state), state.position);
      if (inclusive ? t > to : t >= to) break;
      this.fireTimers(state, t, emit);
    }
    if (inclusive && to > state.position) state.position = to;
  }

  /** The next instant at which something happens to the user though no event comes; `Infinity` if there is none. */
  nextDue(state: UserState): number {
    // `pending` is sorted by its instant.
    return Math.min(nextAlarm(state), state.pending[0]?.dueMs ?? Infinity);
  }

  /** All timers due at one instant are one step. */
  private fireTimers(state: UserState, t: number, emit: Emit): void {
    this.timersFired++;
    state.position = t;
    const due = takePending(state, t);
    const candidates: Candidate[] = [];
    this.emitChanges(state, this.settle(state, t, t), `t:${t}`, candidates, emit);
    for (const { nudge, row } of due) judgeUnless(this.rules, this.context, nudge, row, candidates);
    this.decide(state, candidates, emit);
  }

  /** Brings the segments to `now` and says which memberships differ from what was last known. */
  private settle(state: UserState, from: number, now: number): Change[] {
    const { touched } = this;
    takeAlarms(state, now, touched.add);
    if (this.judgeAll) this.touchAll();
    return settleSegments(this.rules, this.context, state, touched, from, now);
  }

  private touchAll(): void {
    for (let id = 0; id < this.rules.manifest.segments.length; id++) this.touched.add(id);
  }

  private emitChanges(
    state: UserState,
    changes: readonly Change[],
    cause: string,
    candidates: Candidate[],
    emit: Emit,
  ): void {
    const timeMs = state.position;
    for (const { segment, entered, sinceMs } of changes) {
      const name = this.rules.manifest.segments[segment]?.name as string;
      const kind = entered ? 'entered' : 'exited';
      emit({
        type: `segment.${kind}`,
        id: sha256Hex32([kind, state.tenant, state.user, name, String(timeMs), cause], this.sha256),
        subject: state.user,
        tenant: state.tenant,
        timeMs,
        data: { segment: name, sinceMs, cause },
      });
      const nudges = (entered ? this.rules.nudgesOnEnter : this.rules.nudgesOnExit)[segment] ?? [];
      for (const nudge of nudges) candidates.push({ nudge, cause, row: null });
    }
  }

  private decide(state: UserState, candidates: Candidate[], emit: Emit): void {
    if (candidates.length > 0) decide(this.rules, this.context, state, candidates, this.sha256, emit);
  }

  /** The user's state as bytes, in a versioned form. What nothing can reach any more is forgotten before. */
  encode(state: UserState): Uint8Array {
    return this.encoded(state).slice();
  }

  /** As `encode`, but only good until the next call. */
  encoded(state: UserState): Uint8Array {
    this.bytes.reset();
    writeUser(this.bytes, this.rules, this.keys, state);
    return this.bytes.view();
  }

  /**
   * Reads a state back. Segments that were not in it are judged where the user stands and taken over silently: only
   * later changes are emitted. Throws `SnapshotError` on bytes that are no snapshot of a known version. `into`: an
   * emptied state, whose memory is used again.
   */
  decode(bytes: Uint8Array, into: UserState | null = null): UserState {
    const { state, complete } = readUser(this.rules, this.keys, bytes, into);
    if (hasBegun(state) && !complete) {
      this.touchAll();
      this.takeOver(state);
    }
    return state;
  }

  /** The segments that the user is in where they stand, with the start of each membership, by segment id. */
  memberships(state: UserState): readonly { readonly segment: number; readonly sinceMs: number }[] {
    const members: { readonly segment: number; readonly sinceMs: number }[] = [];
    state.segments.forEach(({ since }, segment) => {
      if (!Number.isNaN(since)) members.push({ segment, sinceMs: since });
    });
    return members.sort((a, b) => a.segment - b.segment);
  }

  /** The value of a metric at `now`, which must not lie before what is kept. */
  metric(state: UserState, metric: number, now: number): Value {
    this.context.look(state, now);
    return this.rules.rules.metrics[metric]?.(this.context) ?? null;
  }
}
