import type { EventSchema, LogSpec, NudgeSpec, Value } from '../contract/manifest.ts';
import type { Row } from '../contract/rules.ts';
import { createHistory, type History } from '../state/history.ts';
import { createFolded, createLogFor, type Folded, type Log, rebuildSums } from '../state/log.ts';
import type { Ruleset } from '../state/ruleset.ts';
import { createUserState, type UserState } from '../state/user-state.ts';
import {
  type ByteReader,
  type ByteWriter,
  createByteReader,
  createByteWriter,
  SnapshotError,
} from './bytes.ts';
import { readExact, readMany, readRow, readValue, writeMany, writeRow, writeValue } from './values.ts';

/** The version of the binary form; another one is refused. */
const SNAPSHOT_VERSION = 1;

/** "NU": what the bytes of every snapshot begin with. */
const MAGIC = [0x4e, 0x55];

/**
 * The state of one user as bytes. Parts are stored under names and stable hashes of what they hold, not under ids, so
 * that they can be read under another version of the rules: what that version does not know is left out, what it adds
 * begins empty.
 */
export function encodeUser(rules: Ruleset, state: UserState): Uint8Array {
  const { manifest } = rules;
  const out = createByteWriter();
  for (const byte of MAGIC) out.byte(byte);
  out.byte(SNAPSHOT_VERSION);
  out.text(state.tenant);
  out.text(state.user);
  for (const instant of [state.clock, state.position, state.begin]) out.instant(instant);
  writeMany(out, [...state.seen], (o, [id, at]) => {
    o.text(id);
    o.instant(at);
  });
  const logs = state.logs.flatMap((log, i) => (log === undefined ? [] : [{ log, spec: rules.log(i) }]));
  writeMany(out, logs, (o, { log, spec }) => {
    o.text(spec.key);
    o.bytes(encodeLog(log, spec, manifest.events[spec.event] as EventSchema));
  });
  writeHistories(out, state.profile, (i) => manifest.user[i]?.name ?? '');
  writeHistories(out, state.consents, (i) => manifest.purposes[i] ?? '');
  writeMany(
    out,
    manifest.segments.map((spec, i) => ({ spec, i })),
    (o, { spec, i }) => {
      o.text(spec.key);
      o.instant(state.since[i] as number);
      writeMany(o, state.islands[i]?.starts ?? [], (w, at) => w.instant(at));
      writeMany(o, state.islands[i]?.ends ?? [], (w, at) => w.instant(at));
    },
  );
  const generated = state.lastGenerated.flatMap((at, i) => (Number.isNaN(at) ? [] : [{ at, i }]));
  writeMany(out, generated, (o, { at, i }) => {
    o.text(manifest.nudges[i]?.name ?? '');
    o.instant(at);
  });
  writeMany(out, state.pending, (o, { nudge, dueMs, row }) => {
    const { name, trigger } = manifest.nudges[nudge] as NudgeSpec;
    const event = manifest.events['event' in trigger ? trigger.event : -1] as EventSchema;
    o.text(name);
    o.text(event.name);
    o.instant(dueMs);
    const bytes = createByteWriter();
    writeRow(bytes, row, event);
    o.bytes(bytes.finish());
  });
  return out.finish();
}

/** What was read, and whether some segment of these rules was not in it (it has to be judged before use). */
export interface DecodedUser {
  readonly state: UserState;
  readonly complete: boolean;
}

export function decodeUser(rules: Ruleset, bytes: Uint8Array): DecodedUser {
  const { manifest } = rules;
  const input = createByteReader(bytes);
  if (MAGIC.some((byte) => input.byte() !== byte)) throw new SnapshotError('these bytes are no snapshot');
  const version = input.byte();
  if (version !== SNAPSHOT_VERSION)
    throw new SnapshotError(`the snapshot has version ${version}, not ${SNAPSHOT_VERSION}`);
  const state = createUserState(rules, input.text(), input.text());
  state.clock = input.instant();
  state.position = input.instant();
  state.begin = input.instant();
  state.seen = new Map(readMany(input, (i) => [i.text(), i.instant()] as const));
  const logIds = new Map(manifest.logs.map((spec, i) => [spec.key, i]));
  readMany(input, (i) => {
    const id = logIds.get(i.text());
    const part = i.bytes();
    if (id !== undefined) state.logs[id] = decodeLog(part, rules.log(id), rules, state);
  });
  readHistories(input, state.profile, new Map(manifest.user.map((field, i) => [field.name, i])));
  readHistories(input, state.consents, new Map(manifest.purposes.map((name, i) => [name, i])));
  const complete = readSegments(input, rules, state);
  const nudgeIds = new Map(manifest.nudges.map((nudge, i) => [nudge.name, i]));
  readMany(input, (i) => {
    const id = nudgeIds.get(i.text());
    const at = i.instant();
    if (id !== undefined) state.lastGenerated[id] = at;
  });
  readMany(input, (i) => readPending(i, rules, state, nudgeIds));
  if (!input.atEnd()) throw new SnapshotError('the snapshot is longer than what it holds');
  return { state, complete };
}

function readSegments(input: ByteReader, rules: Ruleset, state: UserState): boolean {
  // Segments that mean the same have one key, and so one state; each holds its own.
  const ids = new Map<string, number[]>();
  rules.manifest.segments.forEach(({ key }, id) => {
    const same = ids.get(key);
    if (same === undefined) ids.set(key, [id]);
    else same.push(id);
  });
  const missing = new Set(ids.keys());
  readMany(input, (i) => {
    const key = i.text();
    const since = i.instant();
    const starts = readMany(i, (r) => r.instant());
    const ends = readMany(i, (r) => r.instant());
    for (const id of ids.get(key) ?? []) {
      state.since[id] = since;
      state.islands[id] = { starts: [...starts], ends: [...ends] };
    }
    missing.delete(key);
  });
  return missing.size === 0;
}

/** A wait whose nudge is gone, or waits for another event now, is dropped. */
function readPending(
  input: ByteReader,
  rules: Ruleset,
  state: UserState,
  nudgeIds: ReadonlyMap<string, number>,
): void {
  const nudge = nudgeIds.get(input.text());
  const eventName = input.text();
  const dueMs = input.instant();
  const part = input.bytes();
  const trigger = nudge === undefined ? undefined : rules.manifest.nudges[nudge]?.trigger;
  if (nudge === undefined || trigger?.kind !== 'unless') return;
  const schema = rules.manifest.events[trigger.event] as EventSchema;
  if (schema.name !== eventName) return;
  state.pending.push({
    nudge,
    dueMs,
    row: readRow(createByteReader(part), schema, state.tenant, state.user),
  });
}

function encodeLog(log: Log, spec: LogSpec, event: EventSchema): Uint8Array {
  const out = createByteWriter();
  out.varint(log.ats.length);
  // Instants are stored as differences: they are small and fit two or three bytes.
  let before = 0;
  log.ats.forEach((at, i) => {
    out.varint(at - before);
    before = at;
    out.text(log.ids[i] as string);
    if (spec.keeps === 'field') writeValue(out, log.values[i] as Value);
    if (spec.keeps === 'row') writeRow(out, log.values[i] as Row, event);
  });
  out.byte(log.folded === null ? 0 : 1);
  if (log.folded !== null) writeFolded(out, log.folded);
  return out.finish();
}

function decodeLog(bytes: Uint8Array, spec: LogSpec, rules: Ruleset, state: UserState): Log {
  const input = createByteReader(bytes);
  const log = createLogFor(spec);
  let at = 0;
  for (let n = input.varint(); n > 0; n--) {
    at += input.varint();
    log.ats.push(at);
    log.ids.push(input.text());
    const event = rules.manifest.events[spec.event] as EventSchema;
    if (spec.keeps === 'nothing') log.values.push(null);
    else if (spec.keeps === 'field') log.values.push(readValue(input));
    else log.values.push(readRow(input, event, state.tenant, state.user));
  }
  if (input.byte() === 1) {
    const folded = readFolded(input);
    if (log.folded !== null) log.folded = folded;
  }
  rebuildSums(log);
  return log;
}

function writeFolded(out: ByteWriter, folded: Folded): void {
  out.varint(folded.count);
  writeValue(out, folded.sum);
  for (const value of [folded.min, folded.max, folded.first, folded.last]) writeValue(out, value);
  writeMany(out, [...folded.distinct], writeValue);
}

function readFolded(input: ByteReader): Folded {
  return {
    ...createFolded(),
    count: input.varint(),
    sum: readExact(input),
    min: readValue(input),
    max: readValue(input),
    first: readValue(input),
    last: readValue(input),
    distinct: new Set(readMany(input, readValue)),
  };
}

function writeHistories(
  out: ByteWriter,
  histories: readonly (History | undefined)[],
  nameOf: (id: number) => string,
): void {
  const present = histories.flatMap((history, i) => (history === undefined ? [] : [{ history, i }]));
  writeMany(out, present, (o, { history, i }) => {
    o.text(nameOf(i));
    writeValue(o, history.base);
    writeMany(o, history.entries, (w, { at, id, value }) => {
      w.instant(at);
      w.text(id);
      writeValue(w, value);
    });
  });
}

function readHistories(
  input: ByteReader,
  histories: (History | undefined)[],
  ids: ReadonlyMap<string, number>,
): void {
  readMany(input, (i) => {
    const id = ids.get(i.text());
    const history = createHistory();
    history.base = readValue(i);
    history.entries = readMany(i, (r) => ({ at: r.instant(), id: r.text(), value: readValue(r) }));
    if (id !== undefined) histories[id] = history;
  });
}
