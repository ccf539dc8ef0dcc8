import type { PartitionCommit, PartitionProgress } from '../../ports/state-store.ts';
import { encodeOutboxRow } from '../outbox-bytes.ts';
import { decodeProgress, encodeProgress } from '../progress-text.ts';
import { FrameReader } from './frame-reader.ts';
import type { FrameWriter } from './frame-writer.ts';
import type { RowTable } from './row-table.ts';
import type { Segment, Segments } from './segments.ts';
import type { UserTable } from './user-table.ts';

/**
 * What a commit changes, as it stands in a frame:
 *
 *     u32 length, progress as text
 *     f64 trimmedSeq
 *     u32 n, n × (f64 seq, u32 length, row)
 *     u32 n, n × (f64 dueMs, u32 length of the key, u32 length of the state, key, state)
 *
 * Rows and users that cleaning moved stand behind those that changed, and look alike: they say what held before.
 */
const ENTRY_BYTES = 16;

/** Moved with every commit while there is something to clean, besides as much as the commit itself writes. */
const MOVED_BYTES_MIN = 16 * 1024;

/** What is known of a partition, in memory. */
export interface Tables {
  readonly segments: Segments;
  readonly users: UserTable;
  readonly rows: RowTable;
}

/** Writes a commit and does to the tables what reading it would do. */
export function writeBody(writer: FrameWriter, commit: PartitionCommit, tables: Tables): void {
  const { segments, users, rows } = tables;
  const segment = segments.current;
  const cleaned = segments.toClean();
  let room = cleaned === null ? 0 : MOVED_BYTES_MIN + bytesOf(commit);

  const progressAt = writer.skipU32();
  writer.setU32(progressAt, writer.text(encodeProgress(commit.progress)));
  rows.trim(commit.trimmedSeq);
  writer.f64(rows.trimmedSeq);

  const moved = cleaned === null ? [] : rows.someIn(cleaned, room);
  writer.u32(commit.outbox.length + moved.length);
  for (const row of commit.outbox) putRow(row.seq, encodeOutboxRow(row));
  for (const [seq, bytes] of moved) {
    putRow(seq, bytes);
    room -= bytes.length;
  }

  const countAt = writer.skipU32();
  let count = commit.users.length;
  for (const { key, bytes, dueMs } of commit.users) putUser(key, bytes, dueMs);
  while (cleaned !== null && room > 0) {
    const user = users.takeFrom(cleaned);
    if (user === null) break;
    room -= putUser(user.key, user.bytes, user.dueMs);
    count++;
  }
  writer.setU32(countAt, count);

  function putRow(seq: number, bytes: Uint8Array): void {
    writer.f64(seq);
    writer.u32(bytes.length);
    writer.bytes(bytes);
    rows.put(seq, bytes, segment);
  }

  function putUser(key: string, bytes: Uint8Array, dueMs: number): number {
    writer.f64(dueMs);
    const keyLengthAt = writer.skipU32();
    writer.u32(bytes.length);
    const keyLength = writer.text(key);
    writer.setU32(keyLengthAt, keyLength);
    writer.bytes(bytes);
    const entryBytes = ENTRY_BYTES + keyLength + bytes.length;
    users.put(key, bytes, dueMs, entryBytes, segment);
    return entryBytes;
  }
}

/** Does to the tables what a commit did, which stands in `segment`. Gives its progress. */
export function readBody(body: Uint8Array, segment: Segment, { users, rows }: Tables): PartitionProgress {
  const reader = new FrameReader(body);
  const progress = decodeProgress(reader.text(reader.u32()));
  const trimmedSeq = reader.f64();
  for (let left = reader.u32(); left > 0; left--) {
    const seq = reader.f64();
    rows.put(seq, reader.bytes(reader.u32()), segment);
  }
  rows.trim(trimmedSeq);
  for (let left = reader.u32(); left > 0; left--) {
    const dueMs = reader.f64();
    const keyLength = reader.u32();
    const stateLength = reader.u32();
    const key = reader.text(keyLength);
    const state = reader.bytes(stateLength);
    users.put(key, state, dueMs, ENTRY_BYTES + keyLength + stateLength, segment);
  }
  return progress;
}

function bytesOf({ users, outbox }: PartitionCommit): number {
  let bytes = 0;
  for (const user of users) bytes += ENTRY_BYTES + user.key.length + user.bytes.length;
  for (const row of outbox) bytes += row.value.length;
  return bytes;
}
