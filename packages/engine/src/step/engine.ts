import type { AcceptedEvent } from '../contract/accepted-event.ts';
import type { Bundle } from '../contract/bundle.ts';
import type { LogSpec, NudgeSpec, Value } from '../contract/manifest.ts';
import type { NudgeRule, Row } from '../contract/rules.ts';
import type { Emit } from '../effects/effect.ts';
import { decodeUser, encodeUser } from '../snapshot/user-snapshot.ts';
import { fieldOf } from '../state/aggregate.ts';
import { writeHistory } from '../state/history.ts';
import { openSince } from '../state/islands.ts';
import { insertEntry } from '../state/log.ts';
import { createRuleset, type Ruleset } from '../state/ruleset.ts';
import {
  consentHistory,
  hasBegun,
  logOf,
  type Pending,
  profileHistory,
  trimUserState,
  type UserState,
} from '../state/user-state.ts';
import { type Sha256, sha256Hex, sha256Hex32 } from '../values/hashes.ts';
import { StepContext } from './context.ts';
import { type Candidate, decide } from './decide.ts';
import { settleSegments } from './settle.ts';

export interface EngineOptions {
  /** The host's own SHA-256, if it is faster; hex of the UTF-8 bytes. */
  readonly sha256?: Sha256;
}

/** A segment's membership that changed in the step at hand. */
interface Change {
  readonly segment: number;
  readonly entered: boolean;
  readonly sinceMs: number;
}

/**
 * Runs a bundle: `f(user state, input) → (state′, effects)`. No clock, no randomness, no I/O; the state is changed in
 * place and the effects go to `emit`, in the order of semantics (Output, Order).
 */
export class Engine {
  readonly rules: Ruleset;
  private readonly context: StepContext;
  private readonly sha256: Sha256;

  constructor(bundle: Bundle, options: EngineOptions = {}) {
    this.rules = createRuleset(bundle);
    this.context = new StepContext(this.rules);
    this.sha256 = options.sha256 ?? sha256Hex;
  }

  /** One accepted event is one step. Timers that are due before its instant fire first. */
  apply(state: UserState, input: AcceptedEvent, emit: Emit): void {
    const { row } = input;
    this.advance(state, row.at, false, emit);
    const now = Math.max(row.at, state.position);
    if (row.at > state.clock) state.clock = row.at;
    state.position = now;
    // A late event may show that the user began earlier than was known.
    if (row.at < state.begin) state.begin = row.at;
    this.record(state, input);
    const cause = `e:${row.at}:${row.id}`;
    const changes = this.settle(state, row.at, now);
    const candidates = this.emitChanges(state, changes, cause, emit);
    if (input.kind === 'event') this.triggerByEvent(state, input.event, row, cause, candidates);
    this.decide(state, candidates, emit);
    trimUserState(state, this.rules);
  }

  /**
   * Lets the user's timers fire in order, each at its own instant: those before `to`, or with `inclusive` those at it
   * as well, after which the user stands at `to` (semantics, rules 9 and 11).
   */
  advance(state: UserState, to: number, inclusive: boolean, emit: Emit): void {
    if (!hasBegun(state)) return;
    for (;;) {
      const t = Math.max(Math.min(state.deadline, nextDue(state)), state.position);
      if (inclusive ? t > to : t >= to) break;
      this.fireTimers(state, t, emit);
    }
    if (inclusive && to > state.position) state.position = to;
  }

  /** All timers due at one instant are one step. */
  private fireTimers(state: UserState, t: number, emit: Emit): void {
    state.position = t;
    const due = state.pending.filter((pending) => pending.dueMs <= t);
    if (due.length > 0) state.pending = state.pending.filter((pending) => pending.dueMs > t);
    const changes = this.settle(state, t, t);
    const candidates = this.emitChanges(state, changes, `t:${t}`, emit);
    for (const { nudge, row } of due) this.judgeUnless(nudge, row, candidates);
    this.decide(state, candidates, emit);
  }

  private record(state: UserState, input: AcceptedEvent): void {
    const { row } = input;
    switch (input.kind) {
      case 'event':
        for (const id of this.rules.logsOfEvent[input.event] ?? []) this.recordInLog(state, id, row);
        return;
      case 'profile':
        for (const [field, value] of input.writes) {
          writeHistory(profileHistory(state, field), { at: row.at, id: row.id, value });
        }
        return;
      case 'consent':
        writeHistory(consentHistory(state, input.purpose), { at: row.at, id: row.id, value: input.granted });
        return;
    }
  }

  private recordInLog(state: UserState, id: number, row: Row): void {
    const spec: LogSpec = this.rules.log(id);
    const filter = this.rules.rules.filters[id];
    if (filter !== null && filter !== undefined && !filter(row)) return;
    if (spec.keeps === 'field') {
      const value = fieldOf(row, spec.field as number);
      if (value !== null) insertEntry(logOf(state, this.rules, id), row.at, row.id, value);
      return;
    }
    insertEntry(logOf(state, this.rules, id), row.at, row.id, spec.keeps === 'row' ? row : null);
  }

  /** Brings the segments to `now` and says which memberships differ from what was last known. */
  private settle(state: UserState, from: number, now: number): Change[] {
    settleSegments(this.rules, this.context, state, from, now);
    const changes: Change[] = [];
    for (const segment of this.rules.segmentsByName) {
      const known = state.since[segment] as number;
      const isMember = this.context.members[segment] === true;
      const islands = state.islands[segment];
      const forMs = this.rules.manifest.segments[segment]?.forMs ?? 0;
      const since = isMember && islands !== undefined ? openSince(islands) + forMs : Number.NaN;
      if (isMember && Number.isNaN(known)) changes.push({ segment, entered: true, sinceMs: since });
      else if (!isMember && !Number.isNaN(known)) changes.push({ segment, entered: false, sinceMs: known });
      state.since[segment] = since;
    }
    return changes;
  }

  private emitChanges(state: UserState, changes: readonly Change[], cause: string, emit: Emit): Candidate[] {
    const candidates: Candidate[] = [];
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
    return candidates;
  }

  private triggerByEvent(
    state: UserState,
    event: number,
    row: Row,
    cause: string,
    candidates: Candidate[],
  ): void {
    for (const nudge of this.rules.nudgesOfEvent[event] ?? []) {
      const { trigger } = this.rules.manifest.nudges[nudge] as NudgeSpec;
      const { where } = this.rules.rules.nudges[nudge] as NudgeRule;
      this.context.event = row;
      if (where !== null && !where(this.context)) continue;
      if (trigger.kind !== 'unless') {
        candidates.push({ nudge, cause, row });
        continue;
      }
      const dueMs = row.at + trigger.withinMs;
      if (dueMs > state.position) insertPending(state, { nudge, dueMs, row });
      // It came late, and its time is over already: judged now, over the same interval (semantics, rule 16).
      else this.judgeUnless(nudge, row, candidates);
    }
  }

  /** `on A unless B within D`: fires iff no B lies in (s, s + D]. The context stands at the user. */
  private judgeUnless(nudge: number, row: Row, candidates: Candidate[]): void {
    const { trigger } = this.rules.manifest.nudges[nudge] as NudgeSpec;
    if (trigger.kind !== 'unless') return;
    if (this.context.aggregateAt(trigger.aggregate, row.at + trigger.withinMs, row) === 0) {
      candidates.push({ nudge, cause: `e:${row.at}:${row.id}`, row });
    }
  }

  private decide(state: UserState, candidates: Candidate[], emit: Emit): void {
    if (candidates.length > 0) decide(this.rules, this.context, state, candidates, this.sha256, emit);
  }

  /** The user's state as bytes, in a versioned form. */
  encode(state: UserState): Uint8Array {
    return encodeUser(this.rules, state);
  }

  /**
   * Reads a state back. Segments that were not in it are judged where the user stands and taken over silently: only
   * later changes are emitted. Throws `SnapshotError` on bytes that are no snapshot of a known version.
   */
  decode(bytes: Uint8Array): UserState {
    const { state, complete } = decodeUser(this.rules, bytes);
    if (hasBegun(state)) {
      if (complete) settleSegments(this.rules, this.context, state, state.position, state.position);
      else this.settle(state, state.position, state.position);
    }
    return state;
  }

  /** The segments that the user is in where they stand, with the start of each membership, by segment id. */
  memberships(state: UserState): readonly { readonly segment: number; readonly sinceMs: number }[] {
    return state.since.flatMap((sinceMs, segment) => (Number.isNaN(sinceMs) ? [] : [{ segment, sinceMs }]));
  }

  /** The value of a metric at `now`, which must not lie before what is kept. */
  metric(state: UserState, metric: number, now: number): Value {
    this.context.look(state, now);
    return this.rules.rules.metrics[metric]?.(this.context) ?? null;
  }
}

function nextDue(state: UserState): number {
  // `pending` is sorted by its instant.
  return state.pending[0]?.dueMs ?? Infinity;
}

function insertPending(state: UserState, pending: Pending): void {
  let i = state.pending.length;
  while (i > 0 && (state.pending[i - 1] as Pending).dueMs > pending.dueMs) i--;
  state.pending.splice(i, 0, pending);
}
