import { SeenIds } from '../acceptance/seen-ids.ts';
import type { Row } from '../contract/rules.ts';
import { createHeap, type Heap, leastKey, popItem, pushItem } from '../values/heap.ts';
import { createHistory, type History, trimHistory } from './history.ts';
import { IdMap } from './id-map.ts';
import { createIslands, type Islands, trimIslands } from './islands.ts';
import type { Ruleset } from './ruleset.ts';
import { UserLogs } from './user-logs.ts';

/** An event of `on A unless B within D` that waits for its instant s + D. */
export interface Pending {
  readonly nudge: number;
  readonly dueMs: number;
  readonly row: Row;
}

/** What is known of one segment for one user; there is none where its condition was not true lately. */
export interface SegmentState extends Islands {
  /** Since when the user is a member, as last known; NaN when not in it. */
  since: number;
  /** The next instant at which time alone may change it; never later than it does. `Infinity`: none. */
  alarm: number;
}

export function createSegmentState(): SegmentState {
  return { ...createIslands(), since: Number.NaN, alarm: Infinity };
}

/**
 * All that the engine knows of one user. Ids are those of the ruleset that it is used with. Its size follows what the
 * user did, not how many rules there are: what is not there is empty.
 */
export interface UserState {
  tenant: string;
  user: string;
  /** The greatest instant accepted; `-Infinity` before the first. */
  clock: number;
  /** The instant that memberships and timers have been brought to; never before `clock`. */
  position: number;
  /** The smallest instant accepted: from then on the user is judged. `Infinity` before the first. */
  begin: number;
  /** The ids of accepted events by instant, as far back as a duplicate can be told. */
  readonly seen: SeenIds;
  readonly logs: UserLogs;
  /** By field; those that nothing was written to are not there. */
  profile: readonly (History | undefined)[];
  consents: readonly (History | undefined)[];
  readonly segments: IdMap<SegmentState>;
  /** By nudge that has a cooldown: the instant of its last emission. */
  readonly lastGenerated: IdMap<number>;
  /** By instant. */
  pending: Pending[];
  /**
   * By instant, the segments to be judged then though no event comes. An alarm that was put off stays in it, and is
   * found to be stale when its turn comes.
   */
  alarms: Heap;
}

/** What most users have none of is shared until the first comes, and never written to. */
const NOTHING: readonly never[] = [];
const NO_PENDING: Pending[] = [];
const NO_ALARMS: Heap = createHeap();

export function createUserState(tenant: string, user: string): UserState {
  return {
    tenant,
    user,
    clock: -Infinity,
    position: -Infinity,
    begin: Infinity,
    seen: new SeenIds(),
    logs: new UserLogs(),
    profile: NOTHING,
    consents: NOTHING,
    segments: new IdMap(),
    lastGenerated: new IdMap(),
    pending: NO_PENDING,
    alarms: NO_ALARMS,
  };
}

export function hasBegun(state: UserState): boolean {
  return state.begin !== Infinity;
}

/** Since when the user is in a segment; NaN when not in it. */
export function sinceOf(state: UserState, segment: number): number {
  const known = state.segments.get(segment);
  return known === undefined ? Number.NaN : known.since;
}

export function profileHistory(state: UserState, field: number): History {
  const known = state.profile[field];
  if (known !== undefined) return known;
  const history = createHistory();
  state.profile = withHistory(state.profile, field, history);
  return history;
}

export function consentHistory(state: UserState, purpose: number): History {
  const known = state.consents[purpose];
  if (known !== undefined) return known;
  const history = createHistory();
  state.consents = withHistory(state.consents, purpose, history);
  return history;
}

function withHistory(
  histories: readonly (History | undefined)[],
  id: number,
  history: History,
): readonly (History | undefined)[] {
  const grown = [...histories];
  while (grown.length <= id) grown.push(undefined);
  grown[id] = history;
  return grown;
}

export function insertPending(state: UserState, pending: Pending): void {
  if (state.pending === NO_PENDING) state.pending = [];
  const waiting = state.pending;
  let i = waiting.length;
  while (i > 0 && (waiting[i - 1] as Pending).dueMs > pending.dueMs) i--;
  if (i === waiting.length) waiting.push(pending);
  else waiting.splice(i, 0, pending);
}

/** Takes those off whose time has come. */
export function takePending(state: UserState, now: number): readonly Pending[] {
  const { pending } = state;
  let n = 0;
  while (n < pending.length && (pending[n] as Pending).dueMs <= now) n++;
  return n === 0 ? NO_PENDING : pending.splice(0, n);
}

/** Puts a segment's alarm to another instant. */
export function setAlarm(state: UserState, id: number, segment: SegmentState, alarm: number): void {
  if (segment.alarm === alarm) return;
  segment.alarm = alarm;
  if (alarm === Infinity) return;
  if (state.alarms.keys.length > 2 * state.segments.size + STALE_ALARMS) dropStaleAlarms(state);
  if (state.alarms === NO_ALARMS) state.alarms = createHeap();
  pushItem(state.alarms, alarm, id);
}

/** So many more than there are segments may be stale before they are looked for. */
const STALE_ALARMS = 64;

function dropStaleAlarms({ alarms, segments }: UserState): void {
  const dues = alarms.keys.splice(0);
  const ids = alarms.items.splice(0);
  dues.forEach((due, i) => {
    const id = ids[i] as number;
    if (segments.get(id)?.alarm === due) pushItem(alarms, due, id);
  });
}

/** The next instant at which a segment is to be judged though no event comes. */
export function nextAlarm(state: UserState): number {
  const { alarms } = state;
  for (;;) {
    const due = leastKey(alarms);
    if (due === Infinity || state.segments.get(alarms.items[0] as number)?.alarm === due) return due;
    popItem(alarms);
  }
}

/** Takes the alarms off that are due, and gives their segments. */
export function takeAlarms(state: UserState, now: number, out: (segment: number) => void): void {
  // A stale alarm may be earlier than the next, never later: mostly there is nothing to look through.
  while (leastKey(state.alarms) <= now && nextAlarm(state) <= now) out(popItem(state.alarms));
}

/** Whether nothing happens to the user by itself up to `to`. */
export function restsUntil(state: UserState, to: number): boolean {
  return (
    leastKey(state.alarms) > to && (state.pending.length === 0 || (state.pending[0] as Pending).dueMs > to)
  );
}

/** What lies before it can neither be seen by a window nor be changed by a late event. */
export function horizonOf(state: UserState, rules: Ruleset): number {
  return state.clock - rules.manifest.settings.lateMs;
}

/** Forgets everything that neither a window nor a late event can reach any more. */
export function trimUserState(state: UserState, rules: Ruleset): void {
  const horizon = horizonOf(state, rules);
  state.logs.trim(rules.logPlan, horizon);
  for (const history of state.profile) if (history !== undefined) trimHistory(history, horizon);
  for (const history of state.consents) if (history !== undefined) trimHistory(history, horizon);
  state.segments.forEach((segment, id) => {
    trimIslands(segment, horizon);
    dropIfIdle(state, id, segment);
  });
  state.seen.dropBefore(horizon);
  shareNothing(state);
}

/** What has become empty is shared again: else all users would in time keep memory of what each had once. */
function shareNothing(state: UserState): void {
  if (state.pending.length === 0) state.pending = NO_PENDING;
  if (state.alarms.keys.length === 0) state.alarms = NO_ALARMS;
}

/**
 * Makes a state that of a user of whom nothing is known: states that come and go by the thousand take each other's
 * memory, which is then still in the processor's cache and costs the garbage collector nothing.
 */
export function reuseUserState(state: UserState, tenant: string, user: string): UserState {
  state.tenant = tenant;
  state.user = user;
  state.clock = -Infinity;
  state.position = -Infinity;
  state.begin = Infinity;
  return state;
}

/** Empties a state that is not needed any more, so that it can be used again and keeps nothing alive. */
export function emptyUserState(state: UserState): void {
  state.logs.clear();
  state.segments.clear();
  state.lastGenerated.clear();
  state.seen.clear();
  state.profile = NOTHING;
  state.consents = NOTHING;
  state.pending = NO_PENDING;
  state.alarms = NO_ALARMS;
}

/** A segment whose condition was not true lately, and that waits for nothing, needs no memory. */
export function dropIfIdle(state: UserState, id: number, segment: SegmentState): void {
  if (segment.starts.length === 0 && segment.alarm === Infinity && Number.isNaN(segment.since)) {
    state.segments.delete(id);
  }
}
