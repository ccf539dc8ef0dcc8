import type { EventSchema, NudgeSpec } from '../contract/manifest.ts';
import { createHistory, type History } from '../state/history.ts';
import { openSince } from '../state/islands.ts';
import type { Ruleset } from '../state/ruleset.ts';
import {
  consentHistory,
  createSegmentState,
  createUserState,
  hasBegun,
  insertPending,
  profileHistory,
  reuseUserState,
  setAlarm,
  trimUserState,
  type UserState,
} from '../state/user-state.ts';
import { ByteReader, type ByteWriter, KEY_BYTES, SnapshotError } from './bytes.ts';
import { readLog, writeLog } from './log-snapshot.ts';
import type { KeyList, StateKeys } from './state-keys.ts';
import { readRow, readValue, writeRow, writeValue } from './values.ts';

/** The version of the binary form; another one is refused. */
const SNAPSHOT_VERSION = 2;

/** "NU": what the bytes of every snapshot begin with. */
const MAGIC = [0x4e, 0x55];

/** Writes the state of one user. Instants are stored as distances from where the user stands, which are short. */
export function writeUser(out: ByteWriter, rules: Ruleset, keys: StateKeys, state: UserState): void {
  trimUserState(state, rules);
  for (const byte of MAGIC) out.byte(byte);
  out.byte(SNAPSHOT_VERSION);
  out.key(keys.segmentSet);
  out.text(state.tenant);
  out.text(state.user);
  out.instant(state.position);
  const begun = hasBegun(state);
  // Who has not begun stands nowhere: there is only what holds of them since ever.
  const { position } = state;
  const base = begun ? position : 0;
  if (begun) {
    out.varint(position - state.clock);
    out.varint(position - state.begin);
    out.varint(state.seen.size);
    state.seen.forEach((high, low, at) => {
      out.digest(high);
      out.digest(low);
      out.varint(position - at);
    });
    out.varint(state.logs.size);
    state.logs.forEach(rules.logPlan, (log, id) => {
      out.key(keys.logs.keys[id] as number);
      writeLog(out, log, rules.manifest.events[rules.log(id).event] as EventSchema, base);
    });
  }
  writeHistories(out, state.profile, keys.profile, base);
  writeHistories(out, state.consents, keys.purposes, base);
  if (!begun) return;
  writeSegments(out, keys, state);
  out.varint(state.lastGenerated.size);
  state.lastGenerated.forEach((at, nudge) => {
    out.key(keys.nudges.keys[nudge] as number);
    out.varint(base - at);
  });
  out.varint(state.pending.length);
  for (const { nudge, row } of state.pending) {
    const { trigger } = rules.manifest.nudges[nudge] as NudgeSpec;
    const event = 'event' in trigger ? trigger.event : -1;
    out.key(keys.nudges.keys[nudge] as number);
    out.key(keys.events.keys[event] as number);
    writeRow(out, row, rules.manifest.events[event] as EventSchema);
  }
}

/** Segments that mean the same have one key, and so one state, which is written once. */
function writeSegments(out: ByteWriter, keys: StateKeys, state: UserState): void {
  const { segments, position } = state;
  const isWritten = (id: number): boolean => {
    const first = keys.firstOfMeaning[id] as number;
    return first === id || segments.get(first) === undefined;
  };
  let count = 0;
  segments.forEach((_, id) => {
    if (isWritten(id)) count++;
  });
  out.varint(count);
  segments.forEach(({ starts, ends, alarm }, id) => {
    if (!isWritten(id)) return;
    out.key(keys.segments.keys[id] as number);
    const open = ends[ends.length - 1] === Infinity;
    out.varint(starts.length * 2 + (open ? 1 : 0));
    for (let i = 0; i < starts.length; i++) {
      out.varint(position - (starts[i] as number));
      if (i < starts.length - 1 || !open) out.varint(position - (ends[i] as number));
    }
    out.varint(alarm === Infinity ? 0 : alarm - position + 1);
  });
}

/** The names stand behind the magic, the version and the key of the segments. */
const NAMES_AT = 2 + 1 + KEY_BYTES;

/** Whose state the bytes are. */
export function readNames(bytes: Uint8Array): { readonly tenant: string; readonly user: string } {
  const input = new ByteReader(bytes.subarray(NAMES_AT));
  return { tenant: input.text(), user: input.text() };
}

/** Whether the bytes are the state of this user, found out without making texts of them. */
export function isStateOf(bytes: Uint8Array, tenant: string, user: string): boolean {
  const at = textEnd(bytes, NAMES_AT, tenant);
  if (at >= 0 && textEnd(bytes, at, user) >= 0) return true;
  // A text of another length, or with characters beyond ASCII.
  const names = readNames(bytes);
  return names.tenant === tenant && names.user === user;
}

/** Where a short ASCII text that stands at `at` ends; −1 if it is another, or none such. */
function textEnd(bytes: Uint8Array, at: number, text: string): number {
  if (bytes[at] !== text.length || text.length >= 128) return -1;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    // Beyond ASCII a unit is not its byte.
    if (unit >= 128 || bytes[at + 1 + i] !== unit) return -1;
  }
  return at + 1 + text.length;
}

/** What was read, and whether some segment of these rules was not in it (it has to be judged before use). */
export interface DecodedUser {
  readonly state: UserState;
  readonly complete: boolean;
}

/** `into`: an emptied state, whose memory is used again. */
export function readUser(
  rules: Ruleset,
  keys: StateKeys,
  bytes: Uint8Array,
  into: UserState | null,
): DecodedUser {
  const input = new ByteReader(bytes);
  for (const byte of MAGIC) if (input.byte() !== byte) throw new SnapshotError('these bytes are no snapshot');
  const version = input.byte();
  if (version !== SNAPSHOT_VERSION)
    throw new SnapshotError(`the snapshot has version ${version}, not ${SNAPSHOT_VERSION}`);
  const complete = input.key() === keys.segmentSet;
  const tenant = input.text();
  const user = input.text();
  const state = into === null ? createUserState(tenant, user) : reuseUserState(into, tenant, user);
  const position = input.instant();
  const begun = Number.isFinite(position);
  if (begun) {
    state.position = position;
    state.clock = position - input.varint();
    state.begin = position - input.varint();
    for (let n = input.varint(); n > 0; n--)
      state.seen.add({ high: input.digest(), low: input.digest() }, position - input.varint());
    for (let n = input.varint(); n > 0; n--) {
      const [id] = keys.logs.ids.get(input.key()) ?? [];
      const spec = id === undefined ? null : rules.log(id);
      const event = spec === null ? null : (rules.manifest.events[spec.event] as EventSchema);
      const log = id === undefined ? null : state.logs.open(rules.logPlan, id);
      readLog(input, log, event, state, position);
      if (log !== null) state.logs.save(log);
    }
  }
  const base = begun ? position : 0;
  readHistories(input, keys.profile, base, (field) => profileHistory(state, field));
  readHistories(input, keys.purposes, base, (purpose) => consentHistory(state, purpose));
  if (begun) {
    readSegments(input, rules, keys, state);
    for (let n = input.varint(); n > 0; n--) {
      const [nudge] = keys.nudges.ids.get(input.key()) ?? [];
      const at = position - input.varint();
      if (nudge !== undefined) state.lastGenerated.set(nudge, at);
    }
    for (let n = input.varint(); n > 0; n--) readPending(input, rules, keys, state);
  }
  if (!input.atEnd()) throw new SnapshotError('the snapshot is longer than what it holds');
  return { state, complete };
}

function readSegments(input: ByteReader, rules: Ruleset, keys: StateKeys, state: UserState): void {
  const { position } = state;
  for (let n = input.varint(); n > 0; n--) {
    // Segments that mean the same have one key, and so one state; each holds its own.
    const ids = keys.segments.ids.get(input.key()) ?? [];
    const head = input.varint();
    const open = head % 2 === 1;
    const count = Math.floor(head / 2);
    if (count > input.left) throw new SnapshotError('the snapshot ends too early');
    const starts: number[] = [];
    const ends: number[] = [];
    for (let i = 0; i < count; i++) {
      starts.push(position - input.varint());
      ends.push(i < count - 1 || !open ? position - input.varint() : Infinity);
    }
    const wait = input.varint();
    for (const id of ids) {
      const forMs = rules.manifest.segments[id]?.forMs ?? 0;
      const segment = { ...createSegmentState(), starts: [...starts], ends: [...ends] };
      const since = openSince(segment) + forMs;
      if (position >= since) segment.since = since;
      state.segments.set(id, segment);
      if (wait > 0) setAlarm(state, id, segment, position + wait - 1);
    }
  }
}

/** A wait whose nudge is gone, or waits for another event now, is dropped. */
function readPending(input: ByteReader, rules: Ruleset, keys: StateKeys, state: UserState): void {
  const [nudge] = keys.nudges.ids.get(input.key()) ?? [];
  const [event] = keys.events.ids.get(input.key()) ?? [];
  const schema = event === undefined ? null : (rules.manifest.events[event] as EventSchema);
  const row = readRow(input, schema, state.tenant, state.user);
  const trigger = nudge === undefined ? undefined : rules.manifest.nudges[nudge]?.trigger;
  if (nudge === undefined || trigger?.kind !== 'unless' || trigger.event !== event) return;
  // By the rules as they are now, which may let it wait for longer or not so long.
  insertPending(state, { nudge, dueMs: row.at + trigger.withinMs, row });
}

function writeHistories(
  out: ByteWriter,
  histories: readonly (History | undefined)[],
  { keys }: KeyList,
  base: number,
): void {
  let present = 0;
  for (const history of histories) if (history !== undefined) present++;
  out.varint(present);
  histories.forEach((history, i) => {
    if (history === undefined) return;
    out.key(keys[i] as number);
    writeValue(out, history.base);
    out.varint(history.entries.length);
    for (const { at, id, value } of history.entries) {
      out.varint(base - at);
      out.text(id);
      writeValue(out, value);
    }
  });
}

function readHistories(
  input: ByteReader,
  { ids }: KeyList,
  base: number,
  historyOf: (id: number) => History,
): void {
  for (let n = input.varint(); n > 0; n--) {
    const [id] = ids.get(input.key()) ?? [];
    const history = id === undefined ? createHistory() : historyOf(id);
    history.base = readValue(input);
    for (let m = input.varint(); m > 0; m--) {
      history.entries.push({ at: base - input.varint(), id: input.text(), value: readValue(input) });
    }
  }
}
