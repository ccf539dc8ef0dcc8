import type { AcceptedEvent } from '../contract/accepted-event.ts';
import type { LogSpec } from '../contract/manifest.ts';
import type { Row } from '../contract/rules.ts';
import type { MatchIndex } from '../match/match-index.ts';
import { fieldOf, greatestSum } from '../state/aggregate.ts';
import { historyAt, trimHistory, writeHistory } from '../state/history.ts';
import { type Entry, insertEntry, type Log } from '../state/log.ts';
import type { Ruleset } from '../state/ruleset.ts';
import type { ThresholdIndex } from '../state/thresholds.ts';
import { consentHistory, horizonOf, profileHistory, type UserState } from '../state/user-state.ts';
import type { Touched } from './touched.ts';

/** Puts an accepted event where it belongs and touches the segments that it may concern. */
export function record(rules: Ruleset, state: UserState, input: AcceptedEvent, touched: Touched): void {
  const { row } = input;
  switch (input.kind) {
    case 'event':
      recordEvent(rules, state, input.event, row, touched);
      return;
    case 'profile':
      for (const [field, value] of input.writes) {
        const history = profileHistory(state, field);
        const before = historyAt(history, row.at);
        writeHistory(history, { at: row.at, id: row.id, value });
        trimHistory(history, horizonOf(state, rules));
        // What changes nothing at its own instant changes nothing later.
        if (historyAt(history, row.at) === before) continue;
        touched.addAll(rules.watchers.ofProfileField[field] as readonly number[]);
      }
      return;
    case 'consent': {
      const history = consentHistory(state, input.purpose);
      writeHistory(history, { at: row.at, id: row.id, value: input.granted });
      trimHistory(history, horizonOf(state, rules));
    }
  }
}

function recordEvent(rules: Ruleset, state: UserState, event: number, row: Row, touched: Touched): void {
  const logs = rules.logsOfEvent[event] as readonly number[];
  const matcher = rules.logMatchers[event] as MatchIndex | null;
  const count = matcher === null ? logs.length : matcher.match(row);
  for (let i = 0; i < count; i++) {
    const place = matcher === null ? i : (matcher.found[i] as number);
    recordInLog(rules, state, logs[place] as number, row, touched);
  }
}

function recordInLog(rules: Ruleset, state: UserState, id: number, row: Row, touched: Touched): void {
  const spec: LogSpec = rules.log(id);
  const filter = rules.rules.filters[id];
  if (filter !== null && filter !== undefined && !filter(row)) return;
  let value: Entry = null;
  if (spec.keeps === 'field') {
    value = fieldOf(row, spec.field as number);
    if (value === null) return;
  } else if (spec.keeps === 'row') {
    value = row;
  }
  const log = state.logs.open(rules.logPlan, id);
  insertEntry(log, row.at, row.id, value);
  const { always, thresholds } = rules.watchers.ofLog[id] as Ruleset['watchers']['ofLog'][number];
  touched.addAll(always);
  for (const index of thresholds) {
    touchThresholds(state, log, index, row.at, index.counts ? 1 : (value as number), touched);
  }
  // This saves the log as well.
  state.logs.trimLog(rules.logPlan, log, id, horizonOf(state, rules), false);
}

function touchThresholds(
  state: UserState,
  log: Log,
  index: ThresholdIndex,
  at: number,
  rise: number,
  touched: Touched,
): void {
  if (!index.counts && !log.steady) index.upTo(greatestSum(log), touched.add);
  else if (at === state.position) index.crossed(log, at, rise, touched.add);
  else index.reachable(log, at, state.position, touched.add);
}

/**
 * Touches what must be judged when a user begins, or is found to have begun earlier: what may hold of a user of whom
 * nothing is known, what looks at the profile that was given, and what was judged from the later begin.
 */
export function touchAtBegin(rules: Ruleset, state: UserState, touched: Touched): void {
  touched.addAll(rules.watchers.atBegin);
  state.profile.forEach((history, field) => {
    if (history !== undefined) touched.addAll(rules.watchers.ofProfileField[field] as readonly number[]);
  });
  state.segments.forEach((_, id) => {
    touched.add(id);
  });
}
