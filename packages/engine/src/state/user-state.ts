import type { Row } from '../contract/rules.ts';
import { createHistory, type History, trimHistory } from './history.ts';
import { createIslands, type Islands, trimIslands } from './islands.ts';
import { createLogFor, type Log, trimLog } from './log.ts';
import type { Ruleset } from './ruleset.ts';

/** An event of `on A unless B within D` that waits for its instant s + D. */
export interface Pending {
  readonly nudge: number;
  readonly dueMs: number;
  readonly row: Row;
}

/** All that the engine knows of one user. Ids are those of the ruleset that it is used with. */
export interface UserState {
  readonly tenant: string;
  readonly user: string;
  /** The greatest instant accepted; `-Infinity` before the first. */
  clock: number;
  /** The instant that memberships and timers have been brought to; never before `clock`. */
  position: number;
  /** The smallest instant accepted: from then on the user is judged. `Infinity` before the first. */
  begin: number;
  /** The ids of accepted events by instant, as far back as a duplicate can be told. */
  seen: Map<string, number>;
  logs: (Log | undefined)[];
  profile: (History | undefined)[];
  consents: (History | undefined)[];
  islands: Islands[];
  /** By segment: since when the user is a member, as last known; NaN when not in it. */
  since: number[];
  /** By nudge: the instant of its last emission; NaN when there was none. */
  lastGenerated: number[];
  pending: Pending[];
  /** The next instant after `position` at which a membership may change by time alone. */
  deadline: number;
}

export function createUserState(rules: Ruleset, tenant: string, user: string): UserState {
  const { manifest } = rules;
  return {
    tenant,
    user,
    clock: -Infinity,
    position: -Infinity,
    begin: Infinity,
    seen: new Map(),
    logs: new Array(manifest.logs.length).fill(undefined),
    profile: new Array(manifest.user.length).fill(undefined),
    consents: new Array(manifest.purposes.length).fill(undefined),
    islands: manifest.segments.map(createIslands),
    since: manifest.segments.map(() => Number.NaN),
    lastGenerated: manifest.nudges.map(() => Number.NaN),
    pending: [],
    deadline: Infinity,
  };
}

export function hasBegun(state: UserState): boolean {
  return state.begin !== Infinity;
}

export function logOf(state: UserState, rules: Ruleset, id: number): Log {
  let log = state.logs[id];
  if (log === undefined) {
    const spec = rules.log(id);
    log = createLogFor(spec);
    state.logs[id] = log;
  }
  return log;
}

export function profileHistory(state: UserState, field: number): History {
  state.profile[field] ??= createHistory();
  return state.profile[field] as History;
}

export function consentHistory(state: UserState, purpose: number): History {
  state.consents[purpose] ??= createHistory();
  return state.consents[purpose] as History;
}

/**
 * Forgets what neither a window nor a late event can reach any more. Instants from clock − late on stay exactly
 * answerable: that is where the earliest event that can still be accepted lies.
 */
export function trimUserState(state: UserState, rules: Ruleset): void {
  const horizon = state.clock - rules.manifest.settings.lateMs;
  for (let i = 0; i < state.logs.length; i++) {
    const log = state.logs[i];
    const spec = rules.log(i);
    if (log !== undefined && !(spec.ever && spec.keeps === 'row')) trimLog(log, horizon, spec.windowMs);
  }
  for (const history of state.profile) if (history !== undefined) trimHistory(history, horizon);
  for (const history of state.consents) if (history !== undefined) trimHistory(history, horizon);
  for (const islands of state.islands) trimIslands(islands, horizon);
}
